"""A store, and its users: the owner and the helpers."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore

Role = Literal["owner", "helper", "former"]
"""`former`: was a helper, writes no more."""


class Store(Base):
    """A shop. Quiet hours and days are by its own clock."""

    __tablename__ = "stores"

    id: Mapped[Id]
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="kirana")
    """One of domain.stores.starters.KINDS."""
    timezone: Mapped[str] = mapped_column(default="Asia/Kolkata")
    quiet_start: Mapped[time] = mapped_column(default=time(22, 0))
    quiet_end: Mapped[time] = mapped_column(default=time(8, 0))
    summary_at: Mapped[time] = mapped_column(default=time(21, 0))
    """When the day's summary comes, by the store's clock."""
    target_margin: Mapped[Decimal] = mapped_column(Numeric(5, 4), default=Decimal("0.20"))
    """Least margin on the selling price that advice aims at."""
    review_days: Mapped[int] = mapped_column(default=7)
    """Days between two orders to a supplier."""
    catalogue_version: Mapped[int] = mapped_column(default=1)
    """Goes up with every change of a product, a name or a price, so that a cached catalogue is known to be old."""
    upi_id: Mapped[str | None]
    """Where customers pay (`asha@okaxis`); empty: the retailer has none; None: never asked."""
    muted_alerts: Mapped[list[Any]] = mapped_column(default=list)
    """Kinds of alerts that are switched off."""
    demo: Mapped[bool] = mapped_column(default=False)
    erase_after: Mapped[datetime | None]
    """When its personal data will be erased, as its owner wished, unless they change their mind."""
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class User(Base):
    """A person who may write for a store, known by phone number."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("store_id", "phone"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    phone: Mapped[str] = mapped_column(index=True)
    """E.164, or a provider's id of a person without a number."""
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str | None]
    """Fixed by the user, BCP 47 with the script where Latin: `hi`, `hi-Latn`. None: as the last message was."""
    created_at: Mapped[datetime]
