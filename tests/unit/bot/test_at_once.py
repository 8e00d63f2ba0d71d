"""An answer that is claimed in the transaction that writes it: sent once, in order, by whoever can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot import announcing, delivery, second_tries, sending_breaker, worker
from bot.contract import SendError
from bot.inbox import receive
from domain.conversations.models import Conversation
from infra import clock
from infra.settings import settings
from tests.unit.bot.carrying import NOON, Carrier, write
from tests.unit.bot.mail import EchoTurn, conversation, message, outbox, serve_while_one_is_answered


@dataclass
class Sender:
    """Keeps what it was given, until the test sends it."""

    asked: list[int] = field(default_factory=list)
    claimed: list[delivery.Claimed] = field(default_factory=list)

    def send(self, conversation_id: int) -> None:
        """What is due is looked for."""
        self.asked.append(conversation_id)

    def send_claimed(self, claimed: delivery.Claimed) -> None:
        """What was claimed is at hand."""
        self.claimed.append(claimed)


@pytest.fixture
def sender() -> Iterator[Sender]:
    made = Sender()
    announcing.deliver_here(made)
    yield made
    announcing.deliver_here(None)


@pytest.fixture(autouse=True)
def turn(monkeypatch: pytest.MonkeyPatch) -> EchoTurn:
    made = EchoTurn()
    monkeypatch.setattr(worker, "turn", made)
    return made


def states() -> list[tuple[str, str]]:
    return [(row.text, row.status) for row in outbox()]


def test_an_answer_leaves_by_the_claim_of_its_own_turn(talk: Conversation, carrier: Carrier, sender: Sender) -> None:
    receive(message("one"))
    worker.serve(talk.id)
    [claimed] = sender.claimed
    assert (states(), sender.asked) == ([("done: one", "sending")], [])
    delivery.deliver(talk.id)
    assert carrier.sent == []
    delivery.send_claimed(claimed)
    assert [(sent.text, sent.outbox_id) for sent in carrier.sent] == [("done: one", outbox()[0].id)]
    assert states() == [("done: one", "sent")]
    delivery.deliver(talk.id)
    assert len(carrier.sent) == 1


def test_a_second_answer_waits_for_the_first_and_follows_it(
    talk: Conversation, carrier: Carrier, sender: Sender
) -> None:
    for body in ("one", "two"):
        receive(message(body))
    worker.serve(talk.id)
    assert states() == [("done: one", "sending"), ("done: two", "queued")]
    assert (len(sender.claimed), sender.asked) == (1, [talk.id])
    delivery.deliver(talk.id)
    assert carrier.sent == []
    delivery.send_claimed(sender.claimed[0])
    assert [sent.text for sent in carrier.sent] == ["done: one", "done: two"]


def test_a_worker_that_waited_for_the_lock_sees_the_answer_that_is_leaving(
    talk: Conversation, carrier: Carrier, sender: Sender, turn: EchoTurn
) -> None:
    serve_while_one_is_answered(turn, worker.serve)
    assert states() == [("done: one", "sending"), ("done: two", "queued")]


def test_an_alert_that_waits_for_the_morning_does_not_hold_an_answer_up(
    talk: Conversation, carrier: Carrier, sender: Sender
) -> None:
    write(talk.id, "Running low", kind="alert", key="alert.low_stock", not_before=NOON + timedelta(hours=20))
    receive(message("one"))
    worker.serve(talk.id)
    assert len(sender.claimed) == 1


def test_what_died_with_its_worker_is_sent_when_the_lease_has_run_out(
    talk: Conversation, carrier: Carrier, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_tries, "find_taken", lambda *_: None)
    receive(message("one"))
    worker.serve(talk.id)
    with clock.stopped_at(NOON + timedelta(seconds=settings().send_lease_seconds + 1)):
        delivery.deliver(talk.id)
        assert [sent.text for sent in carrier.sent] == ["done: one"]
        delivery.send_claimed(sender.claimed[0])
    assert len(carrier.sent) == 1


def test_a_claim_that_waited_long_is_left_to_who_comes_after_the_lease(
    talk: Conversation, carrier: Carrier, sender: Sender
) -> None:
    receive(message("one"))
    worker.serve(talk.id)
    with clock.stopped_at(NOON + timedelta(seconds=settings().send_lease_seconds * 0.6)):
        delivery.send_claimed(sender.claimed[0])
    assert (carrier.sent, states()) == ([], [("done: one", "sending")])


def test_a_refusal_is_tried_again_as_of_any_other_message(talk: Conversation, carrier: Carrier, sender: Sender) -> None:
    carrier.raises = [SendError("busy", retryable=True, code="500")]
    receive(message("one"))
    worker.serve(talk.id)
    delivery.send_claimed(sender.claimed[0])
    assert [(row.status, row.attempts) for row in outbox()] == [("queued", 1)]


def test_while_the_provider_is_left_alone_the_answer_is_queued(
    talk: Conversation, carrier: Carrier, sender: Sender
) -> None:
    breaker = sending_breaker.of("simulator")
    while breaker.allows():
        breaker.failed()
    receive(message("one"))
    worker.serve(talk.id)
    assert (states(), sender.claimed, sender.asked) == ([("done: one", "queued")], [], [talk.id])


def test_a_process_that_sends_nothing_claims_nothing(talk: Conversation, carrier: Carrier) -> None:
    receive(message("one"))
    worker.serve(conversation().id)
    assert states() == [("done: one", "queued")]
