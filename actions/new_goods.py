"""Goods that are new to a store, written into its catalogue: one that was named, or a whole list. Pure but for `write`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import regex
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.stock import store as stock
from domain.stock.store import Counted
from domain.stores import store as stores
from domain.values import ZERO_QUANTITY, Money, Quantity

_PACK = regex.compile(r"(?i)(\d+(?:\.\d+)?)\s*(kg|g|gm|gms|ml|l|ltr|litre)\b")
_PACK_UNITS = {"gm": "g", "gms": "g", "ltr": "l", "litre": "l"}


@dataclass(frozen=True)
class NewGoods:
    """A product that a store takes in."""

    name: str
    price: Money
    unit: str = "pc"
    pack: str = ""
    mrp: Money | None = None
    cost: Money | None = None
    gst: int = 0
    stock: Quantity | None = None
    """What was counted of it."""
    expires_on: date | None = None


def pack_in(name: str) -> str:
    """The pack that a name ends in or holds, as printed: `100 g` of "Tiger biscuit 100gm"; empty for none."""
    found = _PACK.search(name)
    return f"{found[1]} {_PACK_UNITS.get(found[2].lower(), found[2].lower())}" if found else ""


def assumed_cost(price: Money, margin: Decimal) -> Money:
    """What a thing costs that sells at `price` with the margin a store aims at, until a purchase says what it does."""
    return price * (1 - margin)


def skus_for(session: Session, store_id: int, goods: Sequence[NewGoods]) -> list[str]:
    """The skus that new goods get, in order. One that was sold before under its name has its old one."""
    taken = {sku for sku, active in catalogue.skus(session, store_id).items() if active}
    skus = []
    for one in goods:
        skus.append(catalogue.make_sku(one.name, taken))
        taken.add(skus[-1])
    return skus


def write(
    session: Session, store_id: int, goods: Sequence[NewGoods], skus: Sequence[str], entry_id: int, now: datetime
) -> None:
    """Take goods into the catalogue under `skus`, with what was counted of them."""
    margin = stores.get(session, store_id).target_margin
    known = catalogue.skus(session, store_id)
    fresh: list[dict[str, Any]] = []
    for sku, one in zip(skus, goods, strict=True):
        columns = {
            "name": one.name,
            "unit": one.unit,
            "pack": one.pack or pack_in(one.name) or ("1" if one.unit == "pc" else f"1 {one.unit}"),
            "mrp": one.mrp,
            "price": one.price,
            "cost": one.cost or assumed_cost(one.price, margin),
            "gst_percent": one.gst,
            "active": True,
        }
        if sku in known:
            again = update(Product).where(Product.store_id == store_id, Product.sku == sku)
            session.execute(again.values(**columns))
        else:
            fresh.append({**columns, "sku": sku, "store_id": store_id, "created_at": now, **_EMPTY})
    if fresh:
        session.execute(insert(Product), fresh)
    counted = {sku: one for sku, one in zip(skus, goods, strict=True) if one.stock}
    if counted:
        _count(session, store_id, counted, entry_id, now)
    stores.touch_catalogue(session, store_id)


_EMPTY = {
    "brand": "",
    "category": "",
    "shelf_life_days": None,
    "order_pack": Quantity(1),
    "stock": ZERO_QUANTITY,
    "daily_sales": ZERO_QUANTITY,
}


def _count(session: Session, store_id: int, counted: dict[str, NewGoods], entry_id: int, now: datetime) -> None:
    products = {product.sku: product for product in catalogue.all(session, store_id) if product.sku in counted}
    counts = [
        Counted(products[sku], one.stock or ZERO_QUANTITY, one.cost, one.expires_on) for sku, one in counted.items()
    ]
    stock.count_many(session, counts, entry_id=entry_id, now=now)
