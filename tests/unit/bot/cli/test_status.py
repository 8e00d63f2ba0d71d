"""`vyapari status` is read when something is down, and tells the rest all the same."""

from __future__ import annotations

import os

import pytest
from typer.testing import CliRunner

from bot.cli import app, running
from bot.cli.running import Stack
from infra import queue
from infra.database import session
from infra.settings import settings
from tests.serving import serve_web


@pytest.mark.parametrize(
    ("down", "setting", "address", "told"),
    [
        ("postgres", "DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none", {"queues"}),
        ("redis", "REDIS_URL", "redis://127.0.0.1:9/0", {"inbox", "outbox", "dead", "nights"}),
        ("nlu", "NLU_URL", "http://127.0.0.1:9", {"inbox", "outbox", "dead", "nights", "queues"}),
    ],
)
def test_what_is_down_hides_nothing_else(
    database: str, monkeypatch: pytest.MonkeyPatch, down: str, setting: str, address: str, told: set[str]
) -> None:
    monkeypatch.setenv("NLU_URL", "http://127.0.0.1:9")
    monkeypatch.setenv(setting, address)
    settings.cache_clear()
    queue.disconnect()
    session.close_engines()
    with serve_web("off") as url:
        monkeypatch.setattr(running, "find", lambda: Stack(os.getpid(), "ready", url, ""))
        done = CliRunner().invoke(app, ["status"])
    first = [line.split(" ")[0] for line in done.output.splitlines()]
    assert (done.exit_code, type(done.exception)) == (1, SystemExit), done.output
    assert f'"{down}": "down"' in done.output
    assert told == {"inbox", "outbox", "dead", "nights", "queues"} & set(first)
