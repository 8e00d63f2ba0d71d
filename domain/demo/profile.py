"""What a demo shop sells, and how: the catalogue with its prices, and how much of each product goes on a usual day."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class DemoProduct:
    """A product of the demo catalogue and its habits."""

    sku: str
    name: str
    brand: str
    category: str
    unit: str
    pack: str
    mrp: Decimal | None
    price: Decimal
    cost: Decimal
    gst_percent: int
    shelf_life_days: int
    daily_sales: Decimal
    """Units on a usual day."""
    weekend: Decimal
    """Factor on Saturday and Sunday."""
    summer: Decimal
    """How much more sells in May than in spring and autumn (0.4: 40 %); as much less in November."""
    festival: Decimal
    """Factor in the days before a feast."""
    supplier: str
    """Key of a supplier in fill.SUPPLIERS."""
    order_pack: Decimal


@cache
def catalogue() -> tuple[DemoProduct, ...]:
    """The 113 products of a demo shop, in the order of the file."""
    habits = {row["sku"]: row for row in _read("sales_profile.csv")}
    return tuple(_product(row, habits[row["sku"]]) for row in _read("catalogue.csv"))


def _product(row: dict[str, str], habit: dict[str, str]) -> DemoProduct:
    numbers: dict[str, Any] = {
        name: Decimal(habit[name]) for name in ("daily_sales", "weekend", "summer", "festival", "order_pack")
    }
    return DemoProduct(
        sku=row["sku"],
        name=row["name"],
        brand=row["brand"],
        category=row["category"],
        unit=row["unit"],
        pack=row["pack"],
        mrp=Decimal(row["mrp"]) if row["mrp"] else None,
        price=Decimal(row["price"]),
        cost=Decimal(row["cost"]),
        gst_percent=int(row["gst_percent"]),
        shelf_life_days=int(row["shelf_life_days"]),
        supplier=habit["supplier"],
        **numbers,
    )


def _read(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
