"""What the books say of a period, from `begin` up to `end`, which is left out. All net of what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, Integer, Numeric, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from domain.catalogue.models import Product
from domain.journal.store import stands
from domain.reports.rules import GstSlab, Profit, split_gst
from domain.sales.models import Sale, SaleLine
from domain.sales.sums import owed_sum
from domain.stock.models import StockMovement
from domain.suppliers.models import Purchase, Supplier
from domain.values import ZERO_MONEY, Money, Quantity


@dataclass(frozen=True)
class DaySales:
    """The sales of a day by the store's clock."""

    day: date
    count: int
    total: Money
    credit: Money


@dataclass(frozen=True)
class ProductProfit:
    """What a product sold, and what of it was earned."""

    name: str
    unit: str
    quantity: Quantity
    amount: Money
    cost: Money
    product_id: int


@dataclass(frozen=True)
class SupplierPurchases:
    """The purchases of a day from one supplier; None where none was named."""

    day: date
    supplier: str | None
    total: Money


def total_sales(session: Session, store_id: int, begin: datetime, end: datetime) -> Money:
    """The sum of all sales."""
    inside = (Sale.store_id == store_id, Sale.sold_at >= begin, Sale.sold_at < end)
    return session.scalar(select(func.sum(Sale.total)).where(*inside)) or ZERO_MONEY


def profit(session: Session, store_id: int, begin: datetime, end: datetime) -> Profit:
    """Revenue, cost of goods sold and wastage."""
    inside = (SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end)
    cost = func.sum(type_coerce(SaleLine.quantity, Numeric) * type_coerce(SaleLine.unit_cost, Numeric))
    revenue, spent = session.execute(select(func.sum(SaleLine.amount), cost).where(*inside)).one()
    revenue = revenue or ZERO_MONEY
    return Profit(
        revenue=revenue,
        cost=Money(spent or 0),
        wastage=_wastage(session, store_id, begin, end),
        unassigned=total_sales(session, store_id, begin, end) - revenue,
    )


def _wastage(session: Session, store_id: int, begin: datetime, end: datetime) -> Money:
    unit_cost = func.coalesce(type_coerce(StockMovement.unit_cost, Numeric), type_coerce(Product.cost, Numeric))
    lost = session.scalar(
        select(func.sum(-type_coerce(StockMovement.quantity, Numeric) * unit_cost))
        .join(Product, Product.id == StockMovement.product_id)
        .where(StockMovement.store_id == store_id, StockMovement.kind == "wastage")
        .where(StockMovement.moved_at >= begin, StockMovement.moved_at < end)
        .where(stands(StockMovement.entry_id))
    )
    return Money(lost or 0)


def product_profits(session: Session, store_id: int, begin: datetime, end: datetime) -> list[ProductProfit]:
    """What each product brought, most money first; products of which everything was taken back left out."""
    amount = func.sum(SaleLine.amount)
    cost = func.sum(type_coerce(SaleLine.quantity, Numeric) * type_coerce(SaleLine.unit_cost, Numeric))
    rows = session.execute(
        select(Product.name, Product.unit, func.sum(SaleLine.quantity), amount, cost, Product.id)
        .join(Product, Product.id == SaleLine.product_id)
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end)
        .group_by(Product.id)
        .having(func.sum(type_coerce(SaleLine.quantity, Numeric)) != 0)
        .order_by(amount.desc(), Product.sku)
    )
    return [ProductProfit(row[0], row[1], row[2], row[3], Money(row[4]), row[5]) for row in rows]


def days(session: Session, store_id: int, begin: datetime, end: datetime, timezone: str) -> list[DaySales]:
    """The days that had sales, in order."""
    day = cast(func.timezone(timezone, Sale.sold_at), Date)
    rows = session.execute(
        select(
            day,
            cast(func.coalesce(func.sum(func.sign(Sale.total)).filter(Sale.kind == "sale"), 0), Integer),
            func.sum(Sale.total),
            owed_sum(),
        )
        .where(Sale.store_id == store_id, Sale.sold_at >= begin, Sale.sold_at < end)
        .group_by(day)
        .order_by(day)
    )
    return [DaySales(row[0], row[1], row[2], row[3]) for row in rows if row[1] or row[2]]


def gst(session: Session, store_id: int, begin: datetime, end: datetime) -> list[GstSlab]:
    """The sales by the rate of GST that each was made at, lowest first; rates of which all was taken back left out."""
    amount = func.sum(SaleLine.amount)
    rows = session.execute(
        select(SaleLine.gst_percent, amount)
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end)
        .group_by(SaleLine.gst_percent)
        .having(func.sum(type_coerce(SaleLine.amount, Numeric)) != 0)
        .order_by(SaleLine.gst_percent)
    )
    return [split_gst(rate, amount) for rate, amount in rows]


def purchases(
    session: Session, store_id: int, begin: datetime, end: datetime, timezone: str
) -> list[SupplierPurchases]:
    """What was bought by day and supplier, in order."""
    day = cast(func.timezone(timezone, Purchase.purchased_at), Date)
    total = func.sum(Purchase.total)
    rows = session.execute(
        select(day, Supplier.name, total)
        .outerjoin(Supplier, Supplier.id == Purchase.supplier_id)
        .where(Purchase.store_id == store_id, Purchase.purchased_at >= begin, Purchase.purchased_at < end)
        .group_by(day, Supplier.id)
        .having(func.sum(type_coerce(Purchase.total, Numeric)) != 0)
        .order_by(day, Supplier.name)
    )
    return [SupplierPurchases(row[0], row[1], row[2]) for row in rows]
