"""Stock movements, partitioned by month, and the batches that they leave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore
from domain.values import Money, Quantity

MovementKind = Literal["sale", "purchase", "count", "return", "wastage", "reversal", "transfer"]
ARRIVALS = text("kind IN ('count', 'purchase', 'transfer')")
"""SQL: a movement after which a product's stock is known. In these words an index of them serves a query."""


class StockMovement(Base):
    """Stock that came (positive) or went (negative). Append-only."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index("ix_stock_movements_product", "store_id", "product_id", "moved_at"),
        Index("ix_stock_movements_arrivals", "product_id", postgresql_where=ARRIVALS),
        {"postgresql_partition_by": "RANGE (moved_at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, insert_sentinel=True)
    moved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    store_id: Mapped[OwnerStore]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    kind: Mapped[str]
    quantity: Mapped[Quantity]
    unit_cost: Mapped[Money | None]
    """₹ for one unit: of what came in, what it cost, which goes into the moving average; of wastage, what it had cost."""
    expires_on: Mapped[date | None]
    """As said. The batch has a day by the product's shelf life where none was said."""
    cost_before: Mapped[Money | None]
    """The product's cost before this movement; the first one's is where the moving average begins."""
    place: Mapped[int | None] = mapped_column(BigInteger)
    """The movement in whose place this one stands, after a correction; None: its own place."""


class Batch(Base):
    """What is left of goods that came in at once: a kept balance, made of the movements (`rules.py`).

    The batches of a product sum to its stock; below zero there are none.
    """

    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("product_id", "movement_id"),
        Index("ix_batches_expiry", "store_id", "expires_on"),
    )

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    movement_id: Mapped[int] = mapped_column(BigInteger)
    """The movement that brought it."""
    received_at: Mapped[datetime]
    unit_cost: Mapped[Money]
    expires_on: Mapped[date | None]
    quantity: Mapped[Quantity]
