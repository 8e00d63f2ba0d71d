"""A customer's account as a document, and the age of what is owed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.contract import Column, Document, Phrase, Request, Table, Value
from domain.customers.models import Customer
from domain.customers.rules import Posting, age
from domain.ledger import store as ledger
from domain.values import ZERO_MONEY, Money
from infra import clock


def ageing(session: Session, whose: Sequence[Customer], request: Request) -> tuple[Phrase, ...]:
    """How old what these customers owe is, as one line; none by SMS, and none when all of it is of the last 30 days."""
    if request.channel == "sms":
        return ()
    today = clock.local(request.timezone, request.now).date()
    buckets = [ZERO_MONEY] * 4
    for entries in ledger.standing(session, [customer.id for customer in whose]).values():
        postings = [Posting(clock.local(request.timezone, entry.happened_at).date(), entry.amount) for entry in entries]
        buckets = [total + part for total, part in zip(buckets, age(postings, today), strict=True)]
    if not any(buckets[1:]):
        return ()
    names = ("days_30", "days_60", "days_90", "older")
    params: dict[str, Value] = dict(zip(names, buckets, strict=True))
    return (Phrase("check_balance.ageing", params),)


def statement(session: Session, customer: Customer, timezone: str) -> Document:
    """Every standing line of the account, oldest first, with the balance after each; the last row is what is owed."""
    rows: list[tuple[Value, ...]] = []
    balance = ZERO_MONEY
    for entry in ledger.standing(session, [customer.id]).get(customer.id, []):
        balance += entry.amount
        day = clock.local(timezone, entry.happened_at).date()
        kind = "credit" if entry.amount > ZERO_MONEY else "payment"
        rows.append((day, Phrase(f"statement.{kind}"), _or_none(entry.amount), _or_none(-entry.amount), balance))
    title = Phrase("statement.title", {"customer": customer.name})
    columns = (
        Column(Phrase("column.date")),
        Column(Phrase("statement.what")),
        Column(Phrase("statement.credit"), figures=True),
        Column(Phrase("statement.payment"), figures=True),
        Column(Phrase("column.balance"), figures=True),
    )
    table = Table(title, columns, tuple(rows), (None, None, None, None, balance))
    return Document(f"statement-{customer.id}", "pdf", title, (table,))


def _or_none(amount: Money) -> Money | None:
    return amount if amount > ZERO_MONEY else None
