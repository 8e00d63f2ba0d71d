"""The chat's doors: what a form may do, and what it may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import regex
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot import worker
from bot.console import presence
from bot.contract import Rendered
from bot.dialogue.answer import Answer
from bot.inbox import receive
from bot.support import reception
from domain.models import Conversation, Outbound
from domain.support import store as support
from infra import clock, queue
from infra.database.session import desk_session
from infra.settings import settings
from tests.contract.console_browser import add_agent, browser, quick_hashes, sign_in, token_in, web
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
        "labels/off",
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
    assert browser.post(f"{talk}/take-over", data={"key": "k"}).status_code == 204
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


def test_words_of_a_retailer_are_words(browser: TestClient, talk: str) -> None:
    page = browser.get(talk).text
    assert NASTY not in page
    assert "&lt;script&gt;document.title=" in page


def test_nothing_and_too_much_are_no_answer(browser: TestClient, talk: str) -> None:
    for text in ("   ", "x" * 1601):
        assert browser.post(f"{talk}/answer", data={"text": text, "key": "k", "at_night": "yes"}).status_code == 422
    with desk_session() as session:
        assert session.scalar(select(func.count()).where(Outbound.kind == "agent")) == 0
