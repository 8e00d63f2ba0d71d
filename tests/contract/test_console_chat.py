"""The chat's doors: what a form may do, and what it may not."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot import worker
from bot.inbox import receive
from domain.journal.models import Entry
from domain.models import Outbound, Product
from infra.database.session import desk_session, store_session
from tests.contract.test_console_doors import add_agent, browser, sign_in, token_in, web
from tests.unit.bot.mail import conversation, message, outbox

__all__ = ["browser", "web"]
NASTY = "<script>document.title='broken in'</script>"


@pytest.fixture
def talk(store: int, browser: TestClient) -> str:
    """A chat with a sale in it, and somebody signed in; its path."""
    add_agent()
    assert sign_in(browser).status_code == 303
    for words in ("SALE MAGGI 5", NASTY):
        receive(message(words))
        worker.serve(conversation().id)
    browser.headers["X-CSRF-Token"] = token_in(browser.get("/console/").text)
    return f"/console/chats/{conversation().id}"


def entry(store: int) -> int:
    with store_session(store) as session:
        return session.scalars(select(Entry.id).order_by(Entry.id)).first() or 0


def maggi(store: int) -> str:
    with store_session(store) as session:
        return str(session.scalars(select(Product.stock).where(Product.sku == "maggi-70g")).one())


def open_books(browser: TestClient, store: int) -> None:
    assert browser.post(f"/console/stores/{store}/open", data={"reason": "asked about an entry"}).status_code == 303


def test_a_replayed_answer_is_written_once(browser: TestClient, talk: str) -> None:
    form = {"text": "Hello", "key": "one-form", "at_night": "yes"}
    for _ in range(3):
        assert browser.post(f"{talk}/answer", data=form).status_code == 200
    assert len(outbox(kind="agent")) == 1


@pytest.mark.parametrize(
    "form", ["answer", "note", "take-over", "hand-back", "close", "assign", "snooze", "labels", "entries/1/undo"]
)
def test_a_form_without_the_sessions_token_does_nothing(browser: TestClient, talk: str, form: str) -> None:
    data = {"text": "x", "key": "k", "to": "0", "how_long": "hour", "label": "x"}
    refused = browser.post(f"{talk}/{form}", data=data, headers={"X-CSRF-Token": "forged"})
    assert refused.status_code == 403
    assert outbox(kind="agent") == []
    assert conversation().mode == "bot"


@pytest.mark.parametrize("part", ["", "/messages", "/state", "/shop"])
def test_nobody_reads_who_is_not_signed_in(browser: TestClient, talk: str, part: str) -> None:
    browser.cookies.clear()
    assert browser.get(f"{talk}{part}").status_code in (303, 401)
    assert browser.get("/console/live").status_code in (303, 401)


def test_books_stay_shut_until_a_reason_is_given(browser: TestClient, store: int, talk: str) -> None:
    shut = browser.get(f"{talk}/shop").text
    assert "Sold today" not in shut
    assert "Maggi" not in shut
    assert browser.post(f"{talk}/entries/{entry(store)}/undo").status_code == 403
    assert maggi(store) == "31"
    open_books(browser, store)
    assert "Sold today" in browser.get(f"{talk}/shop").text


def test_an_entry_is_undone_once_and_corrected_as_by_the_retailer(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    corrected = browser.post(f"{talk}/entries/{entry(store)}/correct", data={"quantity": "3", "price": ""})
    assert corrected.status_code == 200
    assert maggi(store) == "33"
    assert browser.post(f"{talk}/entries/{entry(store)}/correct", data={"quantity": "a lot"}).status_code == 422
    for _ in range(2):
        assert browser.post(f"{talk}/entries/{entry(store)}/undo").status_code == 200
    assert maggi(store) == "36"
    assert [row.key for row in outbox(kind="agent")] == ["support.did", "support.did"]


def test_an_entry_of_another_shop_is_not_there(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    assert browser.post(f"{talk}/entries/987654/undo").status_code == 404
    assert browser.get("/console/chats/987654").status_code == 404


def test_words_of_a_retailer_are_words(browser: TestClient, talk: str) -> None:
    page = browser.get(talk).text
    assert NASTY not in page
    assert "&lt;script&gt;document.title=" in page


def test_nothing_and_too_much_are_no_answer(browser: TestClient, talk: str) -> None:
    for text in ("   ", "x" * 1601):
        assert browser.post(f"{talk}/answer", data={"text": text, "key": "k", "at_night": "yes"}).status_code == 422
    with desk_session() as session:
        assert session.scalar(select(func.count()).where(Outbound.kind == "agent")) == 0
