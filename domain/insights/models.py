"""Forecasts, advice and alerts, as rows that actions and the desk read; and what is known of the forecasting model."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, REAL, BigInteger, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore

_Sums = Numeric(18, 4)


class ForecastSheet(Base):
    """The newest forecasts of a store, one row, in arrays: see `contract.Sheet`."""

    __tablename__ = "forecasts"

    store_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stores.id"), primary_key=True, autoincrement=False)
    since: Mapped[date]
    day: Mapped[date]
    products: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    p10: Mapped[list[float]] = mapped_column(ARRAY(REAL))
    """Product by product, of each the days from `since` on; NaN where nothing was forecast."""
    p50: Mapped[list[float]] = mapped_column(ARRAY(REAL))
    p90: Mapped[list[float]] = mapped_column(ARRAY(REAL))
    mean: Mapped[list[float]] = mapped_column(ARRAY(REAL))
    model: Mapped[str]
    made_at: Mapped[datetime]


class AdviceSheet(Base):
    """The newest advice of a kind on a store's products: see `contract.Advice`."""

    __tablename__ = "advice"

    store_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stores.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`reorder`, `price`, or `demand`: why the forecast is what it is."""
    details: Mapped[dict[str, Any]]
    """By the product's number: the decision and its reasons; numbers as strings."""
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


class Night(Base):
    """The newest night whose work on a store is done: written with that work, so that it is never done half."""

    __tablename__ = "nights"
    __table_args__ = (UniqueConstraint("store_id"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    night: Mapped[date]
    """The day by the store's clock in which it began."""
    done_at: Mapped[datetime]


class ForecastScore(Base):
    """What was forecast of a store's day the nights before, against what was then sold: sums over its products."""

    __tablename__ = "forecast_scores"
    __table_args__ = (UniqueConstraint("store_id", "day"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    day: Mapped[date] = mapped_column(index=True)
    model: Mapped[str]
    series: Mapped[int]
    """Products judged: those whose shelf was empty are not."""
    idle: Mapped[int]
    """Of them, how many sold nothing."""
    inside: Mapped[int]
    """Of them, how many sold between p10 and p90."""
    sold: Mapped[Decimal] = mapped_column(_Sums)
    expected: Mapped[Decimal] = mapped_column(_Sums)
    """Sum of the means."""
    missed: Mapped[Decimal] = mapped_column(_Sums)
    """Sum of the absolute errors of p50."""
    loss: Mapped[Decimal] = mapped_column(_Sums)
    """Sum over products of the mean over p10, p50, p90 of twice the pinball loss: over `sold` it is the WQL."""


class ForecastModel(Base):
    """A version of the forecasting model of all stores. The file is `forecasting/models/<version>` in infra/storage."""

    __tablename__ = "forecast_models"
    __table_args__ = (UniqueConstraint("version"),)

    id: Mapped[Id]
    version: Mapped[str]
    status: Mapped[str]
    """`serving`, `retired` once another serves, or `refused`: it did not do better."""
    trained_on: Mapped[date]
    """The day before which all that it learnt from lies."""
    data_hash: Mapped[str]
    shops: Mapped[int]
    series: Mapped[int]
    scores: Mapped[dict[str, Any]]
    """WQL and coverage on the days held out: its own and the champion's, numbers as strings."""
    made_at: Mapped[datetime]


class ModelWarning(Base):
    """That forecasts or sales have drifted from what the model was made for: told once a kind and day."""

    __tablename__ = "model_warnings"
    __table_args__ = (UniqueConstraint("kind", "day"),)

    id: Mapped[Id]
    kind: Mapped[str]
    """`accuracy`, `coverage`, `sales` or `idle`: see analytics/forecasting/drift.py."""
    day: Mapped[date]
    figure: Mapped[Decimal] = mapped_column(_Sums)
    usual: Mapped[Decimal] = mapped_column(_Sums)
    raised_at: Mapped[datetime]
