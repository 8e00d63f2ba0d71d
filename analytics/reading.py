"""What the books say, as values that forecasts and decisions are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pandas as pd
from sqlalchemy import Date, Float, cast, func, select
from sqlalchemy.orm import Session

from analytics.replenishment.contract import DailyDemand, Item
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.insights.models import Forecast
from domain.sales import store as sales
from domain.stock import store as stock
from domain.stock.models import StockMovement
from domain.stores.models import Store
from domain.suppliers import store as suppliers
from domain.values import Quantity
from infra import clock

AHEAD_DAYS = 28
"""Days that are forecast each night."""
HISTORY_DAYS = 730
"""Two years: a season takes more than one to be told from a trend, and last year's festival may lie 13 months back."""
SHELF_DAYS = 112
"""Days back in which empty shelves are looked for."""
OPENS, CLOSES = 7, 22
"""Hours between which a kirana shop sells."""


@dataclass(frozen=True)
class Shelf:
    """A product on the shelf, and what is expected of it."""

    product: Product
    item: Item
    demand: DailyDemand
    """From tomorrow on."""
    daily: float
    """Mean quantity expected a day, over the coming week."""


def read_history(session: Session, shop: Store, today: date) -> pd.DataFrame:
    """Sales of each product and day before `today`: `unique_id` (product number as text), `ds`, `y`, `censored`, `category`.

    A day is censored when by the books the shelf was empty from opening to closing and nothing was sold, or when it sold and
    was empty at closing.
    """
    begin, _ = clock.day_bounds(today - timedelta(days=HISTORY_DAYS), shop.timezone)
    end, _ = clock.day_bounds(today, shop.timezone)
    rows = sales.daily_figures(session, shop.id, begin, end, shop.timezone)
    sold = {(product_id, day): quantity for product_id, day, quantity in rows}
    products = catalogue.all(session, shop.id)
    names = {product_id for product_id, _ in sold}
    bare, ran_out = _empty_days(session, shop, products, today)
    empty = {key for key in bare if key[0] in names and key not in sold}
    censored = empty | (ran_out & sold.keys())
    categories = {product.id: product.category for product in products}
    keys = [*sold, *sorted(empty)]
    return pd.DataFrame(
        {
            "unique_id": [str(product_id) for product_id, _ in keys],
            "ds": pd.to_datetime([day for _, day in keys]),
            "y": [sold.get(key, 0.0) for key in keys],
            "censored": [key in censored for key in keys],
            "category": [categories.get(product_id, "") for product_id, _ in keys],
        }
    )


def _empty_days(
    session: Session, shop: Store, products: Sequence[Product], today: date
) -> tuple[set[tuple[int, date]], set[tuple[int, date]]]:
    """(product, day) without stock at opening and at closing, and those with stock at opening only, back from today's stock.

    A balance below zero tells that purchases were not written down, not that the shelf was empty.
    """
    first = today - timedelta(days=SHELF_DAYS)
    begin, _ = clock.day_bounds(first, shop.timezone)
    day = cast(func.timezone(shop.timezone, StockMovement.moved_at), Date)
    rows = session.execute(
        select(StockMovement.product_id, day, func.sum(StockMovement.quantity))
        .where(StockMovement.store_id == shop.id, StockMovement.moved_at >= begin)
        .group_by(StockMovement.product_id, day)
    )
    moved = {(product_id, on): quantity.value for product_id, on, quantity in rows}
    bare: set[tuple[int, date]] = set()
    ran_out: set[tuple[int, date]] = set()
    for product in products:
        closing = product.stock.value - moved.get((product.id, today), Decimal(0))
        for back in range(1, SHELF_DAYS + 1):
            on = today - timedelta(days=back)
            opening = closing - moved.get((product.id, on), Decimal(0))
            if closing == 0:
                (bare if opening <= 0 else ran_out).add((product.id, on))
            closing = opening
    return bare, ran_out


