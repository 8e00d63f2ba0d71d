"""The journal, read and written."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from domain.journal.models import Entry

UNDO = "undo"
_BOOKS = 7003
"""Of the advisory locks: who writes into a store's books."""


class AlreadyReversed(Exception):
    """The entry was taken back before."""


def write(
    session: Session,
    *,
    store_id: int,
    kind: str,
    request: dict[str, Any],
    user_id: int | None,
    message_id: int | None,
    now: datetime,
    corrects_id: int | None = None,
) -> Entry:
    """Open an entry; what it does to the books carries its number."""
    take_turn(session, store_id)
    entry = Entry(
        store_id=store_id,
        kind=kind,
        request=request,
        user_id=user_id,
        message_id=message_id,
        corrects_id=corrects_id,
        written_at=now,
    )
    session.add(entry)
    session.flush()
    return entry


def take_turn(session: Session, store_id: int) -> None:
    """Wait until nobody else writes into the store's books, to the end of the transaction.

    Two phones of one shop write one after the other: neither waits for the other in a circle (products and customers are
    locked in the order of what was said), and who comes second to take an entry back sees that it was.
    """
    # Not a row lock: that takes the right to update, which nobody has on the journal.
    session.execute(select(func.pg_advisory_xact_lock(_BOOKS, store_id % 2**31)))


def get(session: Session, entry_id: int) -> Entry | None:
    """The entry, or None."""
    return session.get(Entry, entry_id)


def last(session: Session, store_id: int, user_id: int | None = None) -> Entry | None:
    """The newest entry (of the user, where given) that stands: neither an undo nor taken back."""
    reversal = aliased(Entry)
    query = (
        select(Entry)
        .where(Entry.store_id == store_id, Entry.kind != UNDO)
        .where(~exists().where(reversal.reverses_id == Entry.id))
        .order_by(Entry.id.desc())
        .limit(1)
    )
    if user_id is not None:
        query = query.where(Entry.user_id == user_id)
    return session.scalars(query).one_or_none()


def newest(session: Session, store_id: int) -> int:
    """The number of the newest entry, an undo too; 0 where there is none. Whatever is written changes it."""
    return session.scalar(select(func.max(Entry.id)).where(Entry.store_id == store_id)) or 0


def is_reversed(session: Session, entry_id: int) -> bool:
    """Whether the entry was taken back."""
    return bool(session.scalar(select(exists().where(Entry.reverses_id == entry_id))))


@lru_cache(maxsize=64)
def stands(entry_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """SQL: the row with this column was neither taken back nor written to take something back.

    A row of no entry (a shop's history from before the journal) stands.
    """
    undo = aliased(Entry)
    undone = undo.reverses_id == entry_id
    undoing = (undo.id == entry_id) & undo.reverses_id.is_not(None)
    return ~exists().where(undone | undoing)


def open_reversal(
    session: Session, entry: Entry, *, user_id: int | None, message_id: int | None, now: datetime
) -> Entry:
    """Open the entry that takes `entry` back. Raises AlreadyReversed, also when two try at once."""
    take_turn(session, entry.store_id)
    if is_reversed(session, entry.id):
        raise AlreadyReversed(entry.id)
    reversal = Entry(
        store_id=entry.store_id,
        kind=UNDO,
        request={},
        user_id=user_id,
        message_id=message_id,
        reverses_id=entry.id,
        written_at=now,
    )
    session.add(reversal)
    session.flush()
    return reversal
