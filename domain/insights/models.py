"""Forecasts, advice and alerts, as rows that actions and the desk read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore

_Units = Numeric(14, 4)


class Forecast(Base):
    """How much of a product will sell on a day: quantiles and mean, in the product's unit."""

    __tablename__ = "forecasts"
    __table_args__ = (UniqueConstraint("store_id", "product_id", "ds"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), index=True)
    ds: Mapped[date]
    p10: Mapped[Decimal] = mapped_column(_Units)
    p50: Mapped[Decimal] = mapped_column(_Units)
    p90: Mapped[Decimal] = mapped_column(_Units)
    mean: Mapped[Decimal] = mapped_column(_Units)
    model: Mapped[str]
    made_at: Mapped[datetime]


class Advice(Base):
    """The newest advice on a product: what to reorder, which price. One row a store, kind and product."""

    __tablename__ = "advice"
    __table_args__ = (UniqueConstraint("store_id", "kind", "product_id"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    kind: Mapped[str]
    """`reorder` or `price`."""
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), index=True)
    detail: Mapped[dict[str, Any]]
    """The decision and its reasons; numbers as strings."""
    made_at: Mapped[datetime]


class Alert(Base):
    """Something worth saying unasked, once a store, kind, thing and day."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("store_id", "kind", "thing", "day"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    kind: Mapped[str]
    """`low_stock`, …"""
    thing: Mapped[str]
    """What it is about: a product's sku."""
    day: Mapped[date]
    """The day by the store's clock."""
    severity: Mapped[str]
    """`critical`, `important` or `informational`."""
    detail: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    outbox_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("outbox.id"))
    """The message that says it, once it is written."""
