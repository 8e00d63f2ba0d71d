"""`vyapari chat` and `up` as a shell runs them: the whole stack with its trained model, started and stopped again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.supervisor import stop_group, wait_until

START = 900.0
"""Seconds for a first start, which trains the model when no cache holds it."""
VYAPARI = (sys.executable, "-m", "bot.cli")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A data directory of its own, on ports that nobody asked for by name."""
    dropped = ("DATABASE_URL", "DATABASE_ADMIN_URL", "REDIS_URL", "NLU_URL", "WEB_PORT", "NLU_PORT")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    directory = tmp_path_factory.mktemp("chat")
    # Rasa is started with few variables, so the mark by which every process of ours is known again goes into PATH.
    return {**kept, "VYAPARI_DATA_DIR": str(directory), "PATH": f"{os.environ['PATH']}:{directory}"}


def processes_of(environment: dict[str, str]) -> list[str]:
    """The command lines of all processes that were started under this environment and still run."""
    directory = environment["VYAPARI_DATA_DIR"]
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if directory.encode() in (process / "environ").read_bytes() and process.name != str(os.getpid()):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return [line for line in found if line.strip()]


def run(environment: dict[str, str], *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*VYAPARI, *arguments], input=stdin, env=environment, text=True, capture_output=True, timeout=START, check=False
    )


def store(environment: dict[str, str], phone: str = "+919800000001") -> dict[str, Any]:
    done = run(environment, "store", "show", "--phone", phone, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def stock(shop: dict[str, Any], sku: str) -> Decimal:
    return next(Decimal(product["stock"]) for product in shop["products"] if product["sku"] == sku)


@pytest.mark.timeout(START)
def test_a_pipe_of_five_lines_gets_five_right_replies(environment: dict[str, str]) -> None:
    """From nothing: the chat brings the stack up, a demo store with it, and takes the stack down again."""
    said = ["maggi kitna bacha hai", "5 maggi aur 2 kilo chini becha", "kya mangwana hai", "लक्स का दाम क्या रखूँ", "undo"]
    done = run(environment, "chat", "--json", stdin="".join(f"{line}\n" for line in said))
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["text"] for answer in answers] == said
    assert [len(answer["replies"]) for answer in answers] == [1] * 5
    left, sold, order, price, undone = (answer["replies"][0]["text"] for answer in answers)
    after = store(environment)
    # The sale was taken back, so the books are again as the first reply told.
    maggi = stock(after, "maggi-70g")
    assert f"{maggi}" in left
    assert "5 Maggi" in sold
    assert f"{maggi - 5}" in sold
    assert any(letter.isdecimal() for letter in order)
    assert any("\u0900" <= letter <= "\u097f" for letter in price)
    assert "₹" in price
    assert f"{maggi}" in undone
    assert "maggi-70g" not in after["today"]
    assert (after["question"], after["mode"]) == (None, "bot")
    assert wait_until(lambda: processes_of(environment) == [], time.monotonic() + 20), processes_of(environment)


@pytest.mark.timeout(START)
def test_what_runs_is_used_and_ctrl_c_ends_all_of_it(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [*VYAPARI, "up"], stdout=subprocess.PIPE, env=environment, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert any("/simulator" in line for line in lines)
        assert run(environment, "status").returncode == 0
        check_second_start_is_refused(environment)
        check_unknown_number_is_one_line(environment)
        check_frames_come_in_order(environment)
        sold = run(environment, "chat", "--channel", "sms", stdin="SALE MAGGI 1\n")
        assert sold.stdout.startswith("> SALE MAGGI 1\n")
        assert run(environment, "status").returncode == 0
        before = store(environment)
        process.send_signal(signal.SIGINT)
        rest = list(lines)
        assert process.wait(timeout=60) == 0
        assert "the data is kept" in rest[-1]
    finally:
        stop_group(process)
    assert wait_until(lambda: processes_of(environment) == [], time.monotonic() + 20), processes_of(environment)
    assert before["today"]["maggi-70g"]["quantity"] == "1"
    assert store(environment) == before


def check_second_start_is_refused(environment: dict[str, str]) -> None:
    refused = run(environment, "up")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "already runs" in refused.stderr


def check_unknown_number_is_one_line(environment: dict[str, str]) -> None:
    done = run(environment, "store", "show", "--phone", "+919899999999")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "vyapari: --phone: no store knows +919899999999\n"


def check_frames_come_in_order(environment: dict[str, str]) -> None:
    said = [f"{number} maggi bika" for number in range(1, 41)]
    done = run(environment, "parse", stdin="".join(f"{line}\n" for line in said))
    assert done.returncode == 0, done.stderr
    frames = [json.loads(line) for line in done.stdout.splitlines()]
    assert [frame["items"][0]["quantity"] for frame in frames] == [str(number) for number in range(1, 41)]
    assert {frame["intent"] for frame in frames} == {"record_sale"}


@pytest.mark.long
@pytest.mark.timeout(START)
def test_two_at_once_share_a_stack_and_leave_none(environment: dict[str, str]) -> None:
    """The one that started it may end first, and the other is answered all the same."""
    first, second = (
        subprocess.Popen([*VYAPARI, "chat", "--json"], stdin=-1, stdout=-1, stderr=-1, env=environment, text=True)
        for _ in range(2)
    )
    try:
        assert first.communicate("STOCK MAGGI\n", timeout=START)[0].count('"replies"') == 1
        assert second.communicate("STOCK MAGGI\nSTOCK SUGAR\n", timeout=START)[0].count('"replies"') == 2
    finally:
        for process in (first, second):
            process.kill()
            process.wait()
    assert (first.returncode, second.returncode) == (0, 0)
    assert wait_until(lambda: run(environment, "status").returncode == 1, time.monotonic() + 60, 1.0)
