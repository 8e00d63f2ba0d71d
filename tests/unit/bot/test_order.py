"""In order within a conversation, in turn among stores, answers first; and a try that broke off is not made twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot import sweeper
from bot.contract import OutgoingMessage, SendError
from bot.delivery import deliver
from bot.inbox import receive
from domain.conversations import received, sending
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Inbound, Outbound
from infra import clock, queue
from infra.database.session import desk_session
from infra.settings import settings
from tests.conftest import make_store
from tests.unit.bot.carrying import NOON, Carrier, row, write
from tests.unit.bot.mail import conversation, message


class Listing(Carrier):
    """A carrier with a list of what it took, which may take a message and then say nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.mute = False
        self.asked: list[datetime] = []

    def send(self, message: OutgoingMessage) -> str:
        taken = super().send(message)
        if self.mute:
            raise SendError("no answer", retryable=True, code="network")
        return taken

    def find_taken(self, message: OutgoingMessage, since: datetime) -> list[str]:
        """What was taken of the same text."""
        self.asked.append(since)
        return [f"ID{one.outbox_id}" for one in reversed(self.sent) if one.text == message.text]


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Listing:
    made = Listing()
    monkeypatch.setattr("bot.channels.carrier", lambda _provider: made)
    return made


def texts(carrier: Carrier) -> list[str]:
    return [sent.text for sent in carrier.sent]


def due() -> list[int]:
    with desk_session() as session:
        return sending.conversations_due(session, clock.now())


def test_no_answer_overtakes_one_that_is_tried_again(talk: Conversation, carrier: Listing) -> None:
    first = write(talk.id, "first")
    carrier.raises = [SendError("a fault", retryable=True, code="30008")]
    deliver(talk.id)
    write(talk.id, "second")
    write(talk.id, "an alert", kind="alert")
    assert due() == []
    deliver(talk.id)
    assert texts(carrier) == []
    not_before = row(first).not_before
    assert not_before is not None
    with clock.stopped_at(not_before):
        assert due() == [talk.id]
        deliver(talk.id)
    assert texts(carrier) == ["first", "second", "an alert"]


def test_an_answer_given_up_lets_the_next_one_go(talk: Conversation, carrier: Listing) -> None:
    first, second = write(talk.id, "first"), write(talk.id, "second")
    carrier.raises = [SendError("a fault", retryable=True, code="30008")] * settings().send_attempts
    for minutes in range(settings().send_attempts):
        with clock.stopped_at(NOON + timedelta(minutes=minutes)):
            deliver(talk.id)
    assert (row(first).status, row(second).status) == ("failed", "sent")


def test_what_goes_by_the_other_channel_keeps_its_place(talk: Conversation, carrier: Listing) -> None:
    for text in ("first", "second"):
        write(talk.id, text)
    carrier.raises = [SendError("a fault", retryable=True, code="30008")] * settings().send_attempts
    for minutes in range(settings().send_attempts):
        with clock.stopped_at(NOON + timedelta(minutes=minutes)):
            deliver(talk.id)
    assert [(sent.channel, sent.text) for sent in carrier.sent] == [("sms", "first"), ("whatsapp", "second")]


def test_an_alert_that_waits_for_the_morning_holds_no_answer_up(talk: Conversation, carrier: Listing) -> None:
    with clock.stopped_at(NOON.replace(hour=23)):
        held = write(talk.id, "an alert", kind="alert")
        deliver(talk.id)
        write(talk.id, "an answer")
        deliver(talk.id)
    assert (row(held).status, texts(carrier)) == ("held", ["an answer"])


def test_answers_go_before_what_nobody_asked_for(talk: Conversation, carrier: Listing) -> None:
    write(talk.id, "an alert", kind="alert")
    write(talk.id, "a reminder", kind="outreach")
    write(talk.id, "an answer")
    deliver(talk.id)
    assert texts(carrier) == ["an answer", "an alert", "a reminder"]


def test_an_excuse_that_the_answer_overtook_is_dropped(talk: Conversation, carrier: Listing) -> None:
    receive(message("free words"))
    with desk_session() as session:
        number = received.waiting(session, talk.id)[0].id
    excuse = write(talk.id, "it takes longer", kind="notice", in_reply_to=number)
    with desk_session() as session:
        session.execute(update(Inbound).values(status="done"))
    write(talk.id, "the answer", in_reply_to=number)
    deliver(talk.id)
    assert (row(excuse).status, texts(carrier)) == ("dropped", ["the answer"])


def test_a_try_that_broke_off_after_the_providers_yes_is_not_made_again(talk: Conversation, carrier: Listing) -> None:
    """The worker died between the provider's yes and our commit; the lease is over."""
    before = write(talk.id, "Sold 5")
    deliver(talk.id)
    number = write(talk.id, "Sold 5")
    deliver(talk.id)
    with desk_session() as session:
        lost = {"status": "sending", "provider_id": None, "sent_at": None, "tried_at": NOON}
        session.execute(update(Outbound).where(Outbound.id == number).values(lease_until=NOON, **lost))
    with clock.stopped_at(NOON + timedelta(seconds=40)):
        deliver(talk.id)
    assert texts(carrier) == ["Sold 5", "Sold 5"]
    # The one before said the same, and is known.
    assert (row(number).status, row(number).provider_id) == ("sent", f"ID{number}")
    assert (row(before).provider_id, row(number).tried_at) == (f"ID{before}", None)
    assert carrier.asked == [NOON - timedelta(minutes=1)]


