"""Sales: recorded and listed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from actions.contract import Line, Named, Request
from bot.dialogue.requests import named
from bot.web.api.caller import ByKey, Caller
from bot.web.api.description import ABSENT, TAKEN, made
from bot.web.api.fields import Amount, Body, HowMuch, Moment, Price, Shown, Sku, Text, money, quantity
from bot.web.api.paging import Limit, Page
from bot.web.api.writing import Made, Once, ask, books, carry_out, write_once
from bot.web.problems import Problem
from domain.catalogue.models import Product
from domain.customers.models import Customer
from domain.journal import store as journal
from domain.sales.models import Sale, SaleLine

router = APIRouter(prefix="/sales", tags=["sales"])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = r"^[0-9]{1,16}-[0-9]{1,18}$"
Number = Annotated[int, Path(ge=1, lt=2**63)]


class NewSaleLine(Body):
    """A product that was sold: how much, or for how much; at the store's price unless given."""

    sku: Sku
    quantity: HowMuch | None = None
    unit_price: Price | None = None
    amount: Amount | None = None


class NewSale(Body):
    """What a customer took at once."""

    lines: list[NewSaleLine] = Field(min_length=1, max_length=100)
    total: Amount | None = Field(None, description="What was paid for all, when that is not the sum of the lines.")
    payment: Literal["cash", "upi"] | None = None
    credit: bool = False
    customer: Text | None = Field(None, description="By name; a sale on credit needs one.")
    customer_id: int | None = Field(
        None, ge=1, lt=2**63, description="Instead of the name, where it could be anybody's."
    )
    sold_at: Moment | None = Field(None, description="When it was, if not now.")


class SaleLineShown(Shown):
    """A line in the books."""

    sku: str
    name: str
    quantity: str
    unit_price: str
    amount: str


class SaleShown(Shown):
    """A sale in the books. One that takes another back has everything negative."""

    id: int
    entry_id: int | None
    sold_at: datetime
    total: str
    credit: bool
    paid: str | None = Field(description="Of a sale on credit, what was paid of it at once.")
    payment: str | None
    customer_id: int | None
    lines: list[SaleLineShown]


@router.post("", status_code=201, response_model=SaleShown, responses={**made("sale"), **TAKEN})
def record_sale(caller: ByKey, once: Once, sale: NewSale) -> JSONResponse:
    """Record a sale, take the goods out of the stock, and on credit write it on the customer's account.

    More than the stock is sold all the same: the stock goes below nothing.
    """
    return write_once(caller, once, lambda session: _record(session, caller, sale))


@router.get("")
def list_sales(
    caller: ByKey,
    since: Annotated[Moment | None, Query(alias="from", description="Not before.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Before.")] = None,
    limit: Limit = 50,
    after: Annotated[str | None, Query(alias="next", pattern=_CURSOR, max_length=35)] = None,
) -> Page[SaleShown]:
    """Sales, newest first."""
    query = select(Sale).where(Sale.store_id == caller.store_id)
    if since is not None:
        query = query.where(Sale.sold_at >= since)
    if until is not None:
        query = query.where(Sale.sold_at < until)
    if after is not None:
        at, number = _read(after)
        # Said twice: by the first PostgreSQL knows which months to leave out.
        query = query.where(Sale.sold_at <= at, tuple_(Sale.sold_at, Sale.id) < tuple_(at, number))
    with books(caller) as session:
        found = list(session.scalars(query.order_by(Sale.sold_at.desc(), Sale.id.desc()).limit(limit + 1)))
        rows = show(session, found[:limit])
    return Page(data=rows, next=_write(found[limit - 1]) if len(found) > limit else None)


@router.get("/{number}", responses=ABSENT)
def get_sale(caller: ByKey, number: Number) -> SaleShown:
    """One sale."""
    with books(caller) as session:
        sale = session.scalars(select(Sale).where(Sale.store_id == caller.store_id, Sale.id == number)).one_or_none()
        if sale is None:
            raise Problem(HTTPStatus.NOT_FOUND, f"There is no sale {number}.")
        return show(session, [sale])[0]


def request_of(session: Session, caller: Caller, sale: NewSale) -> Request:
    """What a program's sale asks of the action. Raises Problem 422 for a customer that there is not."""
    customer, told = named(sale.customer), {}
    if sale.customer_id is not None:
        found = session.get(Customer, sale.customer_id)
        if found is None:
            detail = f"There is no customer {sale.customer_id}."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="refused.no_customer")
        customer, told = Named(found.name, found.name_key), {"customer": str(found.id)}
    return ask(
        caller,
        "record_sale",
        sale.sold_at,
        lines=tuple(
            Line(line.sku, line.sku, quantity(line.quantity), money(line.unit_price), money(line.amount))
            for line in sale.lines
        ),
        amount=money(sale.total),
        payment=sale.payment,
        credit=sale.credit,
        customer=customer,
        told=told,
    )


def of_entry(session: Session, entry_id: int) -> Sale:
    """The sale that a journal entry wrote."""
    entry = journal.get(session, entry_id)
    assert entry is not None  # just written
    at = datetime.fromisoformat(entry.request["happened_at"])
    return session.scalars(select(Sale).where(Sale.entry_id == entry_id, Sale.sold_at == at)).one()


def show(session: Session, sales: list[Sale]) -> list[SaleShown]:
    """Sales with their lines, as programs see them."""
    lines: dict[int, list[SaleLineShown]] = {sale.id: [] for sale in sales}
    if sales:
        first, last = min(sale.sold_at for sale in sales), max(sale.sold_at for sale in sales)
        query = (
            select(SaleLine, Product.sku, Product.name)
            .join(Product, Product.id == SaleLine.product_id)
            .where(SaleLine.sale_id.in_(lines), SaleLine.sold_at >= first, SaleLine.sold_at <= last)
        )
        for line, sku, name in session.execute(query.order_by(SaleLine.id)):
            lines[line.sale_id].append(
                SaleLineShown(
                    sku=sku,
                    name=name,
                    quantity=str(line.quantity),
                    unit_price=str(line.unit_price),
                    amount=str(line.amount),
                )
            )
    return [
        SaleShown(
            id=sale.id,
            entry_id=sale.entry_id,
            sold_at=sale.sold_at,
            total=str(sale.total),
            credit=sale.credit,
            paid=str(sale.paid) if sale.paid is not None else None,
            payment=sale.payment,
            customer_id=sale.customer_id,
            lines=lines[sale.id],
        )
        for sale in sales
    ]


def _record(session: Session, caller: Caller, sale: NewSale) -> Made:
    _, entry_id = carry_out(session, request_of(session, caller, sale))
    shown = show(session, [of_entry(session, entry_id)])[0]
    return Made(shown, f"/api/v1/sales/{shown.id}")


def _write(sale: Sale) -> str:
    return f"{(sale.sold_at - _EPOCH) // timedelta(microseconds=1)}-{sale.id}"


def _read(cursor: str) -> tuple[datetime, int]:
    microseconds, number = cursor.split("-")
    return _EPOCH + timedelta(microseconds=int(microseconds)), int(number)
