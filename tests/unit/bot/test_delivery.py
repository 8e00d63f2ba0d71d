"""One way out: claimed, judged at this moment, sent, recorded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot import dead_letters, sending_breaker
from bot import outbox as out
from bot.contract import OutgoingMessage, Rendered, SendError
from bot.delivery import deliver
from bot.delivery_reports import record
from bot.inbox import receive
from domain.conversations import sending
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, DeliveryEvent, Outbound
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from tests.unit.bot.mail import (
    OWNER,
    conversation,
    leave_answered,
    message,
    outbox,
    wait_until_somebody_waits_for_a_lock,
)

INDIA = ZoneInfo("Asia/Kolkata")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=INDIA)


class Carrier:
    """Takes messages, or raises what it was told to, in turn."""

    def __init__(self) -> None:
        self.sent: list[OutgoingMessage] = []
        self.raises: list[Exception] = []
        self.hold: threading.Event | None = None
        self.busy = threading.Event()

    def send(self, message: OutgoingMessage) -> str:
        self.busy.set()
        if self.hold is not None:
            assert self.hold.wait(10)
        if self.raises:
            raise self.raises.pop(0)
        self.sent.append(message)
        return f"ID{message.outbox_id}"


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    made = Carrier()
    monkeypatch.setattr("bot.channels.carrier", lambda _provider: made)
    sending_breaker.of.cache_clear()
    return made


@pytest.fixture
def talk(store: int) -> Iterator[Conversation]:
    """A conversation whose owner wrote at noon; the clock stands there."""
    with clock.stopped_at(NOON):
        receive(message("hello"))
        leave_answered()
        yield conversation()


def write(talk: Conversation, text: str = "Sold 5", **more: Any) -> int:
    with desk_session() as session:
        found = conversations.get_one(session, talk.id)
        values = {"kind": "notice", "key": "notice.slow", "rendered": Rendered(text), **more}
        return out.write(session, found, **values).id


def alert(talk: Conversation, **more: Any) -> int:
    return write(talk, "Running low: Maggi ₹75 ✅", kind="alert", key="alert.low_stock", **more)


def row(number: int) -> Outbound:
    return next(one for one in outbox() if one.id == number)


def test_everything_due_goes_oldest_first(talk: Conversation, carrier: Carrier) -> None:
    numbers = [write(talk, text) for text in ("one", "two", "three")]
    deliver(talk.id)
    assert [sent.text for sent in carrier.sent] == ["one", "two", "three"]
    assert [(one.status, one.provider_id, one.lease_until) for one in outbox()] == [
        ("sent", f"ID{number}", None) for number in numbers
    ]
    assert all(one.sent_at == NOON for one in outbox())
    deliver(talk.id)
    assert len(carrier.sent) == 3


def test_many_workers_send_each_message_once_and_in_order(talk: Conversation, carrier: Carrier) -> None:
    texts = [f"message {number}" for number in range(20)]
    for text in texts:
        write(talk, text)
    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(deliver, talk.id) for _ in range(6)]:
            done.result(timeout=30)
    deliver(talk.id)
    assert [sent.text for sent in carrier.sent] == texts


def test_a_message_written_while_one_is_being_sent_goes_with_the_same_worker(
    talk: Conversation, carrier: Carrier
) -> None:
    carrier.hold = threading.Event()
    write(talk, "one")
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(deliver, talk.id)
        assert carrier.busy.wait(10)
        write(talk, "two")
        deliver(talk.id)
        assert carrier.sent == []
        carrier.hold.set()
        first.result(timeout=10)
    assert [sent.text for sent in carrier.sent] == ["one", "two"]


def test_a_second_claim_waits_for_the_first_and_takes_no_other_message(talk: Conversation, carrier: Carrier) -> None:
    first, _ = write(talk, "one"), write(talk, "two")

    def claim() -> int | None:
        with desk_session() as session:
            found = sending.claim_next(session, talk.id, NOON)
            return found.row.id if found else None

    with ThreadPoolExecutor(1) as threads:
        with desk_session() as session:
            found = sending.claim_next(session, talk.id, NOON)
            assert found is not None
            claimed = found.row
            other = threads.submit(claim)
            wait_until_somebody_waits_for_a_lock()
            claimed.status, claimed.lease_until = "sending", NOON + timedelta(seconds=30)
        assert claimed.id == first
        assert other.result(timeout=10) is None


def test_a_failure_that_may_pass_is_tried_three_times_with_growing_waits(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk)
    carrier.raises = [SendError("a fault", retryable=True, code="30008") for _ in range(3)]
    waits = []
    now = NOON
    for _ in range(2):
        with clock.stopped_at(now):
            deliver(talk.id)
            deliver(talk.id)
            queued = row(number)
            assert queued.status == "queued"
            assert queued.not_before is not None
            waits.append((queued.not_before - now).total_seconds())
            now = queued.not_before
    with clock.stopped_at(now):
        deliver(talk.id)
    assert 5 <= waits[0] <= 6.25
    assert 10 <= waits[1] <= 12.5
    assert (row(number).status, row(number).attempts, row(number).error) == ("failed", 3, "30008 a fault")
    assert [sent.channel for sent in carrier.sent] == ["sms"]


def test_a_provider_that_says_slow_down_gets_a_longer_rest(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk)
    carrier.raises = [SendError("slow down", retryable=True, code="63018")]
    deliver(talk.id)
    not_before = row(number).not_before
    assert not_before is not None
    assert 30 <= (not_before - NOON).total_seconds() <= 37.5


def test_a_final_refusal_is_not_tried_again_and_holds_nothing_up(talk: Conversation, carrier: Carrier) -> None:
    first, second = write(talk, "too long"), write(talk, "fine")
    carrier.raises = [SendError("too long", retryable=False, code="21617")]
    deliver(talk.id)
    assert (row(first).status, row(first).error) == ("failed", "21617 too long")
    assert row(second).status == "sent"


def test_a_carrier_that_breaks_counts_as_a_failed_try(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk)
    carrier.raises = [ZeroDivisionError("oops")]
    deliver(talk.id)
    assert (row(number).status, row(number).attempts) == ("queued", 1)
    assert row(number).error == "carrier ZeroDivisionError: oops"


def test_a_send_that_was_never_recorded_is_taken_up_when_its_lease_is_over(
    talk: Conversation, carrier: Carrier
) -> None:
    number = write(talk)
    lease = NOON + timedelta(seconds=settings().send_lease_seconds)
    with desk_session() as session:
        session.execute(update(Outbound).values(status="sending", lease_until=lease))
    deliver(talk.id)
    assert carrier.sent == []
    with clock.stopped_at(lease + timedelta(seconds=1)):
        deliver(talk.id)
    assert row(number).status == "sent"
    assert len(carrier.sent) == 1


def test_a_worker_whose_lease_ran_out_does_not_undo_what_the_next_one_did(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk)
    carrier.hold = threading.Event()
    carrier.raises = [SendError("timeout", retryable=True, code="network")]
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(deliver, talk.id)
        assert carrier.busy.wait(10)
        with desk_session() as session:
            later = NOON + timedelta(minutes=5)
            session.execute(update(Outbound).values(status="sending", lease_until=later))
        carrier.hold.set()
        slow.result(timeout=10)
    assert (row(number).status, row(number).attempts, row(number).lease_until) == ("sending", 0, later)


def test_an_alert_waits_for_the_morning_and_a_reply_does_not(talk: Conversation, carrier: Carrier) -> None:
    night = datetime(2026, 11, 22, 23, 10, tzinfo=INDIA)
    morning = datetime(2026, 11, 23, 8, 0, tzinfo=INDIA)
    with clock.stopped_at(night):
        held, reply = alert(talk), write(talk, "answer")
        deliver(talk.id)
        assert (row(held).status, row(held).not_before) == ("held", morning)
        assert row(reply).status == "sent"
    with clock.stopped_at(morning - timedelta(seconds=1)):
        deliver(talk.id)
        assert row(held).status == "held"
    with clock.stopped_at(morning):
        deliver(talk.id)
        assert row(held).status == "sent"


def test_quiet_hours_are_those_of_the_moment_of_sending(talk: Conversation, carrier: Carrier) -> None:
    """The owner changed them after the alert was held: at eight it is still quiet."""
    from datetime import time

    from domain.stores import store as stores
    from infra.database.session import store_session

    with clock.stopped_at(datetime(2026, 11, 22, 23, 10, tzinfo=INDIA)):
        held = alert(talk)
        deliver(talk.id)
    assert talk.store_id is not None
    with store_session(talk.store_id) as session:
        stores.set_quiet_hours(session, talk.store_id, time(22), time(9))
    with clock.stopped_at(datetime(2026, 11, 23, 8, 0, tzinfo=INDIA)):
        deliver(talk.id)
    assert (row(held).status, row(held).not_before) == ("held", datetime(2026, 11, 23, 9, 0, tzinfo=INDIA))


def test_who_opted_out_hears_that_and_nothing_more(talk: Conversation, carrier: Carrier) -> None:
    with desk_session() as session:
        session.execute(update(Conversation).values(opted_out_at=NOON))
    confirmation = write(talk, "You will hear no more", kind="reply", key="opt_out.done")
    others = [write(talk, "Sold 5", kind="reply", key="record_sale.done"), alert(talk)]
    deliver(talk.id)
    assert row(confirmation).status == "sent"
    assert [row(number).status for number in others] == ["dropped", "dropped"]


def test_a_number_that_sent_stop_to_the_network_has_opted_out(talk: Conversation, carrier: Carrier) -> None:
    write(talk)
    carrier.raises = [SendError("unsubscribed", retryable=False, code="21610")]
    deliver(talk.id)
    assert conversation().opted_out_at == NOON


@pytest.fixture
def on_twilio(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token")
    monkeypatch.setenv("TWILIO_SMS_FROM", "+14155550100")
    settings.cache_clear()
    with desk_session() as session:
        session.execute(update(Conversation).values(provider="twilio"))
    yield
    settings.cache_clear()


@pytest.mark.usefixtures("on_twilio")
@pytest.mark.parametrize(("hours", "status"), [(23, "sent"), (24, "failed")])
def test_the_window_is_counted_from_the_last_message_in(
    talk: Conversation, carrier: Carrier, hours: int, status: str
) -> None:
    with clock.stopped_at(NOON + timedelta(hours=hours)):
        number = alert(talk)
        deliver(talk.id)
    assert row(number).status == status
    if status == "failed":
        assert str(row(number).error).startswith("63016")


@pytest.mark.usefixtures("on_twilio")
def test_a_critical_alert_that_whatsapp_refuses_goes_by_sms(talk: Conversation, carrier: Carrier) -> None:
    with clock.stopped_at(NOON + timedelta(hours=48)):
        alert(talk, severity="critical")
        deliver(talk.id)
        with desk_session() as session:
            other = conversations.find(session, "sms", OWNER)
        assert other is not None
        deliver(other.id)
    [sent] = carrier.sent
    assert (sent.channel, sent.address, sent.text) == ("sms", OWNER, "Running low: Maggi Rs 75")


def report(status: str, number: int | None, error: str | None = None) -> bool:
    return record(outbox_id=number, provider_id="SM1", status=status, error=error, raw={"MessageStatus": status})


def events() -> list[str]:
    with desk_session() as session:
        return [event.status for event in session.query(DeliveryEvent).order_by(DeliveryEvent.id)]


def test_statuses_come_in_any_order_and_only_move_forward(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk)
    deliver(talk.id)
    seen = []
    for status in ("read", "sent", "delivered", "failed", "read"):
        assert report(status, number)
        seen.append(row(number).status)
    assert seen == ["read"] * 5
    assert events() == ["read", "sent", "delivered", "failed", "read"]


def test_a_status_that_overtakes_the_answer_saves_a_second_sending(talk: Conversation, carrier: Carrier) -> None:
    """The worker died after the provider took the message; the provider's callback says so before the lease is over."""
    number = write(talk)
    with desk_session() as session:
        session.execute(update(Outbound).values(status="sending", lease_until=NOON + timedelta(seconds=30)))
    report("sent", number)
    with clock.stopped_at(NOON + timedelta(minutes=5)):
        deliver(talk.id)
    assert (row(number).status, row(number).provider_id) == ("sent", "SM1")
    assert carrier.sent == []


