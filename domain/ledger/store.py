"""The credit ledger, posted and taken back. The kept balance is written with the entry, under the customer's lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.customers.models import Customer
from domain.journal import store as journal
from domain.ledger.models import LedgerEntry, LedgerKind
from domain.values import Money


def post(
    session: Session, customer: Customer, amount: Money, kind: LedgerKind, *, entry_id: int | None, now: datetime
) -> LedgerEntry:
    """Write an amount on a customer's account: positive is owed, negative was paid."""
    locked = session.scalars(
        select(Customer)
        .where(Customer.id == customer.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    locked.balance = locked.balance + amount
    posted = LedgerEntry(
        store_id=locked.store_id,
        customer_id=locked.id,
        entry_id=entry_id,
        kind=kind,
        amount=amount,
        happened_at=now,
    )
    session.add(posted)
    session.flush()
    return posted


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back what an entry wrote on accounts by amounts the other way."""
    posted = session.scalars(select(LedgerEntry).where(LedgerEntry.entry_id == entry_id).order_by(LedgerEntry.id))
    for line in posted.all():
        customer = session.get_one(Customer, line.customer_id)
        post(session, customer, -line.amount, "reversal", entry_id=reversal_id, now=now)


def history(session: Session, customer_id: int, limit: int = 10) -> list[LedgerEntry]:
    """The newest entries of an account, newest first."""
    query = select(LedgerEntry).where(LedgerEntry.customer_id == customer_id)
    return list(session.scalars(query.order_by(LedgerEntry.id.desc()).limit(limit)))


def standing(session: Session, customer_ids: Sequence[int]) -> dict[int, list[LedgerEntry]]:
    """The lines of each account that were neither taken back nor take something back, by the day they happened."""
    query = select(LedgerEntry).where(LedgerEntry.customer_id.in_(customer_ids), journal.stands(LedgerEntry.entry_id))
    found: dict[int, list[LedgerEntry]] = {}
    for entry in session.scalars(query.order_by(LedgerEntry.happened_at, LedgerEntry.id)):
        found.setdefault(entry.customer_id, []).append(entry)
    return found
