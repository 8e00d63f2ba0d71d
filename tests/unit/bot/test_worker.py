"""A message and all that it does are one transaction, and no message is left behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from bot import dead_letters, honest_words, worker
from bot.inbox import receive
from domain.conversations.models import Conversation, Inbound
from domain.stores.models import User
from infra import clock, queue
from infra.database.session import desk_session
from tests.unit.bot.mail import (
    EchoTurn,
    conversation,
    inbox,
    message,
    outbox,
    serve_while_one_is_answered,
    written,
)


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> EchoTurn:
    echo = EchoTurn()
    monkeypatch.setattr(worker, "turn", echo)
    return echo


def serve() -> None:
    worker.serve(conversation().id)


def states() -> list[tuple[str, str]]:
    return [(row.body, row.status) for row in inbox()]


def test_messages_are_answered_in_order_once_each(store: int, turn: EchoTurn) -> None:
    for body in ("one", "two", "three"):
        receive(message(body))
    serve()
    serve()
    assert turn.seen == ["one", "two", "three"]
    assert written(store) == ["one", "two", "three"]
    replies = outbox()
    assert [(row.kind, row.text) for row in replies] == [("reply", f"done: {body}") for body in turn.seen]
    assert [row.in_reply_to for row in replies] == [row.id for row in inbox()]
    assert all(row.status == "done" and row.trace == {"decision": "run"} and row.done_at for row in inbox())
    assert queue.announced(queue.DELIVERIES) == {conversation().id}


def test_many_workers_on_one_conversation_write_each_message_once(store: int, turn: EchoTurn) -> None:
    bodies = [f"message {number}" for number in range(12)]
    for body in bodies:
        receive(message(body))
    number = conversation().id
    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(worker.serve, number) for _ in range(6)]:
            done.result(timeout=30)
    assert written(store) == bodies
    assert len(outbox()) == 12


def test_a_message_that_comes_just_after_the_last_look_is_not_left_behind(store: int, turn: EchoTurn) -> None:
    """A worker that saw one message looks no more; the one that is called for the next waits for its lock."""
    serve_while_one_is_answered(turn, worker.serve)
    assert written(store) == ["one", "two"]


def test_a_message_that_kills_its_worker_is_set_aside_after_three_tries(store: int, turn: EchoTurn) -> None:
    """A worker that dies leaves nothing but the count: here an exit that no handler catches, as SIGKILL is none."""

    def die(inbound: Inbound) -> None:
        if inbound.body == "poison":
            raise SystemExit

    turn.before = die
    receive(message("poison"))
    receive(message("after it"))
    for _ in range(worker.TRIES):
        with pytest.raises(SystemExit):
            serve()
        assert states() == [("poison", "waiting"), ("after it", "waiting")]
    serve()
    assert states() == [("poison", "failed"), ("after it", "done")]
    assert [row.key for row in outbox()] == [honest_words.SORRY, "record_sale.done"]
    assert turn.seen.count("poison") == worker.TRIES
    serve()
    assert len(outbox()) == 2
    # Support mended what killed, and lets the message have its turn.
    turn.before = lambda _inbound: None
    dead_letters.answer_again(inbox()[0].id)
    serve()
    assert states()[0] == ("poison", "done")


def test_a_broken_turn_writes_nothing_is_tried_thrice_and_said_sorry_for(store: int, turn: EchoTurn) -> None:
    receive(message("break this"))
    receive(message("after it"))
    serve()
    assert states() == [("break this", "failed"), ("after it", "done")]
    assert written(store) == ["after it"]
    assert turn.seen.count("break this") == worker.TRIES
    assert [row.key for row in outbox()] == [honest_words.SORRY, "record_sale.done"]
    assert inbox()[0].attempts == worker.TRIES
    assert inbox()[0].trace == {"error": "RuntimeError: the shelf fell down"}


def test_without_the_model_server_the_rest_waits_in_order_and_help_and_stop_overtake(
    store: int, turn: EchoTurn
) -> None:
    turn.model = False
    for body in ("SALE MAGGI 1", "free words", "SALE MAGGI 5", "HELP", "STOP"):
        receive(message(body))
    serve()
    assert states() == [
        ("SALE MAGGI 1", "done"),
        ("free words", "waiting"),
        ("SALE MAGGI 5", "waiting"),
        ("HELP", "done"),
        ("STOP", "done"),
    ]
    assert [row.attempts for row in inbox()] == [0] * 5
    turn.model = True
    serve()
    assert written(store) == ["SALE MAGGI 1", "HELP", "STOP", "free words", "SALE MAGGI 5"]


def test_silence_of_a_person_who_has_the_chat_holds_the_message(store: int, turn: EchoTurn) -> None:
    receive(message("quiet please"))
    with desk_session() as session:
        session.execute(update(Conversation).values(mode="human"))
    serve()
    assert states() == [("quiet please", "held")]
    assert outbox() == []


def test_silence_else_is_the_end_of_it(store: int, turn: EchoTurn) -> None:
    receive(message("quiet please"))
    serve()
    assert states() == [("quiet please", "done")]


def test_a_stranger_is_answered_and_writes_no_books(store: int, turn: EchoTurn) -> None:
    receive(message("hello", address="+919800099999"))
    serve()
    assert [row.text for row in outbox()] == ["done: hello"]
    assert written(store) == []


def test_a_stranger_who_was_registered_meanwhile_is_a_member(store: int, turn: EchoTurn) -> None:
    receive(message("SALE MAGGI 5", address="+919800099999"))
    with desk_session() as session:
        session.add(User(store_id=store, phone="+919800099999", name="Ravi", role="helper", created_at=clock.now()))
    serve()
    assert written(store) == ["SALE MAGGI 5"]
    assert inbox()[0].store_id == outbox()[0].store_id == conversation().store_id == store


def test_an_answer_goes_out_by_the_way_the_message_came_in(store: int, turn: EchoTurn) -> None:
    receive(message("one"))
    serve()
    with desk_session() as session:
        session.execute(update(Conversation).values(provider="twilio"))
    receive(message("two"))
    serve()
    assert conversation().provider == "simulator"


def test_nobody_there_is_no_error(database: str, turn: EchoTurn) -> None:
    worker.serve(4711)
    assert turn.seen == []
