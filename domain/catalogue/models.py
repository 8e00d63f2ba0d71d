"""Products, their aliases, and every price they had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.base import Base, Id, OwnerStore
from domain.values import Money, Quantity

ENOUGH = 2
"""A name counts from so many times on that it was said; picked from what was offered, at once."""


class Product(Base):
    """A thing the store sells. Its stock is a kept balance: the sum of its movements."""

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("store_id", "sku"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    sku: Mapped[str]
    name: Mapped[str]
    brand: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    unit: Mapped[str]
    """`kg`, `l` or `pc`: every quantity of it is in this unit."""
    pack: Mapped[str] = mapped_column(default="")
    """The pack as printed: `70 g`."""
    mrp: Mapped[Money | None]
    price: Mapped[Money]
    cost: Mapped[Money]
    """₹ for one unit, the moving average of what was bought (`domain/stock/rules.py`)."""
    gst_percent: Mapped[int] = mapped_column(Integer, default=0)
    shelf_life_days: Mapped[int | None]
    order_pack: Mapped[Quantity]
    """It is ordered in multiples of this quantity."""
    supplier_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("suppliers.id"))
    stock: Mapped[Quantity]
    daily_sales: Mapped[Quantity]
    """Mean quantity sold a day of late, refreshed nightly: decides between two products that fit a name."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    aliases: Mapped[list[ProductAlias]] = relationship(cascade="all, delete-orphan", lazy="select")

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names that this store uses for it."""
        return tuple(sorted(alias.alias for alias in self.aliases if alias.counts))


class ProductAlias(Base):
    """A name that this store uses for a product."""

    __tablename__ = "product_aliases"
    __table_args__ = (UniqueConstraint("store_id", "alias"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), index=True)
    alias: Mapped[str]
    times: Mapped[int] = mapped_column(Integer, default=ENOUGH)
    """How often it was said to mean this product."""
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id", ondelete="SET NULL"), index=True)
    """The entry with which it was learnt last; none for a name that was told outright."""

    @property
    def counts(self) -> bool:
        """Whether it names the product by now."""
        return self.times >= ENOUGH


class PriceChange(Base):
    """A selling price that was set: the store's own price history, append-only."""

    __tablename__ = "price_changes"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    old_price: Mapped[Money]
    new_price: Mapped[Money]
    changed_at: Mapped[datetime]


class CompetitorPrice(Base):
    """What another shop charges for a product, as the retailer saw it. Append-only."""

    __tablename__ = "competitor_prices"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"))
    shop: Mapped[str]
    """Its name as said; empty when none was."""
    price: Mapped[Money]
    seen_at: Mapped[datetime]
