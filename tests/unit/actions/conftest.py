"""A shop that is asked by actions, and whose books can be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from actions import registry
from actions.contract import Line, Named, Outcome, Phrase, Refused, Reply, Request, Value
from actions.replies import REPLIES
from domain.customers import store as customers
from domain.models import (
    Batch,
    Customer,
    Entry,
    LedgerEntry,
    PriceChange,
    Product,
    Purchase,
    Sale,
    SaleLine,
    StockMovement,
    Store,
    User,
)
from domain.values import Money, Quantity
from infra.database.session import desk_session, store_session

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
"""12:00 in Kolkata, a Sunday."""
ZONE = "Asia/Kolkata"


class Shop:
    """The store of the tests: `ask` runs an action in a transaction of its own, as the owner, a minute after the last."""

    def __init__(self, store_id: int) -> None:
        self.id = store_id
        self.now = NOON
        with desk_session() as session:
            self.user_id = session.scalars(select(User.id).where(User.store_id == store_id)).one()

    def request(self, intent: str, **said: Any) -> Request:
        """A request of the owner by WhatsApp, unless told."""
        told = {
            "store_id": self.id,
            "user_id": self.user_id,
            "role": "owner",
            "now": self.now,
            "timezone": ZONE,
            "channel": "whatsapp",
        }
        return Request(intent=intent, **{**told, **said})

    def ask(self, intent: str, **said: Any) -> Outcome:
        """What comes of it; the reply uses a listed key with the listed values."""
        return self.run(self.request(intent, **said))

    def run(self, request: Request) -> Outcome:
        """Carry a request out and commit."""
        self.now += timedelta(minutes=1)
        with store_session(self.id) as session:
            _keep_from_writing(session, request.intent)
            outcome = registry.find(request.intent)(session, request)
        check_reply(outcome.reply)
        return outcome

    def refuse(self, intent: str, **said: Any) -> Reply:
        """The reply of a refusal. Nothing was written, though the transaction around it is committed."""
        before = self.rows()
        with store_session(self.id) as session:
            _keep_from_writing(session, intent)
            with pytest.raises(Refused) as refused:
                registry.find(intent)(session, self.request(intent, **said))
        assert self.rows() == before
        check_reply(refused.value.reply)
        return refused.value.reply

    def rows(self) -> dict[str, int]:
        """How many rows each book has."""
        books = (Entry, Sale, SaleLine, StockMovement, LedgerEntry, Customer, PriceChange, Purchase)
        with store_session(self.id) as session:
            return {book.__tablename__: session.scalar(select(func.count()).select_from(book)) or 0 for book in books}

    def product(self, sku: str) -> Product:
        """A product as it stands."""
        with store_session(self.id) as session:
            return session.scalars(select(Product).where(Product.sku == sku)).one()

    def stock(self, sku: str) -> str:
        """The stock of a product, which is the sum of its movements."""
        product = self.product(sku)
        with store_session(self.id) as session:
            moved = session.scalar(
                select(func.sum(StockMovement.quantity)).where(StockMovement.product_id == product.id)
            )
            batches = session.scalar(select(func.sum(Batch.quantity)).where(Batch.product_id == product.id))
        assert moved == product.stock
        assert (batches or Quantity(0)) == max(product.stock, Quantity(0))
        return str(product.stock)

    def balance(self, key: str) -> str | None:
        """What a customer owes, which is the sum of the account; None for a stranger."""
        with store_session(self.id) as session:
            customer = customers.find(session, self.id, key)
            if customer is None:
                return None
            posted = session.scalar(select(func.sum(LedgerEntry.amount)).where(LedgerEntry.customer_id == customer.id))
        assert (posted or Money(0)) == customer.balance
        return str(customer.balance)

    def sold(self) -> tuple[str, int]:
        """The sum and the number of all sales, net of what was taken back; the lines sum to the same."""
        with store_session(self.id) as session:
            total = session.scalar(select(func.sum(Sale.total))) or Money(0)
            lines = session.scalar(select(func.sum(SaleLine.amount))) or Money(0)
            bare = ~exists().where(SaleLine.sale_id == Sale.id)
            without = session.scalar(select(func.sum(Sale.total)).where(bare)) or Money(0)
            count = session.scalar(select(func.coalesce(func.sum(func.sign(Sale.total)), 0)))
        assert total == lines + without
        return str(total), int(count or 0)

    def row(self) -> Store:
        """The store itself."""
        with store_session(self.id) as session:
            return session.get_one(Store, self.id)

    def user(self) -> User:
        """The owner."""
        with store_session(self.id) as session:
            return session.get_one(User, self.user_id)


@pytest.fixture
def shop(store: int) -> Shop:
    """The small shop, whose owner asks."""
    return Shop(store)


def line(sku: str | None, quantity: str | None = None, **said: Any) -> Line:
    """A line of a request: figures as text."""
    money = {name: Money(said.pop(name)) for name in ("price", "amount") if name in said}
    return Line(sku or said.pop("text", ""), sku, Quantity(quantity) if quantity is not None else None, **money, **said)


RAMESH = Named("Ramesh", "rames")
SITA = Named("Sita", "sita")


def said(value: Any) -> Any:
    """A reply, a phrase or a value as plain text and lists, so that a test reads as the reply does."""
    if isinstance(value, Reply | Phrase):
        return {"": value.key, **{name: said(inner) for name, inner in value.params.items()}}
    if isinstance(value, tuple):
        return [said(inner) for inner in value]
    if hasattr(value, "unit"):
        return f"{value.quantity} {value.unit}"
    return str(value) if isinstance(value, Money | Decimal) else value


def keys(value: Value | Reply) -> set[str]:
    """Every key in a reply, nested ones included."""
    if isinstance(value, Reply | Phrase):
        return {value.key}.union(*(keys(inner) for inner in value.params.values()))
    return set[str]().union(*(keys(inner) for inner in value)) if isinstance(value, tuple) else set()


def check_reply(value: Value | Reply) -> None:
    """Every key is listed in actions.replies, with the values listed there, of the types listed there."""
    if isinstance(value, Reply):
        for choice in value.choices:
            check_params(choice.key, choice.params)
    if isinstance(value, Reply | Phrase):
        check_params(value.key, value.params)
    elif isinstance(value, tuple):
        for inner in value:
            check_reply(inner)


def check_params(key: str, params: Mapping[str, Value]) -> None:
    assert key in REPLIES, f"{key} is not in actions.replies"
    example = REPLIES[key]
    assert set(params) == set(example), key
    for name, value in params.items():
        # What was paid of a sale stands behind it: "₹230, ₹100 paid by Ramesh".
        first = value[0] if isinstance(value, tuple) and value and not isinstance(example[name], tuple) else value
        assert type(first) is type(example[name]), f"{key}: {name}"
        check_reply(value)


def _keep_from_writing(session: Session, intent: str) -> None:
    """Let PostgreSQL refuse a write of what is known to write nothing."""
    if intent in registry.READING:
        session.execute(text("SET TRANSACTION READ ONLY"))
