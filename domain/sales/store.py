"""Sales, recorded, taken back and summed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, Integer, Numeric, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.sales.models import Sale, SaleLine
from domain.stock import store as stock
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity


@dataclass(frozen=True)
class SoldLine:
    """A product that is being sold: how much, at which price, for how much in all."""

    product: Product
    quantity: Quantity
    unit_price: Money
    amount: Money


@dataclass(frozen=True)
class ProductSales:
    """What a product brought in a period, net of what was taken back."""

    product_id: int
    sku: str
    name: str
    unit: str
    count: int
    quantity: Quantity
    amount: Money


@dataclass(frozen=True)
class SalesSummary:
    """The sales of a period, net of what was taken back; products by amount, most first."""

    count: int
    total: Money
    cash: Money
    credit: Money
    cost: Money
    products: tuple[ProductSales, ...]


def record(
    session: Session,
    *,
    store_id: int,
    entry_id: int | None,
    lines: list[SoldLine],
    sold_at: datetime,
    now: datetime,
    customer_id: int | None = None,
    credit: bool = False,
    payment: str | None = None,
    total: Money | None = None,
) -> Sale:
    """Write a sale with its lines and take the goods out of the stock. `total`: the sum of the lines, unless given."""
    catalogue.lock(session, {line.product.id for line in lines})
    sale = Sale(
        sold_at=sold_at,
        store_id=store_id,
        entry_id=entry_id,
        customer_id=customer_id,
        credit=credit,
        payment=payment,
        total=sum((line.amount for line in lines), ZERO_MONEY) if total is None else total,
        recorded_at=now,
    )
    session.add(sale)
    session.flush()
    for line in lines:
        session.add(
            SaleLine(
                sold_at=sold_at,
                store_id=store_id,
                sale_id=sale.id,
                product_id=line.product.id,
                quantity=line.quantity,
                unit_price=line.unit_price,
                amount=line.amount,
                unit_cost=line.product.cost,
            )
        )
        stock.move(session, line.product, -line.quantity, "sale", entry_id=entry_id, now=sold_at)
    session.flush()
    return sale


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back the sales of an entry by sales of the same day with everything negative.

    Stock is not touched: stock.reverse puts back the movements.
    """
    for sale in session.scalars(select(Sale).where(Sale.entry_id == entry_id)).all():
        back = Sale(
            sold_at=sale.sold_at,
            store_id=sale.store_id,
            entry_id=reversal_id,
            customer_id=sale.customer_id,
            credit=sale.credit,
            payment=sale.payment,
            total=-sale.total,
            recorded_at=now,
        )
        session.add(back)
        session.flush()
        of_sale = select(SaleLine).where(SaleLine.sale_id == sale.id, SaleLine.sold_at == sale.sold_at)
        for line in session.scalars(of_sale).all():
            session.add(
                SaleLine(
                    sold_at=line.sold_at,
                    store_id=line.store_id,
                    sale_id=back.id,
                    product_id=line.product_id,
                    quantity=-line.quantity,
                    unit_price=line.unit_price,
                    amount=-line.amount,
                    unit_cost=line.unit_cost,
                )
            )
        session.flush()


def summary(session: Session, store_id: int, begin: datetime, end: datetime) -> SalesSummary:
    """The sales from `begin` up to `end`, which is left out."""
    inside = (Sale.store_id == store_id, Sale.sold_at >= begin, Sale.sold_at < end)
    totals = session.execute(
        select(
            cast(func.coalesce(func.sum(func.sign(Sale.total)), 0), Integer),
            func.sum(Sale.total),
            func.sum(Sale.total).filter(Sale.credit),
        ).where(*inside)
    ).one()
    products, cost = _by_product(session, store_id, begin, end)
    total, credit = totals[1] or ZERO_MONEY, totals[2] or ZERO_MONEY
    return SalesSummary(
        count=totals[0],
        total=total,
        cash=total - credit,
        credit=credit,
        cost=cost,
        products=products,
    )


def _by_product(
    session: Session, store_id: int, begin: datetime, end: datetime
) -> tuple[tuple[ProductSales, ...], Money]:
    """What each product brought, and what all of them had cost.

    The lines are read once, and summed before anything is joined to them: a year of a busy shop has tens of thousands.
    """
    quantity, amount, unit_cost = (
        type_coerce(column, Numeric) for column in (SaleLine.quantity, SaleLine.amount, SaleLine.unit_cost)
    )
    # A sale that names a product twice is one sale of it.
    of_sale = (
        select(
            SaleLine.product_id,
            func.sum(quantity).label("quantity"),
            func.sum(amount).label("amount"),
            func.sum(quantity * unit_cost).label("cost"),
        )
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end)
        .group_by(SaleLine.product_id, SaleLine.sale_id)
        .subquery()
    )
    of_product = (
        select(
            of_sale.c.product_id,
            cast(func.sum(func.sign(of_sale.c.quantity)), Integer).label("count"),
            func.sum(of_sale.c.quantity).label("quantity"),
            func.sum(of_sale.c.amount).label("amount"),
            func.sum(of_sale.c.cost).label("cost"),
        )
        .group_by(of_sale.c.product_id)
        .subquery()
    )
    rows = session.execute(
        select(Product.id, Product.sku, Product.name, Product.unit, *list(of_product.c)[1:])
        .join(of_product, of_product.c.product_id == Product.id)
        .order_by(of_product.c.amount.desc(), Product.sku)
    ).all()
    products = tuple(
        ProductSales(row[0], row[1], row[2], row[3], row[4], Quantity(row[5]), Money(row[6]))
        for row in rows
        if row[4] > 0
    )
    return products, Money(sum((row[7] for row in rows), Decimal(0)))


def daily_quantities(
    session: Session, store_id: int, begin: datetime, end: datetime, timezone: str
) -> list[tuple[int, date, Quantity, Money]]:
    """What each product sold on each day by the store's clock, net of what was taken back, with its mean price.

    Rows are (product_id, day, quantity, price), days without a sale left out, in order of product and day.
    """
    day = cast(func.timezone(timezone, SaleLine.sold_at), Date)
    rows = session.execute(
        select(SaleLine.product_id, day, func.sum(SaleLine.quantity), func.sum(SaleLine.amount))
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end)
        .group_by(SaleLine.product_id, day)
        .having(func.sum(SaleLine.quantity) > ZERO_QUANTITY)
        .order_by(SaleLine.product_id, day)
    )
    return [(row[0], row[1], row[2], row[3].per(row[2])) for row in rows]
