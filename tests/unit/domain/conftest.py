"""A small shop's books, open for writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from domain.journal import store as journal
from domain.journal.models import Entry
from infra import clock
from infra.database.session import store_session

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
"""Noon in the shop."""


@pytest.fixture
def now() -> Iterator[datetime]:
    """The time, at which the clock stands still."""
    with clock.stopped_at(NOW):
        yield NOW


@pytest.fixture
def books(now: datetime, store: int) -> Iterator[Session]:
    """One transaction in the small shop's scope."""
    with store_session(store) as session:
        yield session


@pytest.fixture
def entry(books: Session, store: int, now: datetime) -> Callable[..., Entry]:
    """Opens an entry of the journal, of the kind given."""

    def write(kind: str = "record_sale", user_id: int | None = None, corrects_id: int | None = None) -> Entry:
        return journal.write(
            books,
            store_id=store,
            kind=kind,
            request={"intent": kind},
            user_id=user_id,
            message_id=None,
            now=now,
            corrects_id=corrects_id,
        )

    return write


@pytest.fixture
def take_back(books: Session, now: datetime) -> Callable[[Entry], Entry]:
    """Takes back all that an entry did, noun by noun as an undo does."""
    from domain.catalogue import store as catalogue
    from domain.ledger import store as ledger
    from domain.sales import store as sales
    from domain.stock import store as stock
    from domain.suppliers import store as suppliers

    def undo(entry: Entry) -> Entry:
        reversal = journal.open_reversal(books, entry, user_id=None, message_id=None, now=now)
        for noun in (sales, suppliers, stock, ledger, catalogue):
            noun.reverse(books, entry.id, reversal.id, now)
        return reversal

    return undo
