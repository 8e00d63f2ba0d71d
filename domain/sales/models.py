"""Sales with lines, both partitioned by month."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, ForeignKeyConstraint, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, OwnerStore
from domain.values import Money, Quantity

_REPORTED = ["product_id", "sale_id", "quantity", "amount", "unit_cost", "gst_percent"]


class Sale(Base):
    """What a customer took at once. A sale taken back has a second one with the quantities and the money negative.

    So has a `return`, goods that a customer brought back, from the first; one that was taken back has a positive second.
    A sale may have no lines: a day's total that was said without items.
    """

    __tablename__ = "sales"
    __table_args__ = (
        Index("ix_sales_store", "store_id", "sold_at", postgresql_include=["id", "kind", "credit", "total", "paid"]),
        {"postgresql_partition_by": "RANGE (sold_at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    sold_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    store_id: Mapped[OwnerStore]
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    kind: Mapped[str] = mapped_column(default="sale")
    """`sale` or `return`."""
    customer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("customers.id"))
    credit: Mapped[bool] = mapped_column(default=False)
    payment: Mapped[str | None]
    """`cash` or `upi`, when said."""
    total: Mapped[Money]
    paid: Mapped[Money | None]
    """Of a sale on credit, what was paid of it at once; None: nothing."""
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SaleLine(Base):
    """A product of a sale. `amount` is what was charged, which a discount may set apart from quantity × price."""

    __tablename__ = "sale_lines"
    __table_args__ = (
        ForeignKeyConstraint(["sale_id", "sold_at"], ["sales.id", "sales.sold_at"]),
        Index("ix_sale_lines_product", "store_id", "product_id", "sold_at"),
        Index("ix_sale_lines_sale", "sale_id"),
        # A store's rows lie scattered among all others': with what reports read in it, the index is read alone.
        Index("ix_sale_lines_store", "store_id", "sold_at", postgresql_include=_REPORTED),
        {"postgresql_partition_by": "RANGE (sold_at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, insert_sentinel=True)
    sold_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    store_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stores.id"))
    sale_id: Mapped[int] = mapped_column(BigInteger)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    quantity: Mapped[Quantity]
    unit_price: Mapped[Money]
    amount: Mapped[Money]
    unit_cost: Mapped[Money]
    """₹ that one unit had cost when it was sold."""
    gst_percent: Mapped[int] = mapped_column(SmallInteger)
    """The product's rate of GST when it was sold: a rate that changes later changes no report of before."""
