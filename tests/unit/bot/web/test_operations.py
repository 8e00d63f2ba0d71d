"""Alive, ready, counted; and errors that say nothing about how we are built."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from bot.inbox import receive
from bot.web.app import create_app
from infra import queue
from infra.database import session
from infra.settings import settings
from infra.telemetry import configure_logging
from tests.e2e.stand_ins.nlu_server import NluServer
from tests.production import go_to_production
from tests.serving import forget_log
from tests.unit.bot.mail import message


@pytest.fixture
def nlu(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[NluServer]:
    server = NluServer()
    with server.up():
        monkeypatch.setenv("NLU_URL", server.url)
        settings.cache_clear()
        yield server


@pytest.fixture
def web(nlu: NluServer) -> Iterator[TestClient]:
    yield TestClient(create_app(), raise_server_exceptions=False)
    forget_log()


def test_alive(web: TestClient) -> None:
    assert web.get("/health").json() == {"status": "ok"}


def test_ready(web: TestClient) -> None:
    answer = web.get("/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "postgres": "ok", "redis": "ok", "nlu": "ok"},
    )


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("postgres", "DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none"),
        ("redis", "REDIS_URL", "redis://127.0.0.1:9/0"),
        ("nlu", "NLU_URL", "http://127.0.0.1:9"),
    ],
)
def test_not_ready_says_what_is_down(
    web: TestClient, monkeypatch: pytest.MonkeyPatch, name: str, setting: str, value: str
) -> None:
    monkeypatch.setenv(setting, value)
    settings.cache_clear()
    queue.disconnect()
    session.close_engines()
    answer = web.get("/ready")
    assert answer.status_code == 503
    assert {part for part, state in answer.json().items() if state == "down"} == {"status", name}
    assert web.get("/health").status_code == 200


def test_metrics_tell_what_waits(web: TestClient, store: int) -> None:
    receive(message("SALE MAGGI 5"))
    text = web.get("/metrics").text
    assert "vyapari_inbox_waiting 1.0" in text
    assert 'vyapari_queue_jobs{queue="conversations"} 1.0' in text
    assert 'vyapari_messages_in_total{channel="whatsapp"}' in text


def test_metrics_leave_out_what_does_not_answer(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    settings.cache_clear()
    queue.disconnect()
    answer = web.get("/metrics")
    assert answer.status_code == 200
    assert "vyapari_inbox_waiting" in answer.text
    assert "vyapari_queue_jobs" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/webhooks/twilio/messages", 405)]
)
def test_errors_are_problems(web: TestClient, method: str, path: str, status: int) -> None:
    answer = web.request(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_a_broken_request_tells_nothing(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise RuntimeError("password=secret of +919811100001")

    monkeypatch.setattr("bot.web.health.CHECKS", {"postgres": fall})
    answer = web.get("/ready")
    assert (answer.status_code, answer.json()) == (
        500,
        {"type": "about:blank", "title": "Internal Server Error", "status": 500},
    )


def test_a_request_line_holds_no_number(web: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("web")
    web.post("/webhooks/twilio/messages?From=%2B919811100001", data={"From": "whatsapp:+919811100001"})
    logged = capsys.readouterr().err
    assert "/webhooks/twilio/messages" in logged
    assert "status=403" in logged
    assert "9198111" not in logged


def test_in_production_there_is_no_simulator(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    go_to_production(monkeypatch)
    assert TestClient(create_app()).get("/simulator").status_code == 404
