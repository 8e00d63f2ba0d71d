"""The console's doors: who comes in, who does not, and what every answer of it carries."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
import regex
import structlog
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from bot import worker
from bot.console import PATH, attempts, signing_in
from bot.console import app as console
from bot.console.app import HEADERS
from bot.inbox import receive
from bot.web.app import create_app
from domain.agents import rules
from domain.agents import store as agents
from domain.audit import store as audit
from domain.customers import store as customers
from domain.journal.models import Entry
from domain.ledger import store as ledger
from domain.models import Agent, AgentSession, StoreAccess
from domain.values import Money
from infra import clock, queue
from infra.database.session import desk_session, store_session
from infra.settings import settings
from tests.unit.bot.mail import conversation, message

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
    """The application. Its log is left as other tests know it."""
    app = create_app()
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers.clear()
    return app


@pytest.fixture
def browser(database: str, web: FastAPI) -> TestClient:
    return TestClient(web, follow_redirects=False, headers={"Accept": "text/html"})


def token_in(page: str) -> str:
    found = regex.search(r'name="csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(browser: TestClient, email: str = EMAIL, password: str = PASSWORD) -> httpx.Response:
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
    for name, value in {
        "VYAPARI_ENV": "production",
        "LINK_SECRET": "secret",
        "SECRETS_KEY": "k" * 32,
        "PUBLIC_URL": "https://shop.example.com",
        "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
        "TWILIO_AUTH_TOKEN": "0123456789abcdef",
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    add_agent()
    browser.base_url = httpx.URL("https://testserver")
    cookies = sign_in(browser).headers.get_list("set-cookie")
    kept = next(line for line in cookies if line.startswith("__Host-vyapari-console="))
    assert {"Secure", "HttpOnly", "Path=/"} <= set(kept.split("; "))
    assert browser.get("/console/me").status_code == 200


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


def send_code(browser: TestClient, code: str) -> httpx.Response:
    csrf = token_in(browser.get("/console/login/code").text)
    return browser.post("/console/login/code", data={"csrf": csrf, "code": code})


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


def test_an_administrator_closes_an_account_but_never_their_own(browser: TestClient) -> None:
    csrf = signed_in(browser, "admin")
    other = add_agent("other@example.in")
    with desk_session() as session:
        token = agents.open_session(session, other, "elsewhere", clock.now())
    assert browser.post(f"/console/accounts/{other}/revoke", data={"csrf": csrf}).status_code == 303
    with desk_session() as session:
        assert agents.find_session(session, token, clock.now()) is None
    own = agent_of().id
    assert browser.post(f"/console/accounts/{own}/revoke", data={"csrf": csrf}).status_code == 409
    demoted = browser.post(f"/console/accounts/{own}", data={"csrf": csrf, "name": "A", "role": "agent"})
    assert demoted.status_code == 409


def test_another_role_signs_out(browser: TestClient) -> None:
    csrf = signed_in(browser, "admin")
    other = add_agent("other@example.in", "lead")
    with desk_session() as session:
        token = agents.open_session(session, other, "elsewhere", clock.now())
    browser.post(f"/console/accounts/{other}", data={"csrf": csrf, "name": "O", "role": "agent", "spoken": ["ta"]})
    with desk_session() as session:
        assert agents.find_session(session, token, clock.now()) is None
    assert (agent_of("other@example.in").role, agent_of("other@example.in").languages) == ("agent", ["ta"])


def test_a_new_password_signs_out_and_the_old_one_is_nothing(browser: TestClient) -> None:
    csrf = signed_in(browser)
    new = "another horse battery"
    for old, wanted, answer in (("guess", new, 422), (PASSWORD, "short", 422), (PASSWORD, new, 303)):
        form = {"csrf": csrf, "old": old, "new": wanted}
        assert browser.post("/console/me/password", data=form).status_code == answer
    assert browser.get("/console/me").status_code == 303
    assert sign_in(browser).status_code == 401
    assert sign_in(browser, password=new).status_code == 303


def test_a_stores_books_open_for_an_hour_to_whom_said_why(browser: TestClient, store: int) -> None:
    with clock.stopped_at(NOW):
        csrf = signed_in(browser)
        form = {"csrf": csrf, "back": "/console/chats/7?tab=shop"}
        assert browser.post(f"/console/stores/{store}/open", data={**form, "reason": " x "}).status_code == 422
        assert browser.post("/console/stores/999/open", data={**form, "reason": "a real reason"}).status_code == 404
        assert not may_read(store)
        answer = browser.post(f"/console/stores/{store}/open", data={**form, "reason": f"asked {NASTY}"})
        assert answer.headers["location"] == "/console/chats/7?tab=shop"
        assert may_read(store)
        with store_session(store) as session:
            row = audit.latest(session, store)[0]
            assert (row.actor_kind, row.actor, row.action) == ("staff", str(agent_of().id), "read_store")
            assert agents.may_read(session, agent_of().id, store, NOW)
        assert not agents_may_read(agent_of().id + 1, store)
    with clock.stopped_at(NOW + rules.OPEN_FOR):
        assert not may_read(store)
    with desk_session() as session, pytest.raises(ProgrammingError, match="permission denied"):
        session.query(StoreAccess).update({"reason": "another"})


def may_read(store: int) -> bool:
    return agents_may_read(agent_of().id, store)


def agents_may_read(agent_id: int, store: int) -> bool:
    with desk_session() as session:
        return agents.may_read(session, agent_id, store, clock.now())


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/console/../simulator", "/console/\r\nX: y", "javascript:x"]
)
def test_no_form_leads_out_of_the_console(browser: TestClient, store: int, back: str) -> None:
    csrf = signed_in(browser)
    form = {"csrf": csrf, "back": back, "reason": "a real reason"}
    assert browser.post(f"/console/stores/{store}/open", data=form).headers["location"] == "/console/"


def test_a_script_in_a_name_or_a_reason_stays_text(browser: TestClient, store: int) -> None:
    csrf = signed_in(browser, "admin")
    add_agent("nasty@example.in", name=NASTY)
    browser.post(f"/console/stores/{store}/open", data={"csrf": csrf, "reason": NASTY})
    page = browser.get("/console/accounts").text
    assert NASTY not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_a_script_in_a_customers_name_stays_a_name_beside_the_chat(browser: TestClient, store: int) -> None:
    csrf = signed_in(browser)
    receive(message("SALE MAGGI 5"))
    worker.serve(conversation().id)
    with store_session(store) as session:
        entry = session.scalars(select(Entry.id)).one()
        customer = customers.get_or_add(session, store, NASTY, "nasty", clock.now())
        ledger.post(session, customer, Money(250), "credit", entry_id=entry, now=clock.now())
    browser.post(f"/console/stores/{store}/open", data={"csrf": csrf, "reason": "a real reason"})
    part = browser.get(f"/console/chats/{conversation().id}/shop").text
    assert NASTY not in part
    assert "&lt;script&gt;alert(1)&lt;/script&gt;: ₹250" in part


def test_no_shops_transaction_sees_an_account(database: str, store: int) -> None:
    add_agent()
    with store_session(store) as session:
        assert session.query(Agent).count() == session.query(AgentSession).count() == 0


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
