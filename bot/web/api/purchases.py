"""Purchases: recorded and listed."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contract import Line
from bot.dialogue.requests import named
from bot.web.api.caller import ByKey, Caller
from bot.web.api.description import ABSENT, TAKEN, made
from bot.web.api.fields import Amount, Body, Day, HowMuch, Moment, Price, Shown, Sku, Text, money, quantity
from bot.web.api.paging import After, Limit, Page, page_of
from bot.web.api.sales import Number
from bot.web.api.writing import Made, Once, ask, books, carry_out, write_once
from bot.web.problems import Problem
from domain.catalogue.models import Product
from domain.stock.models import StockMovement
from domain.suppliers.models import Purchase, Supplier

router = APIRouter(prefix="/purchases", tags=["purchases"])


class NewPurchaseLine(Body):
    """Goods that came in; at the cost known unless `unit_cost` or the line's `amount` is given."""

    sku: Sku
    quantity: HowMuch
    unit_cost: Price | None = None
    amount: Amount | None = None


class NewPurchase(Body):
    """Goods that came in at once."""

    lines: list[NewPurchaseLine] = Field(min_length=1, max_length=100)
    supplier: Text | None = Field(None, description="By name.")
    total: Amount | None = Field(None, description="Of the bill, when the lines' costs are not known singly.")
    expires_on: Day | None = Field(None, description="Of all lines.")
    received_at: Moment | None = Field(None, description="When it was, if not now.")


class PurchaseLineShown(Shown):
    """Goods of a purchase in the books."""

    sku: str
    quantity: str
    unit_cost: str | None
    expires_on: date | None


class PurchaseShown(Shown):
    """A purchase in the books. One that takes another back has everything negative."""

    id: int
    entry_id: int | None
    received_at: datetime
    supplier: str | None
    total: str
    lines: list[PurchaseLineShown]


@router.post("", status_code=201, response_model=PurchaseShown, responses={**made("purchase"), **TAKEN})
def record_purchase(caller: ByKey, once: Once, purchase: NewPurchase) -> JSONResponse:
    """Record a purchase and take the goods into the stock."""
    return write_once(caller, once, lambda session: _record(session, caller, purchase))


@router.get("")
def list_purchases(caller: ByKey, limit: Limit = 50, after: After = None) -> Page[PurchaseShown]:
    """Purchases, newest first."""
    query = select(Purchase).where(Purchase.store_id == caller.store_id)
    if after is not None:
        query = query.where(Purchase.id < int(after))
    with books(caller) as session:
        found = list(session.scalars(query.order_by(Purchase.id.desc()).limit(limit + 1)))
        rows = [_show(session, purchase) for purchase in found[:limit]]
    return page_of(rows, [purchase.id for purchase in found], limit)


@router.get("/{number}", responses=ABSENT)
def get_purchase(caller: ByKey, number: Number) -> PurchaseShown:
    """One purchase."""
    with books(caller) as session:
        query = select(Purchase).where(Purchase.store_id == caller.store_id, Purchase.id == number)
        found = session.scalars(query).one_or_none()
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, f"There is no purchase {number}.")
        return _show(session, found)


def _record(session: Session, caller: Caller, purchase: NewPurchase) -> Made:
    lines = tuple(
        Line(line.sku, line.sku, quantity(line.quantity), money(line.unit_cost), money(line.amount))
        for line in purchase.lines
    )
    request = ask(
        caller,
        "record_purchase",
        purchase.received_at,
        lines=lines,
        supplier=named(purchase.supplier),
        amount=money(purchase.total),
        date=purchase.expires_on,
    )
    _, entry_id = carry_out(session, request)
    shown = _show(session, session.scalars(select(Purchase).where(Purchase.entry_id == entry_id)).one())
    return Made(shown, f"/api/v1/purchases/{shown.id}")


def _show(session: Session, purchase: Purchase) -> PurchaseShown:
    supplier = session.get_one(Supplier, purchase.supplier_id) if purchase.supplier_id is not None else None
    return PurchaseShown(
        id=purchase.id,
        entry_id=purchase.entry_id,
        received_at=purchase.purchased_at,
        supplier=supplier.name if supplier else None,
        total=str(purchase.total),
        lines=_lines(session, purchase),
    )


def _lines(session: Session, purchase: Purchase) -> list[PurchaseLineShown]:
    if purchase.entry_id is None:
        # From before the journal: its goods can't be told from others of that day.
        return []
    query = (
        select(StockMovement, Product.sku)
        .join(Product, Product.id == StockMovement.product_id)
        .where(StockMovement.entry_id == purchase.entry_id, StockMovement.kind.in_(("purchase", "reversal")))
    )
    return [
        PurchaseLineShown(
            sku=sku,
            quantity=str(movement.quantity),
            unit_cost=None if movement.unit_cost is None else str(movement.unit_cost),
            expires_on=movement.expires_on,
        )
        for movement, sku in session.execute(query.order_by(StockMovement.id))
    ]
