"""Products: listed, added, changed. A product is no entry of the journal; a new price is, as in the chat."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.contract import Line
from bot.web.api.caller import ByKey, Caller
from bot.web.api.description import ABSENT, TAKEN, made
from bot.web.api.fields import Body, Price, Shown, Sku, Text, money
from bot.web.api.paging import After, Limit, Page, page_of
from bot.web.api.writing import Made, Once, ask, books, carry_out, write_once
from bot.web.problems import Problem
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.stores import store as stores
from domain.values import ZERO_MONEY
from infra import clock

router = APIRouter(prefix="/products", tags=["products"])
Named = Annotated[str, Path(alias="sku", max_length=64, pattern=r"^[^\u0000-\u001f/]+$")]


class ProductShown(Shown):
    """A product as it stands."""

    sku: str
    name: str
    brand: str
    category: str
    unit: str
    pack: str
    mrp: str | None
    price: str
    cost: str
    gst_percent: int
    shelf_life_days: int | None
    stock: str
    active: bool
    created_at: datetime


class NewProduct(Body):
    """A product that the store begins to sell. Its stock begins at none: count it, or record the purchase."""

    sku: Sku
    name: Text
    unit: Literal["pc", "kg", "l"]
    price: Price
    cost: Price = "0.00"
    mrp: Price | None = None
    brand: str = Field("", max_length=80, pattern=r"^[^\u0000-\u001f]*$")
    category: str = Field("", max_length=80, pattern=r"^[^\u0000-\u001f]*$")
    pack: str = Field("", max_length=40, pattern=r"^[^\u0000-\u001f]*$")
    gst_percent: int = Field(0, ge=0, le=100)
    shelf_life_days: int | None = Field(None, ge=1, le=3650)


class ProductChange(Body):
    """What is to change; what is left out stays. A new price is an entry that the chat can undo."""

    name: Text | None = None
    price: Price | None = None
    mrp: Price | None = None
    active: bool | None = None


@router.get("")
def list_products(caller: ByKey, limit: Limit = 50, after: After = None) -> Page[ProductShown]:
    """The store's products, oldest first, retired ones too."""
    with books(caller) as session:
        query = select(Product).where(Product.store_id == caller.store_id, Product.id > int(after or 0))
        found = list(session.scalars(query.order_by(Product.id).limit(limit + 1)))
        return page_of([show(product) for product in found], [product.id for product in found], limit)


@router.get("/{sku}", responses=ABSENT)
def get_product(caller: ByKey, sku: Named) -> ProductShown:
    """One product."""
    with books(caller) as session:
        return show(find(session, sku))


@router.post("", status_code=201, response_model=ProductShown, responses={**made("product"), **TAKEN})
def add_product(caller: ByKey, once: Once, new: NewProduct) -> JSONResponse:
    """Take a new product into the catalogue; 409 when there is one of that sku."""
    return write_once(caller, once, lambda session: _add(session, caller, new))


@router.patch("/{sku}", responses=ABSENT)
def change_product(caller: ByKey, sku: Named, change: ProductChange) -> ProductShown:
    """Change a product. The same change twice is the same as once."""
    with books(caller) as session:
        product = catalogue.lock(session, {find(session, sku).id}).popitem()[1]
        _change(session, product, change)
        price = money(change.price)
        if price is not None and price != product.price:
            carry_out(session, ask(caller, "set_price", lines=(Line(product.name, product.sku, price=price),)))
        return show(product)


def find(session: Session, sku: str) -> Product:
    """The product of that sku. Raises Problem 404."""
    try:
        return catalogue.get(session, sku)
    except catalogue.UnknownProduct:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no product {sku}.") from None


def show(product: Product) -> ProductShown:
    """A product as programs see it."""
    return ProductShown(
        sku=product.sku,
        name=product.name,
        brand=product.brand,
        category=product.category,
        unit=product.unit,
        pack=product.pack,
        mrp=None if product.mrp is None else str(product.mrp),
        price=str(product.price),
        cost=str(product.cost),
        gst_percent=product.gst_percent,
        shelf_life_days=product.shelf_life_days,
        stock=str(product.stock),
        active=product.active,
        created_at=product.created_at,
    )


def _add(session: Session, caller: Caller, new: NewProduct) -> Made:
    price, mrp = money(new.price), money(new.mrp)
    if price is None or not price > ZERO_MONEY:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A price is more than nothing.", code="refused.no_price")
    if mrp is not None and price > mrp:
        raise _above_mrp()
    said = new.model_dump(
        include={"sku", "name", "unit", "brand", "category", "pack", "gst_percent", "shelf_life_days"}
    )
    try:
        with session.begin_nested():
            product = catalogue.add(
                session, caller.store_id, **said, price=price, mrp=mrp, cost=money(new.cost), created_at=clock.now()
            )
    except IntegrityError:
        raise Problem(HTTPStatus.CONFLICT, f"There is a product {new.sku}.", code="product.exists") from None
    return Made(show(product), f"/api/v1/products/{product.sku}")


def _change(session: Session, product: Product, change: ProductChange) -> None:
    if change.name is not None:
        product.name = change.name
    if change.mrp is not None:
        product.mrp = money(change.mrp)
    if change.active is not None:
        product.active = change.active
    if product.mrp is not None and (money(change.price) or product.price) > product.mrp:
        raise _above_mrp()
    session.flush()
    stores.touch_catalogue(session, product.store_id)


def _above_mrp() -> Problem:
    detail = "The price is above the MRP, and selling above it is not lawful."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="set_price.above_mrp")
