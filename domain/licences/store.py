"""Licences, noted and found."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from domain.journal import store as journal
from domain.licences.models import Licence


def note(session: Session, store_id: int, kind: str, expires_on: date, *, entry_id: int | None, now: datetime) -> None:
    """Note until when a licence holds; it takes the place of what was noted of that kind before."""
    session.add(Licence(store_id=store_id, kind=kind, entry_id=entry_id, expires_on=expires_on, noted_at=now))
    session.flush()


def standing(session: Session, store_id: int) -> list[Licence]:
    """The newest row of each kind that was not taken back, the first to lapse first."""
    rows = session.scalars(
        select(Licence)
        .where(Licence.store_id == store_id, journal.stands(Licence.entry_id))
        .ext(distinct_on(Licence.kind))
        .order_by(Licence.kind, Licence.id.desc())
    )
    return sorted(rows, key=lambda licence: (licence.expires_on, licence.kind))
