"""A demo shop in one transaction, which nothing is left of, and a phone that talks to it by way of turns."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.dialogue.requests import named
from bot.dialogue.turn import Answer
from domain.conversations.models import Conversation
from domain.customers import store as customers
from domain.ledger import store as ledger
from domain.models import Entry, Store, User
from domain.stores import store as stores
from domain.suppliers import store as suppliers
from domain.values import Money
from infra import clock
from infra.database.session import visit_desk
from nlu.model.evaluate import Sentence
from nlu.understand import Model
from tests.e2e.turns import take

OWED = Money(900)


class Chat:
    """What a retailer says and hears within `session`, which is in the store's scope."""

    def __init__(self, session: Session, user: User, channel: str, model: Model, now: datetime) -> None:
        self.session, self.model, self.now, self.sent = session, model, now, 0
        self.conversation = Conversation(
            store_id=user.store_id,
            user_id=user.id,
            channel=channel,
            address=f"{user.phone}-{channel}",
            provider="simulator",
            created_at=now,
        )
        session.add(self.conversation)
        session.flush()

    def say(self, body: str = "", button: str | None = None) -> Answer | None:
        """Send a message, or tap a button; what is answered."""
        self.sent += 1
        self.now += timedelta(seconds=20)
        with clock.stopped_at(self.now):
            return take(self.session, self.conversation, self.model, body, self.now, self.sent, button=button)[0]

    def entries(self) -> int:
        """How many entries the store's journal has."""
        return self.session.scalar(select(func.count()).select_from(Entry)) or 0


def prepare(session: Session, user: User, sentence: Sentence, now: datetime) -> None:
    """Bring about what a sentence takes for granted: a customer who owes, where to pay, a supplier, another own shop."""
    session.get_one(Store, user.store_id).upi_id = "asha@okaxis"
    if "customer" in sentence.frame:
        _customer(session, user, sentence.frame["customer"], now)
    if "supplier" in sentence.frame:
        _supplier(session, user, sentence.frame["supplier"], now)
    # Of a competitor's price the shop is somebody else's.
    if sentence.intent in ("switch_store", "transfer_stock"):
        _shop(session, user, sentence.frame.get("shop", "Station Road"), now)


def _customer(session: Session, user: User, name: str, now: datetime) -> None:
    said = named(name)
    assert said is not None
    customer = customers.get_or_add(session, user.store_id, name, said.key, now)
    customer.phone, customer.consent_at = "+919822200001", now
    ledger.post(session, customer, OWED, "credit", entry_id=None, now=now)


def _supplier(session: Session, user: User, name: str, now: datetime) -> None:
    said = named(name)
    assert said is not None
    suppliers.get_or_add(session, user.store_id, name, said.key, now).phone = "+919822200002"


def _shop(session: Session, user: User, place: str, now: datetime) -> None:
    here = session.get_one(Store, user.store_id)
    with visit_desk(session):
        stores.add(session, here.name, place, user.phone, user.name, now=now)
