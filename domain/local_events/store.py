"""Local events told, removed and read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from domain.audit import store as audit
from domain.local_events.contract import Spell
from domain.local_events.models import LocalEvent, LocalEventRemoval
from domain.local_events.rules import BEHIND, CLOSED, MOST, MOST_BEHIND

_REMOVED = exists().where(LocalEventRemoval.event_id == LocalEvent.id)


class TooMany(Exception):
    """The store has MOST events before it, or MOST_BEHIND with those that are over."""


def tell(
    session: Session, store_id: int, spell: Spell, *, key: str, user_id: int, today: date, now: datetime
) -> int | None:
    """Keep an event: its number; None when the form `key` told it already. Raises TooMany."""
    if session.scalar(select(LocalEvent.id).where(LocalEvent.store_id == store_id, LocalEvent.key == key)) is not None:
        return None
    told = since(session, store_id, today - BEHIND)
    if len(told) >= MOST_BEHIND or (spell.last >= today and sum(event.last_day >= today for event in told) >= MOST):
        raise TooMany
    if spell.kind == CLOSED:
        # Of a closed shop there is nothing to expect.
        spell = replace(spell, expected=None)
    row = upsert(LocalEvent).values(
        store_id=store_id,
        kind=spell.kind,
        first_day=spell.first,
        last_day=spell.last,
        expected=spell.expected,
        key=key,
        user_id=user_id,
        told_at=now,
    )
    # Two of one form at once: the second waits here for the first.
    number = session.scalar(row.on_conflict_do_nothing(index_elements=["store_id", "key"]).returning(LocalEvent.id))
    if number is not None:
        _note(session, store_id, user_id, "tell_local_event", spell, now)
    return number


def remove(session: Session, store_id: int, event_id: int, *, user_id: int, now: datetime) -> bool:
    """Take an event back; False when the store has none of that number (any more)."""
    event = session.scalar(select(LocalEvent).where(LocalEvent.store_id == store_id, LocalEvent.id == event_id))
    if event is None:
        return False
    row = upsert(LocalEventRemoval).values(store_id=store_id, event_id=event_id, user_id=user_id, removed_at=now)
    gone = row.on_conflict_do_nothing(index_elements=["event_id"]).returning(LocalEventRemoval.id)
    if session.scalar(gone) is None:
        return False
    _note(session, store_id, user_id, "remove_local_event", to_spell(event), now)
    return True


def get(session: Session, store_id: int, event_id: int) -> LocalEvent | None:
    """The event of that number; None when the store has none (any more)."""
    query = select(LocalEvent).where(LocalEvent.store_id == store_id, LocalEvent.id == event_id, ~_REMOVED)
    return session.scalar(query)


def since(session: Session, store_id: int, day: date) -> list[LocalEvent]:
    """The events that last until `day` or longer and were not removed, the first to begin first."""
    query = select(LocalEvent).where(LocalEvent.store_id == store_id, LocalEvent.last_day >= day, ~_REMOVED)
    return list(session.scalars(query.order_by(LocalEvent.first_day, LocalEvent.id)))


def to_spell(event: LocalEvent) -> Spell:
    """A row as a value."""
    return Spell(event.kind, event.first_day, event.last_day, event.expected)


def spells(session: Session, store_id: int, day: date) -> list[Spell]:
    """As `since`, as values."""
    return [to_spell(event) for event in since(session, store_id, day)]


def changed_after(session: Session, store_id: int, at: datetime) -> bool:
    """Whether events were told or removed after `at`."""
    told = select(LocalEvent.id).where(LocalEvent.store_id == store_id, LocalEvent.told_at > at)
    removed = select(LocalEventRemoval.id).where(
        LocalEventRemoval.store_id == store_id, LocalEventRemoval.removed_at > at
    )
    return bool(session.scalar(select(told.exists() | removed.exists())))


def _note(session: Session, store_id: int, user_id: int, action: str, spell: Spell, now: datetime) -> None:
    detail = {"kind": spell.kind, "first_day": spell.first.isoformat(), "last_day": spell.last.isoformat()}
    if spell.expected is not None:
        detail["expected"] = spell.expected
    audit.write(session, store_id, audit.user(user_id), action, now=now, detail=detail)
