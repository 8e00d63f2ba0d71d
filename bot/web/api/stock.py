"""Stock: how much there is, and what was counted."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contract import Line
from bot.web.api.caller import ByKey, Caller
from bot.web.api.description import ABSENT, TAKEN, made
from bot.web.api.fields import Body, HowMuch, Shown, Sku, quantity
from bot.web.api.paging import After, Limit, Page, page_of
from bot.web.api.products import Named, find
from bot.web.api.writing import Made, Once, ask, books, carry_out, write_once
from domain.catalogue.models import Product

router = APIRouter(prefix="/stock", tags=["stock"])


class StockShown(Shown):
    """How much of a product there is, in its own unit; below nothing when more was sold than the books had."""

    sku: str
    unit: str
    stock: str


class CountedLine(Body):
    """A product that was counted."""

    sku: Sku
    quantity: HowMuch


class NewCount(Body):
    """What was counted is what there is; the books take the difference."""

    lines: list[CountedLine] = Field(min_length=1, max_length=100)


class CountShown(Shown):
    """A count in the books."""

    entry_id: int
    lines: list[StockShown]


@router.get("")
def list_stock(caller: ByKey, limit: Limit = 50, after: After = None) -> Page[StockShown]:
    """The stock of every product that is sold."""
    with books(caller) as session:
        query = select(Product).where(Product.store_id == caller.store_id, Product.active, Product.id > int(after or 0))
        found = list(session.scalars(query.order_by(Product.id).limit(limit + 1)))
        return page_of([_show(product) for product in found], [product.id for product in found], limit)


@router.get("/{sku}", responses=ABSENT)
def get_stock(caller: ByKey, sku: Named) -> StockShown:
    """The stock of one product."""
    with books(caller) as session:
        return _show(find(session, sku))


@router.post("", status_code=201, response_model=CountShown, responses={**made("count"), **TAKEN})
def count_stock(caller: ByKey, once: Once, count: NewCount) -> JSONResponse:
    """Set the stock to what was counted."""
    return write_once(caller, once, lambda session: _count(session, caller, count))


def _count(session: Session, caller: Caller, count: NewCount) -> Made:
    lines = tuple(Line(line.sku, line.sku, quantity(line.quantity)) for line in count.lines)
    _, entry_id = carry_out(session, ask(caller, "set_stock", lines=lines))
    counted = [_show(find(session, sku)) for sku in dict.fromkeys(line.sku for line in count.lines)]
    return Made(CountShown(entry_id=entry_id, lines=counted), f"/api/v1/entries/{entry_id}")


def _show(product: Product) -> StockShown:
    return StockShown(sku=product.sku, unit=product.unit, stock=str(product.stock))
