"""What providers report of a message: in any order, only forwards, and before our own record of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import update

from bot.delivery import deliver
from bot.delivery_reports import record
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, DeliveryEvent, Outbound
from infra import clock
from infra.database.session import desk_session
from tests.unit.bot.carrying import NOON, Carrier, row, write
from tests.unit.bot.mail import OWNER


def report(status: str, number: int | None, error: str | None = None) -> bool:
    return record(outbox_id=number, provider_id="SM1", status=status, error=error, raw={"MessageStatus": status})


def events() -> list[str]:
    with desk_session() as session:
        return [event.status for event in session.query(DeliveryEvent).order_by(DeliveryEvent.id)]


def test_statuses_come_in_any_order_and_only_move_forward(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk.id)
    deliver(talk.id)
    seen = []
    for status in ("read", "sent", "delivered", "failed", "read"):
        assert report(status, number)
        seen.append(row(number).status)
    assert seen == ["read"] * 5
    assert events() == ["read", "sent", "delivered", "failed", "read"]


def test_a_status_that_overtakes_the_answer_saves_a_second_sending(talk: Conversation, carrier: Carrier) -> None:
    """The worker died after the provider took the message; the provider's callback says so before the lease is over."""
    number = write(talk.id)
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
    number = write(talk.id)
    carrier.hold = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        sending = threads.submit(deliver, talk.id)
        assert carrier.busy.wait(10)
        report("delivered", number)
        carrier.hold.set()
        sending.result(timeout=10)
    assert (row(number).status, row(number).provider_id) == ("delivered", f"ID{number}")


def test_a_window_that_closed_is_refused_by_callback_too(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk.id, kind="alert", key="alert.low_stock", severity="critical")
    deliver(talk.id)
    report("undelivered", number, "63016")
    assert (row(number).status, row(number).error) == ("undelivered", "63016 reported undelivered")
    with desk_session() as session:
        assert conversations.find(session, "sms", OWNER) is not None


def test_a_status_without_our_number_is_found_by_the_providers(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk.id)
    deliver(talk.id)
    assert record(outbox_id=None, provider_id=f"ID{number}", status="delivered", error=None, raw={})
    assert row(number).status == "delivered"


def test_a_status_of_nobodys_message_is_left_alone(talk: Conversation, carrier: Carrier) -> None:
    assert not report("delivered", 4711)
    assert events() == []
