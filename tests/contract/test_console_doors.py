"""The console's doors: who comes in, who does not, and what every answer of it carries."""

from __future__ import annotations

import pytest
import regex
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from bot.console import PATH
from bot.console import app as console
from bot.console.app import HEADERS
from domain.agents import rules
from domain.agents import store as agents
from domain.models import AgentSession
from infra import clock
from infra.database.session import desk_session
from tests.contract.console_browser import (
    EMAIL,
    PASSWORD,
    agent_of,
    browser,
    quick_hashes,
    signed_in,
    web,
)

__all__ = ["browser", "quick_hashes", "web"]


@pytest.mark.parametrize(
    "path",
    ["/console/login", "/console/me", "/console/nowhere", "/console/static/nowhere", "/console/static/console.js"],
)
def test_every_answer_carries_the_safe_headers(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == ("no-cache" if "static" in path else "no-store")


def test_no_template_has_a_script_or_a_style_of_its_own() -> None:
    """The policy would refuse it in the browser: a test finds it sooner."""
    from pathlib import Path

    for path in sorted((Path(console.__file__).parent / "templates").rglob("*.html")):
        page = path.read_text()
        assert regex.findall(r"<style|\sstyle=|\son\w+=|javascript:|hx-on", page) == [], path.name
        assert regex.findall(r"<script(?![^>]*\ssrc=\"\{\{ path \}\}/static/)[^>]*>", page) == [], path.name
        assert "| safe" not in page, path.name
        assert "|safe" not in page, path.name


def endpoints() -> list[tuple[str, str]]:
    """Every endpoint of the console: method, path with numbers filled in."""
    found = []
    for route in (route for router in console.ROUTERS for route in router.routes):
        assert isinstance(route, APIRoute)
        path = PATH + regex.sub(r"\{[^}]+\}", "1", route.path)
        found += [(method, path) for method in sorted(route.methods)]
    return found


def test_nothing_but_the_sign_in_opens_without_a_session(browser: TestClient) -> None:
    asked = [pair for pair in endpoints() if not pair[1].startswith("/console/login")]
    assert len(asked) > 10
    for method, path in asked:
        answer = browser.request(method, path, data={"csrf": "x"} if method == "POST" else None)
        wanted = 303 if method == "GET" else 401
        assert answer.status_code == wanted, (method, path, answer.status_code)
        if method == "GET":
            assert answer.headers["location"] == "/console/login"
    part = browser.get("/console/me", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/console/login")


def test_no_form_is_taken_without_the_sessions_own_token(browser: TestClient) -> None:
    signed_in(browser, "admin")
    with desk_session() as session:
        other = agents.open_session(session, agent_of().id, "another browser", clock.now())
    forms = [path for method, path in endpoints() if method == "POST" and not path.startswith("/console/login")]
    assert len(forms) > 8
    for path in forms:
        for forged in (None, "", "x", rules.csrf_of(other)):
            data = {} if forged is None else {"csrf": forged}
            assert browser.post(path, data=data).status_code == 403, path
    with desk_session() as session:
        assert session.query(AgentSession).filter(AgentSession.ended_at.is_not(None)).count() == 0
    assert browser.post("/console/login", data={"csrf": "x", "email": EMAIL, "password": PASSWORD}).status_code == 403


def test_the_token_of_a_part_comes_in_a_header(browser: TestClient) -> None:
    csrf = signed_in(browser)
    assert browser.post("/console/me/sign-out", headers={"X-CSRF-Token": csrf}).status_code == 303


def test_a_form_that_is_sent_again_does_nothing(browser: TestClient) -> None:
    csrf = signed_in(browser, "admin")
    form = {"csrf": csrf, "once": "abc", "email": "new@example.in", "name": "New", "role": "agent"}
    assert browser.post("/console/accounts", data=form).status_code == 200
    assert browser.post("/console/accounts", data={**form, "email": "other@example.in"}).status_code == 409
    with desk_session() as session:
        assert agents.find(session, "other@example.in") is None


def test_a_form_of_a_session_that_ended_is_refused(browser: TestClient) -> None:
    csrf = signed_in(browser)
    assert browser.post("/console/logout", data={"csrf": csrf}).headers["location"] == "/console/login"
    assert browser.get("/console/me").status_code == 303
    assert browser.post("/console/language", data={"csrf": csrf, "language": "hi"}).status_code == 401


@pytest.mark.parametrize("role", rules.ROLES)
def test_each_role_opens_its_own_pages_and_no_more(browser: TestClient, role: str) -> None:
    csrf = signed_in(browser, role)
    pages = {
        "agent": ["/console/", "/console/inbox", "/console/labels", "/console/me"],
        "lead": ["/console/figures"],
        "admin": ["/console/accounts", "/console/accounts/1"],
    }
    for needed, paths in pages.items():
        for path in paths:
            wanted = 200 if rules.may(role, needed) else 403
            assert browser.get(path).status_code == wanted, path
    forms = [path for method, path in endpoints() if method == "POST" and path.startswith("/console/accounts")]
    assert len(forms) > 6
    if role != "admin":
        form = {"csrf": csrf, "email": "x@example.in", "name": "X", "role": "admin"}
        for path in forms:
            assert browser.post(path, data=form).status_code == 403, path
        with desk_session() as session:
            assert agents.find(session, "x@example.in") is None
            assert agent_of().role == role


def test_a_page_that_is_not_there_says_so_to_agents_only(browser: TestClient) -> None:
    assert browser.get("/console/nowhere").headers["location"] == "/console/login"
    signed_in(browser)
    answer = browser.get("/console/nowhere/at/all")
    assert (answer.status_code, "no such page" in answer.text) == (404, True)


def test_the_pages_come_in_the_language_that_was_chosen(browser: TestClient) -> None:
    csrf = signed_in(browser)
    assert "My account" in browser.get("/console/me").text
    browser.post("/console/language", data={"csrf": csrf, "language": "hi"})
    page = browser.get("/console/me").text
    assert 'lang="hi"' in page
    assert "मेरा खाता" in page
