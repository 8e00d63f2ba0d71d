"""A shop that sells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.journal.models import Entry
from domain.sales import store as sales
from domain.sales.store import SoldLine
from domain.values import Money, Quantity


def line(session: Session, sku: str, quantity: str, price: str, amount: str) -> SoldLine:
    return SoldLine(catalogue.get(session, sku), Quantity(quantity), Money(price), Money(amount))


@pytest.fixture
def sell(books: Session, store: int, now: datetime, entry: Callable[..., Entry]) -> Callable[..., Entry]:
    """Sells lines of (sku, quantity, price, amount); the entry."""

    def record(*lines: tuple[str, str, str, str], credit: bool = False, at: datetime = now) -> Entry:
        made = entry()
        sold = [line(books, *said) for said in lines]
        sales.record(books, store_id=store, entry_id=made.id, lines=sold, sold_at=at, now=now, credit=credit)
        return made

    return record
