"""What an agent reads of a chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot import outbox
from bot.console import thread
from bot.contract import Rendered
from bot.inbox import receive
from domain.conversations.models import Conversation, Inbound
from infra import clock
from infra.database.session import desk_session
from tests.unit.bot.mail import conversation, message

START = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def test_the_link_to_a_shops_page_is_not_for_agents(store: int) -> None:
    receive(message("dashboard"))
    with desk_session() as session:
        talk = session.get_one(Conversation, conversation().id)
        said = Rendered("Here: https://shop.example/dashboard/open/1.6b0c.eudJ_ff\nOnce.")
        outbox.write(session, talk, kind="reply", key="dashboard_link.done", rendered=said)
        session.flush()
        page = thread.Reader(session, talk.id, {}).latest()
        (shown,) = [one.text for one in page.messages if one.side == "bot"]
    assert shown == "Here: https://shop.example/dashboard/open/…\nOnce."


def typed(count: int, *, before: int = 0) -> None:
    """`count` messages, numbered; the clock of every third stood still."""
    with desk_session() as session:
        talk = session.get_one(Conversation, conversation().id)
        for number in range(before, before + count):
            at = START + timedelta(seconds=number - (number % 3 == 0))
            session.add(
                Inbound(
                    conversation_id=talk.id,
                    provider="simulator",
                    provider_id=f"typed-{number}",
                    body=str(number),
                    raw={},
                    status="done",
                    sent_at=at,
                    received_at=at,
                )
            )
            said = outbox.write(session, talk, kind="alert", key="alert.x", rendered=Rendered(f"a{number}"))
            said.created_at = at


def test_a_long_talk_is_read_back_to_its_beginning_and_nothing_twice(store: int) -> None:
    with clock.stopped_at(START - timedelta(days=1)):
        receive(message("first of all"))
    typed(100)
    with desk_session() as session:
        reader = thread.Reader(session, conversation().id, {})
        page = reader.latest()
        assert len(page.messages) == thread.PAGE
        assert reader.since(page.begins).messages == page.messages
        pages = [page]
        while pages[0].more:
            pages.insert(0, reader.before(pages[0].begins))
    read = [one.id for page in pages for one in page.messages]
    assert len(read) == len(set(read)) == 201
    assert len(pages) == 4
    assert [one.text for one in pages[0].messages][:1] == ["first of all"]
    numbers = [int(one.text.lstrip("a")) for page in pages for one in page.messages[page is pages[0] :]]
    assert max(abs(number - place // 2) for place, number in enumerate(numbers)) <= 1


def test_an_open_page_keeps_what_it_shows_and_begins_again_when_that_is_too_much(store: int) -> None:
    with clock.stopped_at(START - timedelta(days=1)):
        receive(message("first of all"))
    typed(40)
    with desk_session() as session:
        page = thread.Reader(session, conversation().id, {}).latest()
    typed(40, before=40)
    with desk_session() as session:
        grown = thread.Reader(session, conversation().id, {}).since(page.begins)
    assert (len(grown.messages), grown.begins, grown.restarted) == (thread.PAGE + 80, page.begins, False)
    typed(120, before=80)
    with desk_session() as session:
        again = thread.Reader(session, conversation().id, {}).since(page.begins)
    assert (len(again.messages), again.more, again.restarted) == (thread.PAGE, True, True)
