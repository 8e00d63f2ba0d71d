"""What a shop of a kind usually sells, with usual prices: the first catalogue of a new shop.

A kirana shop begins with the demo's catalogue; the other kinds have a file each here, with the same
columns and what a day usually sells. Nobody
counted anything yet, so stock begins at none.
"""

from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.catalogue.models import Product
from domain.stores import store as stores
from domain.values import ZERO_QUANTITY, Money, Quantity

KINDS = ("kirana", "dairy", "bakery", "stationery", "vegetables", "other")
"""Kinds of shop, in the order in which they are offered. `other` begins with an empty catalogue."""
_FOLDER = Path(__file__).parent
_DEMO = _FOLDER.parents[1] / "demo"


def fill(session: Session, store_id: int, kind: str, now: datetime) -> list[str]:
    """Put the usual goods of a `kind` of shop into the catalogue of a store that has none; their names, in order."""
    rows = [{**columns, "store_id": store_id, "created_at": now} for columns in goods(kind)]
    if rows:
        session.execute(insert(Product), rows)
        stores.touch_catalogue(session, store_id)
    return [row["name"] for row in rows]


@cache
def goods(kind: str) -> tuple[dict[str, Any], ...]:
    """The usual goods of a `kind` of shop as columns of Product; none for `other`. Raises KeyError for no such kind."""
    if kind not in KINDS:
        raise KeyError(kind)
    if kind == "other":
        return ()
    path = _DEMO / "catalogue.csv" if kind == "kirana" else _FOLDER / f"{kind}.csv"
    return tuple(_columns(row) for row in _read(path))


@cache
def usual_sales(kind: str) -> dict[str, Decimal]:
    """What such a shop sells on a usual day, by sku: what is meant by "maggi" where a shop has no sales of its own yet.

    For nothing else: it is no forecast of this shop, and no advice goes by it.
    """
    if kind not in KINDS or kind == "other":
        return {}
    path = _DEMO / "sales_profile.csv" if kind == "kirana" else _FOLDER / f"{kind}.csv"
    return {row["sku"]: Decimal(row["daily_sales"]) for row in _read(path)}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _columns(row: dict[str, str]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("sku", "name", "brand", "category", "unit", "pack")},
        "mrp": Money(row["mrp"]) if row["mrp"] else None,
        "price": Money(row["price"]),
        "cost": Money(row["cost"]),
        "gst_percent": int(row["gst_percent"]),
        "shelf_life_days": int(Decimal(row["shelf_life_days"])) if row["shelf_life_days"] else None,
        "order_pack": Quantity(1),
        "stock": ZERO_QUANTITY,
        "daily_sales": ZERO_QUANTITY,
        "active": True,
    }
