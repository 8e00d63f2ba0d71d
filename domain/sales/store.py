"""Sales, recorded and taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.journal.store import stands
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
    unit_cost: Money | None = None
    """What a unit had cost when it was sold; None: the product's cost now."""
    gst_percent: int | None = None
    """The rate of GST that it was sold at; None: the product's rate now."""


@dataclass(frozen=True)
class Terms:
    """What a line keeps of its product's state when it was sold: the cost of a unit, the rate of GST."""

    unit_cost: Money
    gst_percent: int


@dataclass(frozen=True)
class LastSold:
    """When a product was last sold, and how."""

    unit_price: Money
    terms: Terms
    credit: bool


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
    paid: Money | None = None,
) -> Sale:
    """Write a sale with its lines and take the goods out of the stock. `total`: the sum of the lines, unless given.

    Without lines it is a total that was said without items, and needs `total`. `paid`: the part of a sale on credit that was
    paid at once; the account itself is the caller's.
    """
    return _write(
        session, "sale", 1, lines, store_id, entry_id, sold_at, now, customer_id, credit, payment, total, paid
    )


def record_return(
    session: Session,
    *,
    store_id: int,
    entry_id: int | None,
    lines: list[SoldLine],
    returned_at: datetime,
    now: datetime,
    customer_id: int | None = None,
    credit: bool = False,
    payment: str | None = None,
    total: Money | None = None,
) -> Sale:
    """Write what a customer brought back, as a sale of its own kind with everything negative, and put it on the shelf.

    `credit`: it goes off the customer's account; the account itself is the caller's.
    """
    return _write(
        session, "return", -1, lines, store_id, entry_id, returned_at, now, customer_id, credit, payment, total
    )


def _write(
    session: Session,
    kind: Literal["sale", "return"],
    sign: Literal[1, -1],
    lines: list[SoldLine],
    store_id: int,
    entry_id: int | None,
    at: datetime,
    now: datetime,
    customer_id: int | None,
    credit: bool,
    payment: str | None,
    total: Money | None,
    paid: Money | None = None,
) -> Sale:
    catalogue.lock(session, {line.product.id for line in lines})
    if total is None:
        total = sum((line.amount for line in lines), ZERO_MONEY)
    sale = Sale(
        sold_at=at,
        store_id=store_id,
        entry_id=entry_id,
        kind=kind,
        customer_id=customer_id,
        credit=credit,
        payment=payment,
        total=total * sign,
        paid=paid,
        recorded_at=now,
    )
    session.add(sale)
    session.flush()
    session.add_all(
        SaleLine(
            sold_at=at,
            store_id=store_id,
            sale_id=sale.id,
            product_id=line.product.id,
            quantity=line.quantity * sign,
            unit_price=line.unit_price,
            amount=line.amount * sign,
            unit_cost=line.product.cost if line.unit_cost is None else line.unit_cost,
            gst_percent=line.product.gst_percent if line.gst_percent is None else line.gst_percent,
        )
        for line in lines
    )
    moves = [stock.Move(line.product, line.quantity * -sign) for line in lines]
    stock.move_all(session, moves, kind, entry_id=entry_id, now=at)
    return sale


def last_sold(session: Session, product_id: int, customer_id: int | None = None) -> LastSold | None:
    """The newest sale of a product that stands (to the customer, where given); None when there is none."""
    query = (
        select(SaleLine.unit_cost, SaleLine.gst_percent, SaleLine.amount, SaleLine.quantity, Sale.credit)
        .join(Sale, (Sale.id == SaleLine.sale_id) & (Sale.sold_at == SaleLine.sold_at))
        .where(SaleLine.product_id == product_id, Sale.kind == "sale", SaleLine.quantity > ZERO_QUANTITY)
        .where(stands(Sale.entry_id))
        .order_by(SaleLine.sold_at.desc(), SaleLine.id.desc())
        .limit(1)
    )
    if customer_id is not None:
        query = query.where(Sale.customer_id == customer_id)
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return LastSold(row.amount.per(row.quantity), Terms(row.unit_cost, row.gst_percent), row.credit)


def terms_of(session: Session, entry_id: int) -> dict[int, Terms]:
    """The terms of each product that the entry sold or took back, by product number."""
    rows = session.execute(
        select(SaleLine.product_id, SaleLine.unit_cost, SaleLine.gst_percent)
        .join(Sale, (Sale.id == SaleLine.sale_id) & (Sale.sold_at == SaleLine.sold_at))
        .where(Sale.entry_id == entry_id)
    )
    return {row[0]: Terms(row[1], row[2]) for row in rows}


def on_terms(line: SoldLine, terms: Terms | None) -> SoldLine:
    """The line on the terms of an earlier sale; without them on those of now."""
    return line if terms is None else replace(line, unit_cost=terms.unit_cost, gst_percent=terms.gst_percent)


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back the sales and returns of an entry by sales of the same day with everything negative.

    Stock is not touched: stock.reverse puts back the movements.
    """
    for sale in session.scalars(select(Sale).where(Sale.entry_id == entry_id)).all():
        back = Sale(
            sold_at=sale.sold_at,
            store_id=sale.store_id,
            entry_id=reversal_id,
            kind=sale.kind,
            customer_id=sale.customer_id,
            credit=sale.credit,
            payment=sale.payment,
            total=-sale.total,
            paid=-sale.paid if sale.paid is not None else None,
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
                    gst_percent=line.gst_percent,
                )
            )
        session.flush()
