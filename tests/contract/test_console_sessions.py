"""Signing in to the console, and for how long: passwords, codes, guesses, sessions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
import regex
from fastapi.testclient import TestClient

from bot.console import attempts, signing_in
from domain.agents import rules
from domain.agents import store as agents
from domain.models import AgentSession
from infra import clock, queue
from infra.database.session import desk_session
from tests.contract.console_browser import (
    ADMIN,
    EMAIL,
    NOW,
    PASSWORD,
    add_agent,
    agent_of,
    browser,
    quick_hashes,
    send_code,
    sign_in,
    signed_in,
    token_in,
    web,
)
from tests.production import go_to_production

__all__ = ["browser", "quick_hashes", "web"]


def test_a_password_signs_in_with_a_cookie_that_no_script_reads_and_no_other_site_sends(browser: TestClient) -> None:
    add_agent()
    answer = sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("vyapari-console="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert browser.get("/console/me").status_code == 200
    with desk_session() as session:
        kept = session.query(AgentSession).one()
        assert kept.token_hash not in cookie


def test_in_production_the_cookie_needs_tls(
    database: str, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_to_production(monkeypatch)
    add_agent()
    browser.base_url = "https://testserver"
    cookies = sign_in(browser).headers.get_list("set-cookie")
    kept = next(line for line in cookies if line.startswith("__Host-vyapari-console="))
    assert {"Secure", "HttpOnly", "Path=/"} <= set(kept.split("; "))
    assert browser.get("/console/me").status_code == 200


def test_the_sixth_guess_is_refused_though_it_is_right(browser: TestClient) -> None:
    add_agent()
    with clock.stopped_at(NOW):
        for _ in range(rules.FAILURES):
            assert sign_in(browser, password="a wrong guess").status_code == 401
        assert sign_in(browser).status_code == 401
    with clock.stopped_at(NOW + rules.LOCKED_FOR - timedelta(seconds=1)):
        assert sign_in(browser).status_code == 401
    with clock.stopped_at(NOW + rules.LOCKED_FOR):
        assert sign_in(browser).status_code == 303


def test_guesses_made_at_once_are_counted_one_by_one(database: str) -> None:
    add_agent()

    def guess(password: str) -> bool:
        with desk_session() as session:
            return agents.check_password(session, EMAIL, password, NOW) is not None

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(guess, ["wrong guess"] * rules.FAILURES))
    assert not guess(PASSWORD)


def test_nobody_learns_which_addresses_exist(browser: TestClient) -> None:
    add_agent()
    known = sign_in(browser, password="a wrong guess")
    unknown = sign_in(browser, email="nobody@example.in", password="a wrong guess")
    strip = r'value="[^"]+"'
    assert regex.sub(strip, "", known.text) == regex.sub(strip, "", unknown.text)


def test_too_many_tries_from_one_place_are_turned_away(browser: TestClient) -> None:
    with clock.stopped_at(NOW):
        csrf = token_in(browser.get("/console/login").text)
        form = {"csrf": csrf, "email": "nobody@example.in", "password": "x"}
        queue.connect().set(f"console:tries:testclient:{int(NOW.timestamp()) // 60}", attempts.TRIES_A_MINUTE)
        assert browser.post("/console/login", data=form).status_code == 429
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        assert browser.post("/console/login", data=form).status_code == 401


def test_an_administrator_enrols_a_phone_and_a_code_works_once(browser: TestClient) -> None:
    add_agent(ADMIN, "admin")
    with clock.stopped_at(NOW):
        assert sign_in(browser, ADMIN).headers["location"] == "/console/login/code"
        assert browser.get("/console/me").status_code == 303, "the password alone opens nothing"
        page = browser.get("/console/login/code").text
        secret = regex.search(r"<code>(\w+)</code>", page)
        assert secret
        code = pyotp.TOTP(secret[1]).at(NOW)
        assert send_code(browser, "000000" if code != "000000" else "000001").status_code == 401
        assert send_code(browser, code).status_code == 303
        assert browser.get("/console/accounts").status_code == 200
    browser.cookies.clear()
    with clock.stopped_at(NOW + timedelta(seconds=5)):
        sign_in(browser, ADMIN)
        assert secret[1] not in browser.get("/console/login/code").text
        assert send_code(browser, code).status_code == 401, "somebody looked over the shoulder"
    with clock.stopped_at(NOW + timedelta(seconds=35)):
        assert send_code(browser, pyotp.TOTP(secret[1]).at(clock.now())).status_code == 303


def test_codes_are_guessed_no_more_often_than_passwords(browser: TestClient) -> None:
    add_agent(ADMIN, "admin")
    with clock.stopped_at(NOW):
        sign_in(browser, ADMIN)
        for _ in range(rules.FAILURES):
            # The password again in between does not set the count back.
            sign_in(browser, ADMIN)
            assert send_code(browser, "000000").status_code == 401
        assert agent_of(ADMIN).locked_until == NOW + rules.LOCKED_FOR
        assert sign_in(browser, ADMIN).status_code == 401


def test_a_code_without_the_password_before_it_is_nothing(browser: TestClient) -> None:
    csrf = token_in(browser.get("/console/login").text)
    assert browser.post("/console/login/code", data={"csrf": csrf, "code": "000000"}).status_code == 401


def test_a_session_ends_when_idle_after_a_shift_and_when_revoked(browser: TestClient) -> None:
    with clock.stopped_at(NOW):
        signed_in(browser)
        token = browser.cookies["vyapari-console"]
    for later, answer in ((rules.IDLE - timedelta(seconds=1), 200), (rules.IDLE * 2, 303)):
        with clock.stopped_at(NOW + later):
            assert browser.get("/console/me").status_code == answer
    with desk_session() as session:
        session.query(AgentSession).update({"seen_at": NOW + rules.ABSOLUTE - timedelta(minutes=1)})
    with clock.stopped_at(NOW + rules.ABSOLUTE):
        assert browser.get("/console/me").status_code == 303
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        with desk_session() as session:
            session.query(AgentSession).update({"seen_at": NOW})
        assert browser.get("/console/me").status_code == 200
        with desk_session() as session:
            found = agents.find(session, EMAIL)
            assert found is not None
            agents.revoke(session, found, clock.now())
        assert browser.get("/console/me").status_code == 303
        with desk_session() as session:
            assert agents.find_session(session, token, clock.now()) is None
        assert sign_in(browser).status_code == 401, "a closed account"


def test_a_tab_that_was_left_open_keeps_nobody_signed_in(database: str) -> None:
    add_agent()
    with desk_session() as session:
        token = agents.open_session(session, agent_of().id, "test", NOW)
    for minutes in (20, 40, 59):
        with clock.stopped_at(NOW + timedelta(minutes=minutes)):
            assert signing_in.find(token, seen=False) is not None
    with clock.stopped_at(NOW + rules.IDLE):
        assert signing_in.find(token) is None
