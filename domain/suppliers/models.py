"""Suppliers, purchases from them, and orders to them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore
from domain.values import Money, Quantity


class Supplier(Base):
    """A wholesaler or agency, with its lead time."""

    __tablename__ = "suppliers"
    __table_args__ = (UniqueConstraint("store_id", "name_key"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    name: Mapped[str]
    name_key: Mapped[str]
    keyed_by: Mapped[str] = mapped_column(default="")
    """The version of the folding that made `name_key`; empty until that was looked at."""
    phone: Mapped[str | None]
    """E.164; empty: the retailer sends orders there themselves."""
    lead_time_days: Mapped[int] = mapped_column(default=2)
    """Days from an order to its delivery, learnt from the orders that came."""
    stated_lead_days: Mapped[int | None]
    """What `lead_time_days` was before anything was learnt."""
    minimum_order: Mapped[Money | None]
    """The least that the supplier delivers for."""
    created_at: Mapped[datetime]


class Purchase(Base):
    """Goods that came in at once. A purchase taken back has a second one with the total negative."""

    __tablename__ = "purchases"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("suppliers.id"))
    total: Mapped[Money]
    purchased_at: Mapped[datetime]


class SupplierOrder(Base):
    """An order that was sent to a supplier: what is on order until it comes."""

    __tablename__ = "supplier_orders"
    __table_args__ = (UniqueConstraint("store_id", "number"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    number: Mapped[int]
    """1 is the store's first order."""
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("suppliers.id"))
    status: Mapped[str]
    """`sent`, `received` or `cancelled`."""
    expected_on: Mapped[date]
    ordered_at: Mapped[datetime]


class SupplierOrderLine(Base):
    """A product of an order, and how much of it has come."""

    __tablename__ = "supplier_order_lines"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("supplier_orders.id"), index=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    quantity: Mapped[Quantity]
    received: Mapped[Quantity]


class OrderReceipt(Base):
    """What came of an order's line by one purchase; negative where that purchase was taken back. Append-only."""

    __tablename__ = "order_receipts"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("supplier_order_lines.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    quantity: Mapped[Quantity]
    received_at: Mapped[datetime]
