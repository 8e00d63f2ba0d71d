"""One stack a data directory: found while it lives, gone when it dies, however it dies."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import running
from bot.cli.running import AlreadyRunning, Stack
from infra.settings import settings
from infra.supervisor import spawn, stop_group, wait_until

HOLDER = """
import sys, time
from bot.cli import running
with running.claim():
    running.publish(running.Stack(1, "ready", "http://127.0.0.1:1", "http://127.0.0.1:2"))
    time.sleep(99)
"""


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("VYAPARI_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def other_process() -> Iterator[subprocess.Popen[bytes]]:
    process = spawn((sys.executable, "-c", HOLDER), output=subprocess.DEVNULL)
    assert wait_until(lambda: running.find() is not None, time.monotonic() + 30)
    yield process
    stop_group(process)


def test_nothing_runs_at_first() -> None:
    assert running.find() is None
    assert not running.wanted()


def test_a_stack_is_found_by_others(other_process: subprocess.Popen[bytes]) -> None:
    assert running.find() == Stack(1, "ready", "http://127.0.0.1:1", "http://127.0.0.1:2")


def test_a_second_one_is_refused_with_the_address_of_the_first(other_process: subprocess.Popen[bytes]) -> None:
    with pytest.raises(AlreadyRunning, match=r"already runs \(pid 1, http://127.0.0.1:1\)"), running.claim():
        pass
    assert running.find() is not None


def test_a_killed_stack_is_not_found_and_not_in_the_way(
    directory: Path, other_process: subprocess.Popen[bytes]
) -> None:
    other_process.kill()
    other_process.wait()
    assert (directory / "run.json").exists()
    assert running.find() is None
    with running.claim():
        assert not (directory / "run.json").exists()


def test_a_stack_leaves_no_file_behind(directory: Path) -> None:
    with running.claim():
        running.publish(Stack(1, "starting"))
        assert json.loads((directory / "run.json").read_text())["phase"] == "starting"
    assert not (directory / "run.json").exists()
