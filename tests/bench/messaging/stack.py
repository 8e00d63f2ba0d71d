"""A stack of its own for a benchmark: `vyapari up` in a scratch directory, with a stand-in in the place of Twilio."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from infra.supervisor import spawn, stop_group, wait_until
from tests.e2e.stand_ins.twilio_api import ACCOUNT, TOKEN

START_PATIENCE = 600.0
"""Seconds until the stack must be ready; the first start of a machine trains the model."""
PUBLIC_URL = "https://bench.example"
"""What the stand-in for Twilio signs: not the address that the web process listens at."""


class NotStarted(Exception):
    """The stack did not come up. The message ends with its log's last lines."""


@dataclass(frozen=True)
class Stack:
    """A stack that runs: where it answers, its database, its processes."""

    process: subprocess.Popen[bytes]
    directory: Path
    web_port: int
    environment: Mapping[str, str]
    """All that its programs were given."""

    @property
    def log(self) -> Path:
        """What all of its programs say, a line each."""
        return self.directory / "stack.log"

    def connect(self) -> psycopg.Connection:
        """A connection that sees every row of every shop, as only a measurement may."""
        state = json.loads((self.directory / "embedded.json").read_text())
        return psycopg.connect(host=state["postgres"], user="postgres", dbname="vyapari", autocommit=True)

    def redis_socket(self) -> str:
        """The address of its Redis."""
        state = json.loads((self.directory / "embedded.json").read_text())
        return str(state["redis"])


@contextmanager
def running(directory: Path, twilio_url: str, more: Mapping[str, str]) -> Iterator[Stack]:
    """A ready stack whose data are in `directory`, for the length of the block; `more` are settings.

    Raises NotStarted.
    """
    directory.mkdir(parents=True, exist_ok=True)
    web_port, nlu_port = _free_ports(8)[0], _free_ports(8)[0]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | {
        "VYAPARI_DATA_DIR": str(directory),
        "WEB_PORT": str(web_port),
        "NLU_PORT": str(nlu_port),
        "DEMO_STORES": "0",
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_URL": twilio_url,
        "TWILIO_WHATSAPP_FROM": "+14155238886",
        "TWILIO_SMS_FROM": "+14155550100",
        **more,
    }
    with (directory / "stack.log").open("wb") as log:
        process = spawn((sys.executable, "-m", "bot.cli", "up"), environment, output=log)
    stack = Stack(process, directory, web_port, environment)
    try:
        _wait_until_ready(stack)
        yield stack
    finally:
        stop_group(process)


_OURS = ("TWILIO_", "DATABASE_", "REDIS_", "NLU_", "AWS_", "VYAPARI_ENV", "WEB_", "WORKERS", "PROMETHEUS_")


def _wait_until_ready(stack: Stack) -> None:
    def settled() -> bool:
        return stack.process.poll() is not None or _phase(stack) == "ready"

    wait_until(settled, time.monotonic() + START_PATIENCE, every=0.3)
    if _phase(stack) != "ready":
        last = stack.log.read_text(errors="replace").splitlines()[-15:]
        raise NotStarted("the stack did not start:\n" + "\n".join(last))


def _phase(stack: Stack) -> str:
    try:
        return str(json.loads((stack.directory / "run.json").read_text())["phase"])
    except (FileNotFoundError, ValueError):
        return ""


def _free_ports(several: int) -> range:
    """The first of `several` ports of loopback in a row that nobody has now."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = int(probe.getsockname()[1])
        if all(_is_free(port) for port in range(first, first + several)):
            return range(first, first + several)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
        return True
