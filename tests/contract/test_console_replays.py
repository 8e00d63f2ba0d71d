"""Whatever an agent sends twice, by a double click, by going back, or as a copy, is done once or changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from domain.agents import store as agents
from domain.journal.models import Entry
from domain.labels.models import Label
from domain.models import Agent, AgentSession, StoreAccess
from domain.support import store as support
from domain.support.models import Case, Note
from infra import clock
from infra.database.session import desk_session, store_session
from tests.contract.console_browser import add_agent, browser, quick_hashes, signed_in, web
from tests.contract.test_console_books import entry, maggi, open_books
from tests.contract.test_console_chat import talk
from tests.unit.bot.mail import conversation, inbox, outbox

__all__ = ["browser", "quick_hashes", "talk", "web"]


def case() -> Case | None:
    with desk_session() as session:
        return support.latest(session, conversation().id)


def notes() -> list[str]:
    with desk_session() as session:
        return list(session.scalars(select(Note.body).order_by(Note.id)))


def test_an_answer_is_written_once(browser: TestClient, talk: str) -> None:
    form = {"text": "Hello", "key": "one-form", "at_night": "yes"}
    for _ in range(3):
        assert browser.post(f"{talk}/answer", data=form).status_code == 200
    assert len(outbox(kind="agent")) == 1


def test_a_note_is_written_once_and_the_next_form_writes_the_next(browser: TestClient, talk: str) -> None:
    page = browser.post(f"{talk}/note", data={"text": "called him", "key": "one"}).text
    assert browser.post(f"{talk}/note", data={"text": "called him", "key": "one"}).status_code == 200
    assert notes() == ["called him"]
    fresh = page.partition('name="key" value="')[2].partition('"')[0]
    assert fresh not in ("", "one")
    browser.post(f"{talk}/note", data={"text": "called him", "key": fresh})
    assert notes() == ["called him", "called him"], "the same words in a form of their own are another note"
    # A copy that comes when the case is long closed opens no other.
    browser.post(f"{talk}/close", data={"key": "close"})
    browser.post(f"{talk}/note", data={"text": "called him", "key": "one"})
    assert len(notes()) == 2
    closed = case()
    assert closed is not None
    assert closed.state == "closed"


def test_a_note_that_is_sent_twice_at_once_is_written_once(browser: TestClient, talk: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda _: browser.post(f"{talk}/note", data={"text": "x", "key": "one"}), range(8))
        assert {answer.status_code for answer in answers} == {200}
    assert notes() == ["x"]


@pytest.mark.parametrize("form", ["note", "take-over", "hand-back", "close", "entries/1/undo", "entries/1/correct"])
def test_no_form_is_taken_without_its_key(browser: TestClient, talk: str, form: str) -> None:
    assert browser.post(f"{talk}/{form}", data={"text": "x"}).status_code == 422
    assert (notes(), outbox(kind="agent"), conversation().mode) == ([], [], "bot")


def test_taking_over_again_by_the_same_form_silences_nobody(browser: TestClient, talk: str) -> None:
    for _ in range(2):
        assert browser.post(f"{talk}/take-over", data={"key": "take"}).status_code == 204
    assert [row.key for row in outbox(kind="agent")] == ["support.taken_over"]
    browser.post(f"{talk}/hand-back", data={"key": "back"})
    browser.post(f"{talk}/take-over", data={"key": "take"})
    assert conversation().mode == "bot"


def test_handing_back_again_by_the_same_form_wakes_nobody(browser: TestClient, talk: str) -> None:
    browser.post(f"{talk}/take-over", data={"key": "take"})
    for _ in range(2):
        assert browser.post(f"{talk}/hand-back", data={"key": "back"}).status_code == 204
    assert [row.key for row in outbox(kind="agent")] == ["support.taken_over", "support.handed_back"]
    browser.post(f"{talk}/take-over", data={"key": "take again"})
    browser.post(f"{talk}/hand-back", data={"key": "back"})
    assert conversation().mode == "human", "a person has the chat again"


def test_closing_again_leaves_the_next_case_open(browser: TestClient, talk: str) -> None:
    browser.post(f"{talk}/answer", data={"text": "Hello", "key": "a", "at_night": "yes"})
    first = case()
    assert first is not None
    form = {"key": "close", "case": str(first.id)}
    for _ in range(2):
        assert browser.post(f"{talk}/close", data=form).status_code == 204
    assert [row.key for row in outbox(kind="agent")] == ["agent", "csat.ask"]
    browser.post(f"{talk}/take-over", data={"key": "take"})
    browser.post(f"{talk}/close", data=form)
    # The page of another agent that still shows the first case: another form, and no case of its.
    browser.post(f"{talk}/close", data={"key": "other", "case": str(first.id)})
    second = case()
    assert second is not None
    assert (second.id > first.id, second.state, conversation().mode) == (True, "open", "human")


def test_a_label_is_put_on_once_and_taken_off_once(browser: TestClient, talk: str) -> None:
    def labels() -> list[str]:
        found = case()
        return list(found.labels) if found else []

    for _ in range(2):
        browser.post(f"{talk}/labels", data={"label": "udhaar"})
    assert labels() == ["udhaar"]
    for _ in range(2):
        browser.post(f"{talk}/labels/off", data={"label": "udhaar"})
    assert labels() == []


def test_assigning_and_snoozing_twice_is_as_once(browser: TestClient, talk: str) -> None:
    other = add_agent("john@example.in", name="John")
    with clock.stopped_at(clock.now()):
        for _ in range(2):
            browser.post(f"{talk}/assign", data={"to": str(other)})
            browser.post(f"{talk}/snooze", data={"how_long": "hour"})
        found = case()
        assert found is not None
        assert (found.agent_id, found.state, found.labels) == (other, "snoozed", [])
    with desk_session() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_mending_twice_mends_once_also_after_another_has_mended_it(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    sold = entry(store)
    form = {"key": "to three", "quantity-0": "3", "price-0": ""}
    for _ in range(2):
        assert browser.post(f"{talk}/entries/{sold}/correct", data=form).status_code == 200
    assert maggi(store) == "33"
    browser.post(f"{talk}/entries/{sold}/correct", data={**form, "key": "to four", "quantity-0": "4"})
    browser.post(f"{talk}/entries/{sold}/correct", data=form)
    assert maggi(store) == "32", "the copy of the first form changes nothing"
    for _ in range(2):
        browser.post(f"{talk}/entries/{sold}/undo", data={"key": "undo"})
    assert maggi(store) == "36"
    with store_session(store) as session:
        assert len(session.scalars(select(Entry).where(Entry.kind == "undo")).all()) == 3
    assert [row.key for row in outbox(kind="agent")] == ["support.did"] * 3


def test_a_reason_given_twice_is_logged_once_while_the_books_are_open(
    browser: TestClient, store: int, talk: str
) -> None:
    for _ in range(2):
        open_books(browser, store)
    with desk_session() as session:
        assert len(session.scalars(select(StoreAccess)).all()) == 1
    form = {"reason": "another question of theirs"}
    assert browser.post(f"/console/stores/{store}/open", data=form).status_code == 303
    with desk_session() as session:
        assert len(session.scalars(select(StoreAccess)).all()) == 2


def test_a_message_is_labelled_once(browser: TestClient, talk: str) -> None:
    number = inbox()[-1].id
    for _ in range(2):
        assert browser.post(f"/console/labels/{number}", data={"intent": "greet"}).status_code == 303
    with desk_session() as session:
        assert list(session.scalars(select(Label.intent))) == ["greet"]


@pytest.mark.parametrize("form", ["password", "phone", "sign-out", "revoke", "restore"])
def test_what_is_done_to_an_account_is_done_once(browser: TestClient, form: str) -> None:
    csrf = signed_in(browser, "admin")
    other = add_agent("john@example.in")
    sent = {"csrf": csrf, "once": "one"}
    assert browser.post(f"/console/accounts/{other}/{form}", data=sent).status_code in (200, 303)
    with desk_session() as session:
        before = session.get_one(Agent, other).password_hash
        agents.open_session(session, other, "test", clock.now())
    assert browser.post(f"/console/accounts/{other}/{form}", data=sent).status_code == 409
    with desk_session() as session:
        assert session.get_one(Agent, other).password_hash == before, (
            "the password that was handed over is the right one"
        )
        mine = select(AgentSession).where(AgentSession.agent_id == other, AgentSession.ended_at.is_(None))
        assert len(session.scalars(mine).all()) == 1


def test_every_form_for_an_account_has_its_key(browser: TestClient) -> None:
    signed_in(browser, "admin")
    other = add_agent("john@example.in")
    page = browser.get(f"/console/accounts/{other}").text
    forms = [form.partition("</form>")[0] for form in page.split("<form ")[1:]]
    acts = [form for form in forms if f"/accounts/{other}/" in form]
    assert len(acts) >= 2
    assert all('name="once"' in form for form in acts)


def test_a_form_that_was_refused_can_be_sent_again(browser: TestClient) -> None:
    csrf = signed_in(browser, "admin")
    with desk_session() as session:
        own = session.scalars(select(Agent.id)).one()
    form = {"csrf": csrf, "once": "one"}
    for _ in range(2):
        assert browser.post(f"/console/accounts/{own}/revoke", data=form).status_code == 409
    other = add_agent("john@example.in")
    assert browser.post(f"/console/accounts/{other}/revoke", data=form).status_code == 303
