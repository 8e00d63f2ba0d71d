"""Licences as the retailer noted them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class Licence(Base):
    """A licence with the day it lapses. A renewal is another row: the newest of a kind holds. Append-only."""

    __tablename__ = "licences"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    kind: Mapped[str]
    """`FSSAI`, `GST`, …; empty when it was not said."""
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"))
    expires_on: Mapped[date]
    noted_at: Mapped[datetime]