def test_a_try_that_broke_off_before_the_providers_yes_is_made_again(talk: Conversation, carrier: Listing) -> None:
    number = write(talk.id, "Sold 5")
    with desk_session() as session:
        session.execute(update(Outbound).values(status="sending", lease_until=NOON, tried_at=NOON))
    with clock.stopped_at(NOON + timedelta(seconds=40)):
        deliver(talk.id)
    assert (row(number).status, texts(carrier)) == ("sent", ["Sold 5"])
    assert len(carrier.asked) == 1


def test_a_provider_that_took_it_and_did_not_say_so_is_asked_first(talk: Conversation, carrier: Listing) -> None:
    number = write(talk.id, "Sold 5")
    carrier.mute = True
    deliver(talk.id)
    assert (row(number).status, row(number).tried_at, carrier.asked) == ("queued", NOON, [])
    carrier.mute = False
    with clock.stopped_at(NOON + timedelta(seconds=10)):
        deliver(talk.id)
    assert (row(number).status, texts(carrier), len(carrier.asked)) == ("sent", ["Sold 5"], 1)


def test_a_refusal_leaves_no_doubt(talk: Conversation, carrier: Listing) -> None:
    number = write(talk.id, "Sold 5")
    carrier.raises = [SendError("slow down", retryable=True, code="63018")]
    deliver(talk.id)
    assert row(number).tried_at is None
    with clock.stopped_at(NOON + timedelta(minutes=1)):
        deliver(talk.id)
    assert (texts(carrier), carrier.asked) == (["Sold 5"], [])


def open_alerts(store_id: int, count: int, severity: str = "important", *, prefix: str) -> list[int]:
    """Alerts of a store to `count` people; their conversations."""
    numbers = []
    for place in range(count):
        with desk_session() as session:
            talk = conversations.find_or_open(
                session,
                channel="sms",
                address=f"+91{prefix}{place:06d}",
                provider="exotel",
                now=NOON,
                store_id=store_id,
            )
            number = talk.id
        write(number, "an alert", kind="alert", severity=severity)
        numbers.append(number)
    return numbers


def test_stores_take_turns_and_the_most_urgent_goes_first(store: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_MESSAGES_A_SECOND", "1")
    monkeypatch.setenv("SWEEP_SECONDS", "6")
    settings.cache_clear()
    small, third = make_store("Small", "+919811100008"), make_store("Third", "+919811100009")
    with clock.stopped_at(NOON):
        many = open_alerts(store, 20, prefix="9811")
        urgent = open_alerts(store, 1, "critical", prefix="9812")
        few = [*open_alerts(small, 2, prefix="9813"), *open_alerts(third, 2, prefix="9814")]
        # The first of each store, the urgent one before all; then the second of each.
        first, second, rest = [urgent[0], few[0], few[2]], [many[0], few[1], few[3]], many[1:]
        swept = sweeper.sweep().deliveries
        assert list(swept) == [*first, *second]
        assert queue.announced(queue.UNASKED) == set(swept)
        assert queue.announced(queue.DELIVERIES) == set()
        # Nothing more is announced than can leave; what is behind keeps its place.
        assert sweeper.sweep().deliveries == ()
        queue.queue(queue.UNASKED).empty()
        with desk_session() as session:
            session.execute(update(Outbound).where(Outbound.conversation_id.in_(swept)).values(status="sent"))
        assert list(sweeper.sweep().deliveries) == rest[:6]


def test_where_the_number_has_no_rate_what_nobody_asked_for_is_found_too(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHATSAPP_MESSAGES_A_SECOND", "0")
    settings.cache_clear()
    write(talk.id, "an alert", kind="alert")
    assert sweeper.sweep().deliveries == (talk.id,)


@pytest.mark.usefixtures("talk")
def test_a_message_over_a_limit_stays_and_leaves_later(carrier: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_PAIR_BURST", "2")
    settings.cache_clear()
    with desk_session() as session:
        session.execute(update(Conversation).values(provider="twilio"))
    number = conversation().id
    rows = [write(number, f"answer {place}") for place in range(4)]
    deliver(number)
    held = row(rows[2])
    assert texts(carrier) == ["answer 0", "answer 1"]
    assert (held.status, held.attempts, row(rows[3]).status) == ("held", 0, "queued")
    assert held.not_before == NOON + timedelta(seconds=6)
    for seconds in (6, 12):
        with clock.stopped_at(NOON + timedelta(seconds=seconds)):
            deliver(number)
    assert texts(carrier) == [f"answer {place}" for place in range(4)]
