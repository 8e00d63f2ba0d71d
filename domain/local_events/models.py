"""Local events as rows. Append-only: what was told by mistake is removed by another row."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class LocalEvent(Base):
    """Something that comes up near a shop, on days by the store's clock."""

    __tablename__ = "local_events"
    __table_args__ = (UniqueConstraint("store_id", "key"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    kind: Mapped[str]
    """One of `rules.KINDS`."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    expected: Mapped[str | None]
    """One of `rules.EXPECTED`."""
    key: Mapped[str]
    """Of the form that it was told in: a form that comes twice is told once."""
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    told_at: Mapped[datetime]


class LocalEventRemoval(Base):
    """That an event was told by mistake, or will not be."""

    __tablename__ = "local_event_removals"
    __table_args__ = (UniqueConstraint("event_id"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("local_events.id"))
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    removed_at: Mapped[datetime]
