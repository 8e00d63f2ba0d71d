"""Two machines that answer each other are parted, and a busy shopkeeper is not taken for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot import loop_guard, worker
from bot.contract import Rendered
from bot.delivery import deliver
from bot.dialogue.turn import Answer
from bot.inbox import receive
from bot.loop_guard import EXCHANGES, Exchange, is_loop
from domain.conversations.models import Conversation, Inbound
from domain.support.models import Case
from infra import clock
from infra.database.session import desk_session
from infra.telemetry import support_told
from tests.unit.bot.carrying import Carrier
from tests.unit.bot.mail import conversation, inbox, message, outbox

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
AWAY = Exchange("Thank you for your message, we are closed now", "I did not understand that.", 1.0, wrote=False)


def told(*heard: str, seconds: float = 1.0, wrote: bool = False, said: str = "Sorry?") -> list[Exchange]:
    return [Exchange(text, said, seconds, wrote) for text in heard]


def spoken(texts: tuple[str, ...], times: int) -> tuple[str, ...]:
    turns = cycle(texts)
    return tuple(next(turns) for _ in range(times))


@pytest.mark.parametrize(
    ("exchanges", "loop"),
    [
        ([AWAY] * EXCHANGES, True),
        ([AWAY] * (EXCHANGES - 1), False),
        # One slow one is a person, or the first of many.
        ([AWAY] * 5 + [replace(AWAY, seconds=9)], False),
        ([replace(AWAY, seconds=9)] + [AWAY] * EXCHANGES, True),
        # Written before our word could be read: a person who does not wait.
        ([replace(AWAY, seconds=-0.2)] * EXCHANGES, False),
        # It counts, or signs with a number of its own.
        (told(*(f"Ticket {n} was opened for your request" for n in range(6))), True),
        # Two texts in turn.
        (told(*spoken(("Press 1 for sales please", "We did not get that, sorry"), 6)), True),
        # Our own words come back, whatever they wrote into the books.
        ([Exchange("Sold 5 Maggi (Rs 75)", "Sold 5 Maggi (Rs 75)", 0.5, wrote=True)] * 6, True),
        # The same sale, again and again.
        (told(*["SALE MAGGI 1"] * 12, wrote=True), False),
        ([*told(*["SALE MAGGI 1"] * 5), *told("SALE MAGGI 1", wrote=True)], False),
        # Questions in quick succession.
        (told("STOCK MAGGI", "STOCK SUGAR", "STOCK LUX", "REPORT", "DUE RAMESH", "STOCK MILK"), False),
        # Answers to questions.
        (told("1", "2", "1", "1", "2", "1"), False),
        (told("", "", "", "", "", ""), False),
        ([], False),
    ],
)
def test_what_a_loop_is(exchanges: list[Exchange], loop: bool) -> None:
    assert is_loop(exchanges) == loop


class PoliteTurn:
    """Understands nothing, and is silent while a person has the chat."""

    def take(self, session: Session, conversation: Conversation, inbound: Inbound) -> Answer | None:
        """One turn."""
        if conversation.mode == "human":
            return None
        return Answer(Rendered("I did not understand that."), "dialogue.not_understood", None, {"decision": "none"})

    def read_along(self, session: Session, conversation: Conversation, inbound: Inbound) -> None:
        """Nor then."""


@pytest.fixture
def carrier(store: int, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> Carrier:
    monkeypatch.setattr(worker, "turn", PoliteTurn())
    return carrier


def exchange(at: datetime, text: str) -> bool:
    """The other machine writes `text` at `at`; whether it got an answer."""
    with clock.stopped_at(at):
        receive(replace(message(text), provider="exotel", channel="sms"))
        worker.serve(conversation().id)
        before = len([row for row in outbox() if row.status == "sent"])
        deliver(conversation().id)
    return len([row for row in outbox() if row.status == "sent"]) > before


def test_the_bot_falls_silent_and_support_is_told_once(carrier: Carrier) -> None:
    metric = support_told.labels("exotel", "loop")._value
    before = metric.get()
    answered = [exchange(NOON + timedelta(seconds=n), "We are closed, please call again") for n in range(30)]
    silent_from = answered.index(False)
    assert loop_guard.SUSPECT <= silent_from <= 12
    assert not any(answered[silent_from:])
    assert conversation().mode == "human"
    assert metric.get() - before == 1
    with desk_session() as session:
        [case] = session.query(Case).all()
    assert (case.conversation_id, case.reason, case.state) == (conversation().id, "misunderstood", "open")
    # What is written meanwhile is kept for the person who has the chat.
    assert {row.status for row in inbox()[silent_from + 1 :]} <= {"held", "done"}
    [dropped] = [row for row in outbox() if row.status == "dropped"]
    assert dropped.error == "two machines answer each other"
    with desk_session() as session:
        session.execute(update(Conversation).values(mode="bot"))
    assert exchange(NOON + timedelta(minutes=30), "We are closed, please call again")


def test_a_person_who_asks_much_is_answered(carrier: Carrier) -> None:
    texts = ("STOCK MAGGI", "STOCK SUGAR", "REPORT", "DUE RAMESH", "STOCK LUX")
    assert all(exchange(NOON + timedelta(seconds=2 * n), texts[n % 5]) for n in range(40))
    assert conversation().mode == "bot"
