"""What the books say, as values that forecasts and decisions are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from sqlalchemy.orm import Session

from analytics.replenishment.contract import DailyDemand, Item
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.insights import store as insights
from domain.insights.contract import FIGURES, Sheet
from domain.stock import batches
from domain.stores.models import Store
from domain.suppliers import store as suppliers
from domain.values import Quantity
from infra import clock

AHEAD_DAYS = 28
"""Days that are forecast each night."""
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


def read_shelves(session: Session, shop: Store, now: datetime) -> list[Shelf]:
    """Every product of the store as it stands at `now`, with the stored forecasts; by sku.

    A product without a forecast is expected to sell its mean of late, with the Poisson distribution's spread.
    """
    return fill_shelves(session, shop, now, catalogue.all(session, shop.id), insights.sheet(session, shop.id))


def fill_shelves(
    session: Session,
    shop: Store,
    now: datetime,
    products: Sequence[Product],
    sheet: Sheet | None,
    daily: Mapping[int, Quantity] | None = None,
) -> list[Shelf]:
    """As `read_shelves`, of products and forecasts that were read already, and of what each sells a day where it is known
    better than its row tells.
    """
    leads = suppliers.lead_times(session, shop.id)
    today = clock.local(shop.timezone, now).date()
    coming = suppliers.coming(session, shop.id)
    foreseen = _foreseen(sheet, today)
    usual = {product.id: product.daily_sales for product in products} | dict(daily or {})
    left = share_left(clock.local(shop.timezone, now))
    held = _batches(session, shop, today)
    return [
        _shelf(
            product,
            shop,
            leads[product.id],
            _arriving(coming.get(product.id, ()), today),
            foreseen.get(product.id),
            float(usual[product.id].value),
            held.get(product.id, []),
            left,
        )
        for product in products
    ]


def share_left(local: datetime) -> float:
    """The share of a day's sales that is still to come at the shop's time `local`."""
    hour = local.hour + local.minute / 60
    return min(1.0, max(0.0, (CLOSES - hour) / (CLOSES - OPENS)))


def _batches(session: Session, shop: Store, today: date) -> dict[int, list[tuple[int, Decimal]]]:
    """What there is of each product that spoils: days it can be sold still, quantity; the first to expire first."""
    held: dict[int, list[tuple[int, Decimal]]] = {}
    for batch in batches.of_store(session, shop.id):
        if batch.expires_on is not None:
            left = max(0, (batch.expires_on - today).days)
            held.setdefault(batch.product_id, []).append((left, batch.quantity.value))
    return held


def _arriving(coming: Sequence[tuple[date, Quantity]], today: date) -> tuple[tuple[int, Decimal], ...]:
    """Days until it is on sale, quantity. What comes on a day is on sale the next, as an order placed now is counted too."""
    return tuple((max(1, (day - today).days + 1), quantity.value) for day, quantity in coming)


@dataclass(frozen=True)
class _Foreseen:
    today: float | None
    ahead: DailyDemand | None
    """From tomorrow on."""


def _foreseen(sheet: Sheet | None, today: date) -> dict[int, _Foreseen]:
    """What is forecast of each product."""
    if sheet is None:
        return {}
    columns = sheet.between(today, today + timedelta(days=AHEAD_DAYS))
    # As exact as forecasts are told, so that a figure that was stored is the one that was made.
    figures = np.moveaxis(sheet.figures[:, :, columns].astype(np.float64).round(4), 0, 1)
    begins = 1 if sheet.since + timedelta(days=columns.start) == today else 0
    found: dict[int, _Foreseen] = {}
    for number, known, rows in zip(
        sheet.products.tolist(), (~np.isnan(figures[:, 0])).tolist(), figures.tolist(), strict=True
    ):
        # What a night forecasts of a product it forecasts of every day.
        if not any(known):
            continue
        now = rows[FIGURES.index("mean")][0] if begins and known[0] else None
        ahead = {name: row[begins:] for name, row in zip(FIGURES, rows, strict=True)}
        found[number] = _Foreseen(now, DailyDemand(**ahead) if ahead["mean"] else None)
    return found


def _shelf(
    product: Product,
    shop: Store,
    lead_time_days: int,
    arriving: tuple[tuple[int, Decimal], ...],
    foreseen: _Foreseen | None,
    usual: float,
    batches: Sequence[tuple[int, Decimal]],
    left: float,
) -> Shelf:
    demand = None if foreseen is None else foreseen.ahead
    if demand is None:
        demand = usual_demand(usual)
    rest = usual if foreseen is None or foreseen.today is None else foreseen.today
    item = Item(
        on_hand=product.stock.value,
        cost=product.cost.value,
        price=product.price.value,
        lead_time_days=lead_time_days,
        review_days=shop.review_days,
        on_order=sum((quantity for _, quantity in arriving), Decimal(0)),
        pack=product.order_pack.value,
        shelf_life_days=product.shelf_life_days,
        batches=tuple(batches),
        arriving=arriving,
        sells_today=Quantity(f"{rest * left:.3f}").value,
    )
    week = demand.mean[:7]
    return Shelf(product, item, demand, sum(week) / len(week))


def usual_demand(daily: float) -> DailyDemand:
    """A week of days that each sell `daily` on average, with the spread of a Poisson distribution."""
    width = 1.2816 * daily**0.5
    return DailyDemand(mean=[daily] * 7, p10=[max(0.0, daily - width)] * 7, p50=[daily] * 7, p90=[daily + width] * 7)
