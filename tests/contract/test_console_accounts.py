"""Accounts of the console and what they open: closed by an administrator, a shop's books for a reason."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from bot import worker
from bot.inbox import receive
from domain.agents import rules
from domain.agents import store as agents
from domain.audit import store as audit
from domain.customers import store as customers
from domain.journal.models import Entry
from domain.ledger import store as ledger
from domain.models import Agent, AgentSession, StoreAccess
from domain.values import Money
from infra import clock
from infra.database.session import desk_session, store_session
from tests.contract.console_browser import (
    NASTY,
    NOW,
    PASSWORD,
    add_agent,
    agent_of,
    browser,
    quick_hashes,
    sign_in,
    signed_in,
    web,
)
from tests.unit.bot.mail import conversation, message

__all__ = ["browser", "quick_hashes", "web"]


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
