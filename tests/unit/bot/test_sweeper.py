"""What nobody works on is announced again, once; who waits long is told, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot import honest_words, worker
from bot import outbox as out
from bot.contract import Rendered
from bot.inbox import receive
from bot.sweeper import Swept, sweep
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Inbound, Outbound
from infra import clock, queue
from infra.database.session import desk_session
from infra.settings import settings
from tests.unit.bot.mail import EchoTurn, conversation, inbox, message, outbox

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
NOTHING = Swept((), (), ())


@pytest.fixture
def waiting(store: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """A message that came at noon and that the queue has forgotten; its conversation."""
    monkeypatch.setattr(worker, "turn", EchoTurn())
    with clock.stopped_at(NOON):
        receive(message("free words"))
    forget()
    return conversation().id


def forget() -> None:
    queue.connect().flushall()


def after(seconds: float) -> Swept:
    with clock.stopped_at(NOON + timedelta(seconds=seconds)):
        return sweep()


def test_a_message_that_just_came_is_the_webhooks(waiting: int) -> None:
    assert after(0.5) == NOTHING


def test_a_message_that_waits_is_announced_once(waiting: int) -> None:
    assert after(2) == Swept((waiting,), (), ())
    assert after(3) == NOTHING
    assert queue.announced(queue.CONVERSATIONS) == {waiting}
    forget()
    assert after(4).mail == (waiting,)


def test_what_is_answered_is_not_announced(waiting: int) -> None:
    with desk_session() as session:
        session.execute(update(Inbound).values(status="done"))
    assert after(60) == NOTHING


@pytest.mark.parametrize(
    ("columns", "announced"),
    [
        ({"status": "queued"}, True),
        ({"status": "queued", "not_before": NOON + timedelta(seconds=60)}, False),
        ({"status": "queued", "not_before": NOON + timedelta(seconds=5)}, True),
        ({"status": "held", "not_before": NOON + timedelta(hours=8)}, False),
        ({"status": "held", "not_before": NOON}, True),
        ({"status": "sending", "lease_until": NOON + timedelta(seconds=60)}, False),
        ({"status": "sending", "lease_until": NOON + timedelta(seconds=5)}, True),
        ({"status": "sent"}, False),
        ({"status": "failed"}, False),
        ({"status": "dropped"}, False),
    ],
)
def test_what_is_due_is_announced(waiting: int, columns: dict[str, object], announced: bool) -> None:
    with clock.stopped_at(NOON), desk_session() as session:
        session.execute(update(Inbound).values(status="done"))
        talk = conversations.get_one(session, waiting)
        out.write(session, talk, kind="notice", key="notice.slow", rendered=Rendered("text"))
        session.execute(update(Outbound).values(**columns))
    assert after(10).deliveries == ((waiting,) if announced else ())


def test_who_waits_long_is_told_once_and_then_answered(waiting: int) -> None:
    late = settings().excuse_after_seconds
    assert after(late - 1).notices == ()
    assert after(late + 1).notices == (waiting,)
    receive(message("and more"))
    assert after(late + 100).notices == ()
    [notice] = outbox()
    assert (notice.kind, notice.key, notice.in_reply_to) == ("notice", honest_words.SLOW, inbox()[0].id)
    worker.serve(waiting)
    assert [row.kind for row in outbox()] == ["notice", "reply", "reply"]


def test_a_second_outage_is_told_again(waiting: int) -> None:
    assert after(100).notices == (waiting,)
    worker.serve(waiting)
    with clock.stopped_at(NOON + timedelta(hours=1)):
        receive(message("free again"))
    assert after(3700).notices == (waiting,)


@pytest.mark.parametrize("columns", [{"mode": "human"}, {"opted_out_at": NOON}])
def test_who_talks_to_a_person_or_opted_out_is_not_told(waiting: int, columns: dict[str, object]) -> None:
    with desk_session() as session:
        session.execute(update(Conversation).values(**columns))
    assert after(100).notices == ()


def test_who_is_being_answered_at_this_moment_is_not_told(waiting: int) -> None:
    with desk_session() as session:
        conversations.lock(session, waiting)
        assert after(100) == Swept((waiting,), (), ())
