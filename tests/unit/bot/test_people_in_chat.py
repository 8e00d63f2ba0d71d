"""A reminder from the retailer's words to the customer's WhatsApp: what is asked, what is kept, when it leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import channels, delivery, rekeying, understanding, worker
from bot.contract import OutgoingMessage, SendError
from bot.inbox import receive
from bot.jobs import alerts, licences
from domain.conversations.models import Conversation, Outbound
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.ledger import store as ledger
from domain.licences import store as licence_books
from domain.stores.models import Store, User
from domain.values import Money
from infra import clock
from infra.database.session import desk_session, store_session
from nlu.contract import Entity, Parse
from nlu.spelling.loose import loose_key
from tests.unit.bot.mail import OWNER, message, outbox

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""22:30 in Kolkata."""
PHONE = "+919876543210"


class Knows:
    """Stands in for the model server: what it was taught, and out of scope for the rest."""

    def parse(self, normalised: str) -> Parse:
        """A reminder for whoever stands after "remind"."""
        if normalised.startswith("remind "):
            name = normalised.split()[1]
            return Parse("send_reminder", 0.99, entities=(Entity("customer", 7, 7 + len(name), name, 0.99),))
        return Parse("out_of_scope", 0.4)


@pytest.fixture
def shop(store: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The small shop, in which Ramesh bhai and Ramesh driver owe; the model is a stand-in."""
    monkeypatch.setattr(understanding, "model", Knows)
    with store_session(store) as session:
        session.execute(update(User).values(language="en"))
        for name, key, owes in (("Ramesh bhai", "rames bai", 100), ("Ramesh driver", "rames drivir", "250.50")):
            one = customers.get_or_add(session, store, name, key, NOON)
            ledger.post(session, one, Money(owes), "credit", entry_id=None, now=NOON)
    return store


def say(body: str, *, address: str = OWNER) -> str:
    """The reply's text to a message."""
    receive(message(body, address=address))
    with desk_session() as session:
        number = session.scalars(select(Conversation.id).where(Conversation.address == address)).one()
    worker.serve(number)
    with desk_session() as session:
        rows = session.scalars(select(Outbound).where(Outbound.conversation_id == number).order_by(Outbound.id))
        return rows.all()[-1].text


def sent() -> Outbound:
    [row] = outbox(kind="outreach")
    return row


def remind() -> None:
    assert "Ramesh bhai, Ramesh driver" in say("remind ramesh to pay")
    assert "Ramesh driver's WhatsApp number" in say("driver")
    assert "UPI ID" in say("98765 43210")
    assert "asha@okaxis&pn=Asha%20Stores&am=250.50" in say("asha@okaxis")
    assert "✅ This goes to Ramesh driver" in say("yes")


def test_a_reminder_is_asked_for_and_leaves_by_day(shop: int) -> None:
    with clock.stopped_at(NOON):
        remind()
        row = sent()
        assert (row.key, row.store_id) == ("to_customer.reminder", shop)
        delivery.deliver(row.conversation_id)
        assert sent().status == "sent"
        with desk_session() as session:
            theirs = session.get_one(Conversation, row.conversation_id)
        assert (theirs.address, theirs.store_id, theirs.user_id) == (PHONE, None, None)


def test_at_night_it_waits_for_the_morning_even_where_the_store_is_never_quiet(shop: int) -> None:
    with store_session(shop) as session:
        session.execute(update(Store).values(quiet_start=datetime.min.time(), quiet_end=datetime.min.time()))
    with clock.stopped_at(NIGHT):
        remind()
        delivery.deliver(sent().conversation_id)
        held = sent()
        assert (held.status, held.not_before) == ("held", datetime(2026, 11, 23, 2, 30, tzinfo=UTC))
    with clock.stopped_at(NIGHT + timedelta(hours=10)):
        delivery.deliver(held.conversation_id)
        assert sent().status == "sent"


def test_a_customer_who_writes_stop_gets_nothing_more_and_the_retailer_is_given_the_words(shop: int) -> None:
    with clock.stopped_at(NOON):
        remind()
        delivery.deliver(sent().conversation_id)
        assert "I only bring messages from Asha Stores" in say("I will pay tomorrow", address=PHONE)
        assert "I keep a shop's books" in say("hello who is this", address=PHONE)
        say("STOP", address=PHONE)
    with clock.stopped_at(NOON + timedelta(days=2)):
        say("remind ramesh to pay")
        assert "Please forward this to Ramesh driver" in say("2")
    assert len(outbox(kind="outreach")) == 1


def test_a_no_to_consent_sends_and_keeps_nothing(shop: int) -> None:
    with clock.stopped_at(NOON):
        for body in ("remind ramesh to pay", "2", "98765 43210", "asha@okaxis"):
            say(body)
        assert "Nothing was written" in say("no")
    assert outbox(kind="outreach") == []
    with store_session(shop) as session:
        assert [row.phone for row in session.scalars(select(Customer))] == [None, None]


def test_no_answer_twice_is_a_person_and_another_subject_drops_the_question(shop: int) -> None:
    with clock.stopped_at(NOON):
        say("remind ramesh to pay")
        assert "Ramesh bhai, Ramesh driver" in say("hmm hmm what")
        assert "I dropped the earlier question" in say("STOCK MAGGI")
        say("remind ramesh to pay")
        say("hmm hmm what")
        assert "person from support" in say("hmm hmm what")


def test_keys_of_another_folding_are_made_anew_and_nobody_is_merged(shop: int) -> None:
    with store_session(shop) as session:
        rows = list(session.scalars(select(Customer).order_by(Customer.id)))
        rows[0].name_key, rows[1].name_key = "old-1", "old-2"
        twin = customers.get_or_add(session, shop, "Ramesh Bhai", "old-3", NOON)
        number = twin.id
    assert rekeying.rekey_everybody() == 3
    assert rekeying.rekey_everybody() == 0
    with store_session(shop) as session:
        rows = list(session.scalars(select(Customer).order_by(Customer.id)))
        assert [row.name_key for row in rows] == ["rames bai", "rames drivir", "rames bai#2"]
        assert [row.loose_key for row in rows] == [" ".join(map(loose_key, row.name.split())) for row in rows]
        assert number in {one.id for one in customers.fitting(session, shop, "rames bai")}


@pytest.mark.parametrize(
    ("days", "stage"), [(31, None), (30, 30), (12, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, -1), (-40, -1)]
)
def test_a_licence_is_spoken_of_in_stages(days: int, stage: int | None) -> None:
    today = date(2026, 11, 22)
    assert licences.stage(today + timedelta(days=days), today) == stage


def test_a_licence_is_said_once_a_stage_and_not_when_it_is_off(shop: int) -> None:
    with store_session(shop) as session:
        licence_books.note(session, shop, "FSSAI", date(2026, 12, 20), entry_id=None, now=NOON)
    with clock.stopped_at(NOON):
        assert len(licences.remind(shop)) == 1
        assert licences.remind(shop) == []
    [row] = outbox(kind="alert")
    assert "FSSAI licence: valid until 20 Dec" in row.text
    with store_session(shop) as session:
        session.execute(update(Store).values(muted_alerts=["licence"]))
    with clock.stopped_at(NOON + timedelta(days=22)):
        assert licences.remind(shop) == []
        # What was written before it was switched off is not sent any more either.
        delivery.deliver(row.conversation_id)
    [row] = outbox(kind="alert")
    assert row.status == "dropped"


def test_low_stock_that_is_off_is_not_said(shop: int) -> None:
    with store_session(shop) as session:
        session.execute(update(Store).values(muted_alerts=["low_stock"]))
    assert alerts.warn(shop) is None


def test_a_refused_reminder_comes_back_to_the_retailer_with_its_words(
    shop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refuses:
        def send(self, _message: OutgoingMessage) -> str:
            raise SendError("not a WhatsApp user", retryable=False, code="63003")

    with clock.stopped_at(NOON):
        remind()
        monkeypatch.setattr(channels, "carrier", lambda _provider: Refuses())
        delivery.deliver(sent().conversation_id)
    assert sent().status == "failed"
    [told] = outbox(kind="alert")
    assert PHONE in told.text
    assert sent().text in told.text
    assert told.conversation_id != sent().conversation_id
