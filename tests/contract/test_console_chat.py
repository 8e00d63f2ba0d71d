"""The chat's doors: what a form may do, and what it may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import regex
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from actions import registry
from actions.contract import Line
from bot import worker
from bot.console import presence
from bot.contract import Rendered
from bot.dialogue.answer import Answer
from bot.dialogue.requests import Sender, command
from bot.inbox import receive
from bot.support import reception
from domain.audit.models import AuditRow
from domain.journal.models import Entry
from domain.models import Conversation, Outbound, Product
from domain.support import store as support
from domain.values import Quantity
from infra import clock, queue
from infra.database.session import desk_session, store_session
from infra.settings import settings
from tests.contract.test_console_doors import add_agent, browser, quick_hashes, sign_in, token_in, web
from tests.unit.bot.mail import conversation, inbox, message, outbox

__all__ = ["browser", "quick_hashes", "web"]
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
    "form",
    [
        "answer",
        "note",
        "take-over",
        "hand-back",
        "close",
        "assign",
        "snooze",
        "labels",
        "entries/1/undo",
        "entries/1/correct",
        "writing",
    ],
)
def test_a_form_without_the_sessions_token_does_nothing(browser: TestClient, talk: str, form: str) -> None:
    data = {"text": "x", "key": "k", "to": "0", "how_long": "hour", "label": "x"}
    refused = browser.post(f"{talk}/{form}", data=data, headers={"X-CSRF-Token": "forged"})
    assert refused.status_code == 403
    assert outbox(kind="agent") == []
    assert conversation().mode == "bot"


@pytest.mark.parametrize(
    "part", ["", "/messages", "/messages/earlier?before=1.1.1", "/state", "/shop", "/files/came/1/0"]
)
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


def test_the_books_are_told_in_the_language_of_the_pages(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    assert "ale of 5 Maggi" in browser.get(f"{talk}/shop").text
    browser.post("/console/language", data={"language": "hi"})
    assert "बिक्री 5 Maggi" in browser.get(f"{talk}/shop").text
    assert "ale of" not in browser.get(f"{talk}/shop").text


def test_an_entry_is_undone_once_and_corrected_as_by_the_retailer(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    corrected = browser.post(f"{talk}/entries/{entry(store)}/correct", data={"quantity-0": "3", "price-0": ""})
    assert corrected.status_code == 200
    assert maggi(store) == "33"
    assert browser.post(f"{talk}/entries/{entry(store)}/correct", data={"quantity-0": "a lot"}).status_code == 422
    for _ in range(2):
        assert browser.post(f"{talk}/entries/{entry(store)}/undo").status_code == 200
    assert maggi(store) == "36"
    assert [row.key for row in outbox(kind="agent")] == ["support.did", "support.did"]


def test_several_lines_of_an_entry_are_corrected_at_once_and_the_retailer_hears_of_it(
    browser: TestClient, store: int, talk: str
) -> None:
    said = (("maggi-70g", 5), ("sugar-loose", 2), ("maggi-70g", 1))
    lines = tuple(Line(sku, sku, Quantity(quantity)) for sku, quantity in said)
    sender = Sender(store, None, "owner", "Asia/Kolkata", "whatsapp", clock.now())
    with store_session(store) as session:
        sold = registry.find("record_sale")(session, command("record_sale", sender, None, lines)).entry_id
    open_books(browser, store)
    page = browser.get(f"{talk}/shop").text
    assert all(f'name="{name}-{place}"' in page for name in ("quantity", "price") for place in range(3))
    # Only what differs from what the form showed is changed: the second line's price, and the third line, of a product that is
    # in two lines.
    shown = {
        "quantity-0": "5",
        "price-0": "15",
        "quantity-1": "2",
        "price-1": "40",
        "quantity-2": "3",
        "price-2": "15.00",
    }
    assert browser.post(f"{talk}/entries/{sold}/correct", data=shown).status_code == 200
    with store_session(store) as session:
        corrected = session.scalars(select(Entry).where(Entry.corrects_id == sold)).one()
        written = [(line["sku"], line["quantity"], line["amount"]) for line in corrected.request["written"]]
        told = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert written == [("maggi-70g", "5", "75.00"), ("sugar-loose", "2", "80.00"), ("maggi-70g", "3", "45.00")]
    assert told is not None
    assert (told.action, told.actor_kind, told.detail) == (
        "correct_last",
        "staff",
        {"entry": sold, "by_entry": corrected.id},
    )
    assert outbox(kind="agent")[-1].text.startswith("Asha from support put this right for you.")
    refused = browser.post(f"{talk}/entries/{corrected.id}/correct", data={**shown, "quantity-1": "-2"})
    assert refused.status_code == 422


def test_lines_of_an_entry_are_shut_without_a_reason(browser: TestClient, store: int, talk: str) -> None:
    assert browser.post(f"{talk}/entries/{entry(store)}/correct", data={"quantity-0": "3"}).status_code == 403
    assert maggi(store) == "31"


def test_earlier_messages_come_a_page_at_a_time(browser: TestClient, talk: str) -> None:
    for number in range(60):
        receive(message(f"STOCK MAGGI {number}."))
    page = browser.get(talk).text
    assert "STOCK MAGGI 59." in page
    assert "SALE MAGGI 5" not in page
    [before] = set(regex.findall(r"messages/earlier\?before=([\d.]+)", page))
    earlier = browser.get(f"{talk}/messages/earlier?before={before}").text
    assert "SALE MAGGI 5" in earlier
    assert "STOCK MAGGI 59." not in earlier
    assert "messages/earlier" not in earlier
    # What the page asks for whenever something changes begins where it began.
    assert f'name="since" value="{before}"' in browser.get(f"{talk}/messages?since={before}").text
    for nonsense in ("x", "1.2", "1.2.3.4", "-1.2.3", "9" * 40):
        assert browser.get(f"{talk}/messages?since={nonsense}").status_code == 422


def test_opening_a_chat_clears_its_count_and_what_the_phone_has_read_is_shown(browser: TestClient, talk: str) -> None:
    assert browser.post(f"{talk}/take-over").status_code == 204
    receive(message("are you there?"))
    assert "1 new" in browser.get("/console/inbox").text
    with desk_session() as session:
        answer = session.scalars(select(Outbound).order_by(Outbound.id.desc())).first()
        assert answer is not None
        answer.status = "read"
    assert 'class="status read"' in browser.get(talk).text
    assert "1 new" not in browser.get("/console/inbox").text


def test_the_inbox_stays_as_long_as_it_was_made(browser: TestClient, talk: str) -> None:
    page = browser.get("/console/inbox?shown=150").text
    assert 'name="shown" value="150"' in page
    assert browser.get("/console/inbox?shown=1050").status_code == 422


def test_agents_see_who_else_looks_and_writes(browser: TestClient, talk: str) -> None:
    number, other = conversation().id, add_agent("john@example.in", name="John")
    assert presence.look(number, other, "John") == presence.Others()
    assert browser.post(f"{talk}/writing").status_code == 204
    assert presence.look(number, other, "John").writing == ("Asha",)
    with clock.stopped_at(clock.now() + timedelta(seconds=presence.WRITING_SECONDS + 1)):
        assert presence.look(number, other, "John").writing == ()
    browser.post(f"{talk}/writing")
    browser.post(f"{talk}/answer", data={"text": "Hello", "key": "k", "at_night": "yes"})
    assert presence.look(number, other, "John").writing == ()


def test_a_retailer_sees_now_and_then_that_somebody_writes(
    browser: TestClient, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jobs() -> list[tuple[str, tuple[object, ...]]]:
        found = [(job.func_name, job.args) for job in queue.queue(queue.DELIVERIES).jobs]
        return [job for job in found if job[0] == "bot.delivery.show_typing"]

    # By the simulator nothing can be shown.
    browser.post(f"{talk}/writing")
    assert jobs() == []
    queue.connect().flushdb()
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "0123456789abcdef")
    settings.cache_clear()
    with desk_session() as session:
        session.get_one(Conversation, conversation().id).provider = "twilio"
    for _ in range(3):
        assert browser.post(f"{talk}/writing").status_code == 204
    assert jobs() == [("bot.delivery.show_typing", (inbox()[-1].provider_id,))]
    # Nothing is shown after STOP.
    queue.connect().flushdb()
    with desk_session() as session:
        session.get_one(Conversation, conversation().id).opted_out_at = clock.now()
    browser.post(f"{talk}/writing")
    assert jobs() == []


@pytest.mark.parametrize(("words", "reason"), [("the app is slow and wrong", "complaint"), ("the app is great", None)])
def test_a_complaint_opens_a_case_and_praise_does_not(
    browser: TestClient, talk: str, words: str, reason: str | None
) -> None:
    receive(message(words))
    answer = Answer(Rendered("Thank you"), reception.OPINION, None, {"frame": {"language": "en"}})
    with desk_session() as session:
        heard = session.merge(inbox()[-1])
        reception.note_turn(session, session.get_one(Conversation, conversation().id), heard, answer)
        found = support.current(session, conversation().id)
    assert (found.reason if found else None) == reason


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
