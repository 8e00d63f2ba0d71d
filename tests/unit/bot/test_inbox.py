"""A message that came in is a row before anything else, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import announcing
from bot.inbox import receive
from infra import queue
from infra.settings import settings
from tests.unit.bot.mail import OWNER, conversation, inbox, message


def test_a_members_message_is_the_stores(store: int) -> None:
    number = receive(message("SALE MAGGI 5"))
    [row] = inbox()
    assert (row.id, row.store_id, row.body, row.status) == (number, store, "SALE MAGGI 5", "waiting")
    talk = conversation()
    assert (talk.store_id, talk.address, talk.channel, talk.mode) == (store, OWNER, "whatsapp", "bot")


def test_a_strangers_message_is_kept_and_is_no_stores(store: int) -> None:
    receive(message("hello", address="+919800099999"))
    assert inbox()[0].store_id is None
    assert conversation().store_id is None


def test_one_person_on_two_channels_is_two_conversations(store: int) -> None:
    receive(message("STOCK"))
    receive(message("STOCK", channel="sms"))
    assert len({row.conversation_id for row in inbox()}) == 2


def test_ten_at_once_are_one(store: int) -> None:
    twins = [message("SALE MAGGI 5", provider_id="SM1") for _ in range(10)]
    with ThreadPoolExecutor(10) as threads:
        numbers = list(threads.map(receive, twins))
    assert [number for number in numbers if number is not None] == [inbox()[0].id]
    assert len(inbox()) == 1


def test_a_message_is_announced_after_its_commit(store: int) -> None:
    receive(message("STOCK"))
    [job] = queue.queue(queue.CONVERSATIONS).jobs
    assert (job.func_name, job.args) == (announcing.SERVE, (conversation().id,))
    assert queue.announced(queue.CONVERSATIONS) == {conversation().id}


def test_a_queue_that_is_down_costs_nothing(store: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    settings.cache_clear()
    queue.disconnect()
    assert receive(message("SALE MAGGI 5")) is not None
    assert [row.status for row in inbox()] == ["waiting"]


def test_a_message_gets_in_while_the_one_before_is_being_answered(store: int) -> None:
    """The worker's lock on the conversation must not keep a webhook waiting."""
    from domain.conversations import store as conversations
    from infra.database.session import desk_session

    receive(message("one"))
    with desk_session() as session, ThreadPoolExecutor(1) as threads:
        conversations.lock(session, conversation().id)
        assert threads.submit(receive, message("two")).result(timeout=10) is not None
    assert [row.body for row in inbox()] == ["one", "two"]
