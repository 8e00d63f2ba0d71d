"""What was forecast, beside what was sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from actions.contract import Measure
from actions.wording import short
from bot.dashboard.charts import BandChart, draw_band
from domain.insights import store as insights
from domain.insights.contract import Forecast
from domain.reports.store import ProductProfit
from domain.sales import sums
from domain.stores.models import Store
from domain.values import ZERO_QUANTITY, Quantity
from infra import clock

BACK, AHEAD = 14, 7
"""Days of a chart before and after today."""
LOOKED_AT, DRAWN = 12, 3
"""How many of the products that bring most are looked at, and how many of them are drawn."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outlook:
    """A product's sales against what was forecast: day, sold (None: to come), and low, middle and high."""

    name: str
    unit: str
    days: tuple[tuple[date, Measure | None, tuple[Measure, Measure, Measure] | None], ...]
    chart: BandChart


def read_outlooks(session: Session, shop: Store, today: date, month: Sequence[ProductProfit]) -> tuple[Outlook, ...]:
    """The products that bring most money, of those that are forecast."""
    first, last = today - BACK * _DAY, today + AHEAD * _DAY
    names = {product.product_id: product for product in month[:LOOKED_AT]}
    forecasts = insights.forecasts(session, shop.id, names, first, last)
    chosen = [number for number in names if number in forecasts][:DRAWN]
    if not chosen:
        return ()
    begin, end = clock.days_bounds(first, today, shop.timezone)
    sold = {
        (number, day): quantity
        for number, day, quantity, _ in sums.daily_quantities(session, shop.id, begin, end, shop.timezone, chosen)
    }
    days = [first + offset * _DAY for offset in range(BACK + AHEAD + 1)]
    return tuple(
        _outlook(
            short(names[number].name),
            names[number].unit,
            days,
            [sold.get((number, day), ZERO_QUANTITY) if day <= today else None for day in days],
            {row.ds: row for row in forecasts[number]},
        )
        for number in chosen
    )


def _outlook(
    name: str, unit: str, days: list[date], sold: list[Quantity | None], forecasts: dict[date, Forecast]
) -> Outlook:
    expected = [forecasts.get(day) for day in days]
    chart = draw_band(
        [None if quantity is None else float(quantity.value) for quantity in sold],
        [None if row is None else (float(row.p10), float(row.p50), float(row.p90)) for row in expected],
        BACK,
    )
    lines = tuple(
        (
            day,
            None if quantity is None else Measure(quantity, unit),
            None if row is None else (_about(row.p10, unit), _about(row.mean, unit), _about(row.p90, unit)),
        )
        for day, quantity, row in zip(days, sold, expected, strict=True)
    )
    return Outlook(name, unit, lines, chart)


def _about(value: Decimal, unit: str) -> Measure:
    return Measure(Quantity(round(value, 0 if unit == "pc" and value >= 1 else 1)), unit)
