"""The console's doors: who comes in, who does not, and what every answer of it carries."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import regex
import structlog
from fastapi.testclient import TestClient

from bot.console.app import POLICY
from bot.web.app import create_app
from domain.agents import store as agents
from infra import clock
from infra.database.session import desk_session

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def add_agent(email: str = "asha@example.in", role: str = "agent") -> int:
    with desk_session() as session:
        return agents.add(session, email, "Asha", role, now=clock.now(), languages=["hi"], password=PASSWORD).id


@pytest.fixture
def browser(database: str) -> Iterator[TestClient]:
    app = create_app()
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers.clear()
    with TestClient(
        app, base_url="http://testserver", follow_redirects=False, headers={"Accept": "text/html"}
    ) as client:
        yield client


def token_in(page: str) -> str:
    found = regex.search(r'name="csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(browser: TestClient, email: str = "asha@example.in", password: str = PASSWORD):
    csrf = token_in(browser.get("/console/login").text)
    return browser.post("/console/login", data={"csrf": csrf, "email": email, "password": password})


def test_in_and_out(browser: TestClient) -> None:
    add_agent()
    answer = sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/")
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
    assert browser.get("/console/login").headers["Content-Security-Policy"] == POLICY