def test_a_delivered_message_is_not_marked_down_by_the_answer_to_the_request(
    talk: Conversation, carrier: Carrier
) -> None:
    number = write(talk)
    carrier.hold = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        sending = threads.submit(deliver, talk.id)
        assert carrier.busy.wait(10)
        report("delivered", number)
        carrier.hold.set()
        sending.result(timeout=10)
    assert (row(number).status, row(number).provider_id) == ("delivered", f"ID{number}")


def test_a_window_that_closed_is_refused_by_callback_too(talk: Conversation, carrier: Carrier) -> None:
    number = alert(talk, severity="critical")
    deliver(talk.id)
    report("undelivered", number, "63016")
    assert (row(number).status, row(number).error) == ("undelivered", "63016 reported undelivered")
    with desk_session() as session:
        assert conversations.find(session, "sms", OWNER) is not None


def test_a_status_without_our_number_is_found_by_the_providers(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk)
    deliver(talk.id)
    assert record(outbox_id=None, provider_id=f"ID{number}", status="delivered", error=None, raw={})
    assert row(number).status == "delivered"


def test_a_status_of_nobodys_message_is_left_alone(talk: Conversation, carrier: Carrier) -> None:
    assert not report("delivered", 4711)
    assert events() == []


def test_a_provider_that_does_not_answer_is_left_alone_and_no_try_is_counted(
    talk: Conversation, carrier: Carrier
) -> None:
    carrier.raises = [SendError("no answer", retryable=True, code="network")] * sending_breaker.FAILURES
    numbers = [write(talk) for _ in range(sending_breaker.FAILURES + 3)]
    deliver(talk.id)
    assert carrier.raises == []
    assert carrier.sent == []
    waiting = [row(number) for number in numbers[-3:]]
    assert {(one.status, one.attempts) for one in waiting} == {("held", 0)}
    assert all(one.not_before is not None and one.not_before > clock.now() for one in waiting)


def test_a_message_given_up_is_sent_again_when_a_person_says_so(talk: Conversation, carrier: Carrier) -> None:
    carrier.raises = [SendError("too long", retryable=False, code="21617")]
    number = write(talk, kind="reply")
    deliver(talk.id)
    with desk_session() as session:
        assert dead_letters.count(session) == (0, 1)
        assert [one.id for one in dead_letters.unsent(session)] == [number]
    dead_letters.send_again(number)
    deliver(talk.id)
    assert row(number).status == "sent"
    assert len(carrier.sent) == 1
    with pytest.raises(dead_letters.NotDead):
        dead_letters.send_again(number)
