"""Sales summed: a period's, what each product brought, and how much of it a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Date, Float, Integer, Numeric, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NULLTYPE

from domain.catalogue.models import Product
from domain.journal.store import stands
from domain.sales.models import Sale, SaleLine
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, MoneyColumn, Quantity


@dataclass(frozen=True)
class Pace:
    """How a product sells: the quantity of late, returns not taken off, and when it was last sold; None for never."""

    quantity: Quantity
    last_sold_at: datetime | None


@dataclass(frozen=True)
class ProductSales:
    """What a product brought in a period, net of returns and of what was taken back; `count` is sales, not returns."""

    product_id: int
    sku: str
    name: str
    unit: str
    count: int
    quantity: Quantity
    amount: Money


@dataclass(frozen=True)
class SalesSummary:
    """The sales of a period, net of returns and of what was taken back; products by amount, most first.

    `count` is sales, not returns. `total` holds what was sold without items too, which no product and no cost is of.
    """

    count: int
    total: Money
    cash: Money
    credit: Money
    cost: Money
    products: tuple[ProductSales, ...]
    returned: Money = ZERO_MONEY
    """What customers brought back, in `total` already taken off."""
    without_items: Money = ZERO_MONEY
    """What was said as a total without items, in `total` too."""


def paces(session: Session, store_id: int, since: datetime) -> dict[int, Pace]:
    """How every product that was ever sold has sold since, by product number."""
    of_sale = (Sale.kind == "sale", SaleLine.quantity > ZERO_QUANTITY, stands(Sale.entry_id))
    rows = session.execute(
        select(
            SaleLine.product_id,
            func.sum(SaleLine.quantity).filter(SaleLine.sold_at >= since, Sale.kind == "sale"),
            func.max(SaleLine.sold_at).filter(*of_sale),
        )
        .join(Sale, (Sale.id == SaleLine.sale_id) & (Sale.sold_at == SaleLine.sold_at))
        .where(SaleLine.store_id == store_id)
        .group_by(SaleLine.product_id)
    )
    return {row[0]: Pace(row[1] or ZERO_QUANTITY, row[2]) for row in rows}


def summary(session: Session, store_id: int, begin: datetime, end: datetime) -> SalesSummary:
    """The sales from `begin` up to `end`, which is left out."""
    inside = (Sale.store_id == store_id, Sale.sold_at >= begin, Sale.sold_at < end)
    totals = session.execute(
        select(
            cast(func.coalesce(func.sum(func.sign(Sale.total)).filter(Sale.kind == "sale"), 0), Integer),
            func.sum(Sale.total),
            owed_sum(),
            func.sum(Sale.total).filter(Sale.kind == "return"),
        ).where(*inside)
    ).one()
    products, cost = _by_product(session, store_id, begin, end)
    total, credit = totals[1] or ZERO_MONEY, totals[2]
    return SalesSummary(
        count=totals[0],
        total=total,
        cash=total - credit,
        credit=credit,
        cost=cost,
        products=products,
        returned=-(totals[3] or ZERO_MONEY),
        without_items=total - sum((product.amount for product in products), ZERO_MONEY),
    )


def owed_sum() -> ColumnElement[Money]:
    """SQL: what of the sales went on accounts, net of the parts that were paid at once and of returns."""
    on_credit, at_once = func.sum(Sale.total).filter(Sale.credit), func.sum(Sale.paid)
    nothing = literal(ZERO_MONEY, MoneyColumn)
    return func.coalesce(on_credit, nothing) - func.coalesce(at_once, nothing)


def _by_product(
    session: Session, store_id: int, begin: datetime, end: datetime
) -> tuple[tuple[ProductSales, ...], Money]:
    """What each product brought, and what all of them had cost.

    The lines are read once, and summed before anything is joined to them: a year of a busy shop has tens of thousands.
    """
    quantity, amount, unit_cost = (
        type_coerce(column, Numeric) for column in (SaleLine.quantity, SaleLine.amount, SaleLine.unit_cost)
    )
    returns = select(Sale.id).where(
        Sale.store_id == store_id, Sale.sold_at >= begin, Sale.sold_at < end, Sale.kind == "return"
    )
    # A sale that names a product twice is one sale of it.
    of_sale = (
        select(
            SaleLine.product_id,
            func.sum(quantity).label("quantity"),
            func.sum(amount).label("amount"),
            func.sum(quantity * unit_cost).label("cost"),
            func.bool_or(SaleLine.sale_id.in_(returns)).label("came_back"),
        )
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end)
        .group_by(SaleLine.product_id, SaleLine.sale_id)
        .subquery()
    )
    of_product = (
        select(
            of_sale.c.product_id,
            cast(func.coalesce(func.sum(func.sign(of_sale.c.quantity)).filter(~of_sale.c.came_back), 0), Integer).label(
                "count"
            ),
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
        if row[5] or row[6]
    )
    return products, Money(sum((row[7] for row in rows), Decimal(0)))


def daily_figures(
    session: Session, store_id: int, first: date, begin: datetime, end: datetime, timezone: str
) -> tuple[list[int], list[int], list[float]]:
    """As `daily_quantities`, as plain numbers to reckon forecasts with, a column each and of equal length: product numbers,
    days after `first` by the store's clock, quantities. In a tenth of the time.
    """
    day = cast(func.timezone(timezone, SaleLine.sold_at), Date)
    total = func.sum(SaleLine.quantity)
    rows = (
        select(SaleLine.product_id, (day - first).label("after"), cast(total, Float).label("quantity"))
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end)
        .group_by(SaleLine.product_id, day)
        .having(total > ZERO_QUANTITY)
        .subquery()
    )
    # One row of three arrays: a row a product and day costs more than all that is reckoned from it.
    columns = (func.array_agg(type_coerce(column, NULLTYPE)) for column in rows.c)
    numbers, days, quantities = tuple(session.execute(select(*columns)).one())
    return numbers or [], days or [], quantities or []


def daily_quantities(
    session: Session,
    store_id: int,
    begin: datetime,
    end: datetime,
    timezone: str,
    product_ids: Collection[int] | None = None,
) -> list[tuple[int, date, Quantity, Money]]:
    """What each product (each of `product_ids`) sold on each day by the store's clock, net of what was taken back, with its
    mean price.

    Rows are (product_id, day, quantity, price), days without a sale left out, in order of product and day.
    """
    day = cast(func.timezone(timezone, SaleLine.sold_at), Date)
    named = [] if product_ids is None else [SaleLine.product_id.in_(product_ids)]
    rows = session.execute(
        select(SaleLine.product_id, day, func.sum(SaleLine.quantity), func.sum(SaleLine.amount))
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= begin, SaleLine.sold_at < end, *named)
        .group_by(SaleLine.product_id, day)
        .having(func.sum(SaleLine.quantity) > ZERO_QUANTITY)
        .order_by(SaleLine.product_id, day)
    )
    return [(row[0], row[1], row[2], row[3].per(row[2])) for row in rows]
