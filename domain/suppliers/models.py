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
    phone: Mapped[str | None]
    lead_time_days: Mapped[int] = mapped_column(default=2)
    """Days from an order to its delivery."""
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

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
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
