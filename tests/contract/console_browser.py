"""A browser at the console, and who signs in there: what its tests share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest
import regex
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from actions import registry
from bot.dialogue.requests import Sender, command, named
from domain.agents import rules
from domain.agents import store as agents
from domain.models import Agent
from infra import clock
from infra.database.session import desk_session, store_session
from tests.serving import make_app

PASSWORD = "correct horse battery"
EMAIL = "asha@example.in"
ADMIN = "admin@example.in"
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
NASTY = "<script>alert(1)</script>"


def add_agent(email: str = EMAIL, role: str = "agent", name: str = "Asha") -> int:
    with desk_session() as session:
        return agents.add(session, email, name, role, now=clock.now(), languages=["hi"], password=PASSWORD).id


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little: tests guess often. What they cost outside is in tests/unit/domain/agents."""
    monkeypatch.setattr(rules, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="module")
def web() -> FastAPI:
    return make_app()


@pytest.fixture
def browser(database: str, web: FastAPI) -> TestClient:
    return TestClient(web, follow_redirects=False, headers={"Accept": "text/html"})


def token_in(page: str) -> str:
    found = regex.search(r'name="csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(browser: TestClient, email: str = EMAIL, password: str = PASSWORD) -> httpx2.Response:
    csrf = token_in(browser.get("/console/login").text)
    return browser.post("/console/login", data={"csrf": csrf, "email": email, "password": password})


def signed_in(browser: TestClient, role: str = "agent") -> str:
    """Sign an agent of that role in; the token of their forms."""
    agent_id = add_agent(role=role)
    with desk_session() as session:
        token = agents.open_session(session, agent_id, "test", clock.now())
    browser.cookies.set("vyapari-console", token)
    return rules.csrf_of(token)


def agent_of(email: str = EMAIL) -> Agent:
    with desk_session() as session:
        found = agents.find(session, email)
        assert found is not None
        return found


def write_entry(store: int, intent: str, customer: str, **said: object) -> int:
    """Write an entry about a customer into a shop's books; its number."""
    sender = Sender(store, None, "owner", "Asia/Kolkata", "whatsapp", clock.now())
    request = replace(command(intent, sender), customer=named(customer), **said)  # type: ignore[arg-type]
    with store_session(store) as session:
        return registry.find(intent)(session, request).entry_id or 0


def send_code(browser: TestClient, code: str) -> httpx2.Response:
    csrf = token_in(browser.get("/console/login/code").text)
    return browser.post("/console/login/code", data={"csrf": csrf, "code": code})
