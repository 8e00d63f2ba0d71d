"""A made-up year of a shop: demand by weekday, payday, season and feast; deliveries that come late now and then; what was sold.

The same seed gives the same year. Quantities are whole pieces, or steps of 50 g and 50 ml for loose goods.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from domain.demo.profile import DemoProduct

FEASTS = (
    "Diwali",
    "Holi",
    "Dussehra",
    "Raksha Bandhan",
    "Eid",
    "Christmas",
    "Janmashtami",
    "Pongal",
    "Makar Sankranti",
)
FEAST_DAYS_AHEAD = 4
"""People buy for a feast on the days before it."""
PAYDAY_FACTOR = 1.18
"""In the first week of a month, when wages have come."""
GROWTH_A_YEAR = 0.08
LATE_DELIVERIES = 0.05
"""Share of deliveries that come days late: where stock-outs come from."""


@dataclass(frozen=True)
class Delivery:
    """Goods that came in before the shop opened: `day` counts from the first of the year made."""

    product: int
    day: int
    quantity: float


@dataclass(frozen=True)
class Year:
    """What happened. `sold[product, day]` in the product's unit; `stock[product]` is left at the end."""

    first: date
    sold: np.ndarray
    deliveries: list[Delivery]
    stock: np.ndarray


def make_year(products: tuple[DemoProduct, ...], first: date, days: int, lead_days: list[int], seed: int) -> Year:
    """Make `days` days from `first` on for `products`, whose suppliers take `lead_days` days each."""
    rng = np.random.default_rng(seed)
    calendar = _calendar(first, days)
    sold = np.zeros((len(products), days))
    deliveries: list[Delivery] = []
    left = np.zeros(len(products))
    for index, product in enumerate(products):
        demand = _demand(product, calendar, rng)
        sold[index], came, left[index] = _run_shop(product, demand, lead_days[index], rng)
        deliveries += [Delivery(index, day, quantity) for day, quantity in came]
    return Year(first, sold, deliveries, left)


def _calendar(first: date, days: int) -> dict[str, np.ndarray]:
    dates = [first + timedelta(days=offset) for offset in range(days)]
    feasts = holidays.country_holidays("IN", years=range(first.year, dates[-1].year + 2), language="en_US")
    near = {
        day - timedelta(days=ahead)
        for day, name in feasts.items()
        if any(feast in name for feast in FEASTS)
        for ahead in range(FEAST_DAYS_AHEAD + 1)
    }
    return {
        "weekend": np.array([day.weekday() >= 5 for day in dates]),
        "payday": np.array([day.day <= 7 for day in dates]),
        "feast": np.array([day in near for day in dates]),
        # +1 in the middle of May, −1 in the middle of November.
        "summer": np.array([np.cos(2 * np.pi * (day.timetuple().tm_yday - 135) / 365.25) for day in dates]),
        "growth": np.linspace(1 - GROWTH_A_YEAR / 2, 1 + GROWTH_A_YEAR / 2, days),
    }


def _demand(product: DemoProduct, calendar: dict[str, np.ndarray], rng: np.random.Generator) -> np.ndarray:
    mean: np.ndarray = (
        float(product.daily_sales)
        * np.where(calendar["weekend"], float(product.weekend), 1.0)
        * np.where(calendar["payday"], PAYDAY_FACTOR, 1.0)
        * np.where(calendar["feast"], float(product.festival), 1.0)
        * (1 + float(product.summer) * calendar["summer"])
        * calendar["growth"]
    )
    if product.unit == "pc":
        return np.asarray(rng.poisson(mean), dtype=float)
    # Loose goods: so many customers, each of whom takes some 50 g steps.
    portion = 0.1 if product.category == "spices" else 0.5
    customers = rng.poisson(mean / portion)
    loose: np.ndarray = (
        np.round(rng.gamma(np.maximum(customers, 0.001) * 2, portion / 2) * (customers > 0) / 0.05) * 0.05
    )
    return loose


def _run_shop(
    product: DemoProduct, demand: np.ndarray, lead: int, rng: np.random.Generator
) -> tuple[np.ndarray, list[tuple[int, float]], float]:
    """Sell what demand asks while stock lasts, and order up when it runs low; sold, deliveries, and what is left."""
    pack, daily = float(product.order_pack), float(product.daily_sales)
    # Fresh goods are bought for a day or two, others for a week or two.
    cover = max(1.0, min(12.0, product.shelf_life_days * 0.8))
    up_to = max(pack, np.ceil(daily * (lead + cover) * 1.25 / pack) * pack)
    reorder_at = daily * (lead + 1.2) * 1.2
    stock, sold = up_to, np.zeros(len(demand))
    came: list[tuple[int, float]] = [(0, up_to)]
    due: tuple[int, float] | None = None
    for day, wanted in enumerate(demand):
        if due is not None and due[0] <= day:
            stock += due[1]
            came.append((day, due[1]))
            due = None
        sold[day] = min(wanted, stock)
        stock -= sold[day]
        if due is None and stock <= reorder_at:
            late = int(rng.integers(2, 5)) if rng.random() < LATE_DELIVERIES else 0
            quantity = np.ceil((up_to - stock) / pack) * pack
            due = (day + max(1, lead) + late, float(quantity))
    return np.round(sold, 3), came, float(np.round(stock, 3))
