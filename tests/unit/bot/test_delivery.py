"""One way out: claimed, judged at this moment, sent, recorded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot import dead_letters, sending_breaker
from bot.contract import SendError
from bot.delivery import deliver
from domain.conversations import sending
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Outbound
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from tests.unit.bot.carrying import INDIA, NOON, Carrier, row, write
from tests.unit.bot.mail import OWNER, conversation, outbox, wait_until_somebody_waits_for_a_lock


def alert(talk: Conversation, **more: Any) -> int:
    return write(talk.id, "Running low: Maggi ₹75 ✅", kind="alert", key="alert.low_stock", **more)


def test_everything_due_goes_oldest_first(talk: Conversation, carrier: Carrier) -> None:
    numbers = [write(talk.id, text) for text in ("one", "two", "three")]
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
        write(talk.id, text)
    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(deliver, talk.id) for _ in range(6)]:
            done.result(timeout=30)
    deliver(talk.id)
    assert [sent.text for sent in carrier.sent] == texts


def test_a_message_written_while_one_is_being_sent_goes_with_the_same_worker(
    talk: Conversation, carrier: Carrier
) -> None:
    carrier.hold = threading.Event()
    write(talk.id, "one")
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(deliver, talk.id)
        assert carrier.busy.wait(10)
        write(talk.id, "two")
        deliver(talk.id)
        assert carrier.sent == []
        carrier.hold.set()
        first.result(timeout=10)
    assert [sent.text for sent in carrier.sent] == ["one", "two"]


def test_a_second_claim_waits_for_the_first_and_takes_no_other_message(talk: Conversation, carrier: Carrier) -> None:
    first, _ = write(talk.id, "one"), write(talk.id, "two")

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
    number = write(talk.id)
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
    number = write(talk.id)
    carrier.raises = [SendError("slow down", retryable=True, code="63018")]
    deliver(talk.id)
    not_before = row(number).not_before
    assert not_before is not None
    assert 30 <= (not_before - NOON).total_seconds() <= 37.5


def test_a_final_refusal_is_not_tried_again_and_holds_nothing_up(talk: Conversation, carrier: Carrier) -> None:
    first, second = write(talk.id, "too long"), write(talk.id, "fine")
    carrier.raises = [SendError("too long", retryable=False, code="21617")]
    deliver(talk.id)
    assert (row(first).status, row(first).error) == ("failed", "21617 too long")
    assert row(second).status == "sent"


def test_a_carrier_that_breaks_counts_as_a_failed_try(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk.id)
    carrier.raises = [ZeroDivisionError("oops")]
    deliver(talk.id)
    assert (row(number).status, row(number).attempts) == ("queued", 1)
    assert row(number).error == "carrier ZeroDivisionError: oops"


def test_a_send_that_was_never_recorded_is_taken_up_when_its_lease_is_over(
    talk: Conversation, carrier: Carrier
) -> None:
    number = write(talk.id)
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
    number = write(talk.id)
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
        held, reply = alert(talk), write(talk.id, "answer")
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
    confirmation = write(talk.id, "You will hear no more", kind="reply", key="opt_out.done")
    others = [write(talk.id, "Sold 5", kind="reply", key="record_sale.done"), alert(talk)]
    deliver(talk.id)
    assert row(confirmation).status == "sent"
    assert [row(number).status for number in others] == ["dropped", "dropped"]


def test_a_number_that_sent_stop_to_the_network_has_opted_out(talk: Conversation, carrier: Carrier) -> None:
    write(talk.id)
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


def test_a_provider_that_does_not_answer_is_left_alone_and_no_try_is_counted(
    talk: Conversation, carrier: Carrier
) -> None:
    carrier.raises = [SendError("no answer", retryable=True, code="network")] * sending_breaker.FAILURES
    numbers = [write(talk.id, kind="notice", key="notice.slow") for _ in range(sending_breaker.FAILURES + 3)]
    deliver(talk.id)
    assert carrier.raises == []
    assert carrier.sent == []
    waiting = [row(number) for number in numbers[-3:]]
    assert {(one.status, one.attempts) for one in waiting} == {("held", 0)}
    assert all(one.not_before is not None and one.not_before > clock.now() for one in waiting)


def test_a_message_given_up_is_sent_again_when_a_person_says_so(talk: Conversation, carrier: Carrier) -> None:
    carrier.raises = [SendError("too long", retryable=False, code="21617")]
    number = write(talk.id, kind="reply")
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