def read_shelves(session: Session, shop: Store, now: datetime) -> list[Shelf]:
    """Every product of the store as it stands at `now`, with the stored forecasts; by sku.

    A product without a forecast is expected to sell its mean of late, with the Poisson distribution's spread.
    """
    products = catalogue.all(session, shop.id)
    leads = suppliers.lead_times(session, shop.id)
    coming = suppliers.on_order(session, shop.id)
    today = clock.local(shop.timezone, now).date()
    days = _forecast_days(session, shop.id, today, today + timedelta(days=AHEAD_DAYS))
    left = share_left(clock.local(shop.timezone, now))
    batches = _batches(session, shop, today)
    return [
        _shelf(product, shop, leads, coming, days.get(product.id, []), batches.get(product.id, []), today, left)
        for product in products
    ]


def share_left(local: datetime) -> float:
    """The share of a day's sales that is still to come at the shop's time `local`."""
    hour = local.hour + local.minute / 60
    return min(1.0, max(0.0, (CLOSES - hour) / (CLOSES - OPENS)))


def _batches(session: Session, shop: Store, today: date) -> dict[int, list[tuple[int, Decimal]]]:
    """What there is of each product that spoils: days it can be sold still, quantity; the first to expire first."""
    held: dict[int, list[tuple[int, Decimal]]] = {}
    for batch in stock.batches(session, shop.id):
        if batch.expires_on is not None:
            left = max(0, (batch.expires_on - today).days)
            held.setdefault(batch.product_id, []).append((left, batch.quantity.value))
    return held


_FIGURES = (Forecast.mean, Forecast.p10, Forecast.p50, Forecast.p90)


@dataclass(frozen=True)
class _Day:
    ds: date
    mean: float
    p10: float
    p50: float
    p90: float


def _forecast_days(session: Session, store_id: int, begin: date, end: date) -> dict[int, list[_Day]]:
    rows = session.execute(
        select(Forecast.product_id, Forecast.ds, *(cast(one, Float) for one in _FIGURES))
        .where(Forecast.store_id == store_id, Forecast.ds >= begin, Forecast.ds <= end)
        .order_by(Forecast.product_id, Forecast.ds)
    )
    days: dict[int, list[_Day]] = {}
    for product_id, ds, mean, p10, p50, p90 in rows:
        days.setdefault(product_id, []).append(_Day(ds, mean, p10, p50, p90))
    return days


def _shelf(
    product: Product,
    shop: Store,
    leads: Mapping[int, int],
    coming: Mapping[int, Quantity],
    days: Sequence[_Day],
    batches: Sequence[tuple[int, Decimal]],
    today: date,
    left: float,
) -> Shelf:
    ahead = [day for day in days if day.ds > today]
    usual = float(product.daily_sales.value)
    demand = (
        DailyDemand(
            mean=[day.mean for day in ahead],
            p10=[day.p10 for day in ahead],
            p50=[day.p50 for day in ahead],
            p90=[day.p90 for day in ahead],
        )
        if ahead
        else usual_demand(usual)
    )
    rest = days[0].mean if days and days[0].ds == today else usual
    item = Item(
        on_hand=product.stock.value,
        cost=product.cost.value,
        price=product.price.value,
        lead_time_days=leads[product.id],
        review_days=shop.review_days,
        on_order=coming.get(product.id, Quantity(0)).value,
        pack=product.order_pack.value,
        shelf_life_days=product.shelf_life_days,
        batches=tuple(batches),
        sells_today=Quantity(f"{rest * left:.3f}").value,
    )
    week = demand.mean[:7]
    return Shelf(product, item, demand, sum(week) / len(week))


def usual_demand(daily: float) -> DailyDemand:
    """A week of days that each sell `daily` on average, with the spread of a Poisson distribution."""
    width = 1.2816 * daily**0.5
    return DailyDemand(mean=[daily] * 7, p10=[max(0.0, daily - width)] * 7, p50=[daily] * 7, p90=[daily + width] * 7)
