"""Stock movements, partitioned by month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, OwnerStore
from domain.values import Money, Quantity

MovementKind = Literal["sale", "purchase", "count", "return", "wastage", "reversal", "transfer"]


class StockMovement(Base):
    """Stock that came (positive) or went (negative). Append-only."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index("ix_stock_movements_product", "store_id", "product_id", "moved_at"),
        {"postgresql_partition_by": "RANGE (moved_at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    moved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    store_id: Mapped[OwnerStore]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    kind: Mapped[str]
    quantity: Mapped[Quantity]
    unit_cost: Mapped[Money | None]
    expires_on: Mapped[date | None]
