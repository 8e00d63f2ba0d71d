"""Demo shops and who deals with them; what they sell, with its prices, and how much of each product goes on a usual day."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

SUPPLIERS = {
    "gupta": ("Gupta Traders", "gupta trtrs", 2),
    "metro": ("Metro Distributors", "metro dstrptrs", 3),
    "beverages": ("Shree Beverages", "sri bvrks", 2),
    "dairy": ("Anand Dairy", "anand deri", 1),
    "mandi": ("Sabzi Mandi", "sabji mandi", 1),
}
"""Name, folded name and lead time in days, by the key that sales_profile.csv uses."""

SHOPS = (
    ("Lakshmi Kirana", "Nashik", "Lakshmi Patil"),
    ("Sharma General Store", "Jaipur", "Mahesh Sharma"),
    ("Murugan Stores", "Madurai", "Murugan"),
    ("Ma Tara Bhandar", "Howrah", "Gopal Das"),
    ("Sai Kirana", "Warangal", "Sai Reddy"),
)
CUSTOMERS = (
    ("Ramesh", "rames"),
    ("Sita", "sita"),
    ("Mohan", "mohan"),
    ("Salma", "salma"),
    ("Joseph", "josef"),
    ("Harpreet", "hrprt"),
    ("Kamla", "kanla"),
    ("Vijay", "vijai"),
    ("Lakshmi", "laksmi"),
    ("Imran", "inran"),
    ("Geeta", "gita"),
    ("Suresh Driver", "sures drivir"),
)
"""Names, and the keys that understanding folds them to (a test holds the two together)."""
SHELF = {"maggi-70g": 36, "sugar-loose": 40, "soap-lux-100g": 20}
"""So much of what people try first is on the shelf at least."""

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
    """Key of a supplier in SUPPLIERS."""
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
