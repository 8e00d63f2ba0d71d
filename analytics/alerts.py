"""What is low enough to say unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from analytics.reading import Shelf, read_shelves
from analytics.replenishment.order import LOW_DAYS, decide
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.stock import store as stock
from domain.stores import store as stores
from domain.suppliers import orders
from domain.values import Quantity
from infra import clock

FAST_DAILY = 1.0
"""An empty shelf of a thing that sells this much a day is critical."""
LEAST_DAILY = 0.1
"""What sells less than once in ten days runs low without anybody being told."""


@dataclass(frozen=True)
class Low:
    """A product that is low, and how badly."""

    severity: Literal["critical", "important"]
    days_of_stock: Decimal


def find_low(quantity: Decimal, daily: float, until_delivery: float, shelf_life_days: int | None = None) -> Low | None:
    """Whether `quantity` is low: below 3 days of mean demand `daily`, or below `until_delivery`, what sells until an order placed
    now is on sale. None when it is not.

    Of what keeps for less than three days nobody has three days' stock: there its shelf life counts.
    """
    if daily < LEAST_DAILY:
        return None
    shelf = max(Decimal(0), quantity)
    days = float(shelf) / daily
    lasts = LOW_DAYS if shelf_life_days is None else min(LOW_DAYS, shelf_life_days)
    if days >= lasts and float(shelf) >= until_delivery:
        return None
    return Low("critical" if shelf == 0 and daily >= FAST_DAILY else "important", Decimal(f"{days:.1f}"))


def low_stock_now(
    session: Session, store_id: int, now: datetime, shelves: Sequence[Shelf] | None = None
) -> list[Alert]:
    """Raise an alert on each product that is low at `now` and was not raised today; the new ones, by sku. Of goods that are on
    order, and will be enough with that, nobody needs to be told, nor of goods that nobody ever counted.

    Kind `low_stock`, thing the product's sku, day by the store's clock. Detail, numbers as strings: `product_id`, `sku`,
    `name`, `unit`, `stock`, `days_of_stock`, `daily_demand`, `lead_time_days`, `on_order`, `order_quantity`.
    `shelves` are those of this moment, where they were read already.
    """
    shop = stores.get(session, store_id)
    day = clock.local(shop.timezone, now).date()
    shelves = read_shelves(session, shop, now) if shelves is None else shelves
    low_ones = [(shelf, low) for shelf in shelves if (low := judge(shelf)) is not None]
    coming = covered(session, store_id, [shelf for shelf, _ in low_ones], day)
    counted = stock.known(session, {shelf.product.id for shelf, _ in low_ones})
    raised = []
    for shelf, low in low_ones:
        if shelf.product.sku in coming or shelf.product.id not in counted:
            continue
        alert = insights.raise_alert(
            session,
            store_id=store_id,
            kind="low_stock",
            thing=shelf.product.sku,
            day=day,
            severity=low.severity,
            detail=_detail(shelf, low),
            now=now,
        )
        if alert is not None:
            raised.append(alert)
    return raised


def judge(shelf: Shelf) -> Low | None:
    """Whether a product on the shelf is low by now: `find_low` on what is known of it."""
    return _judge(shelf, shelf.item.on_hand)


def covered(session: Session, store_id: int, shelves: Sequence[Shelf], today: date) -> set[str]:
    """The skus of goods that are on order, and of which there is enough with that. On an order that should have come before
    `today` nobody can count.
    """
    ordered = [shelf for shelf in shelves if shelf.item.on_order > 0]
    late = orders.late(session, store_id, today) if ordered else set()
    return {
        shelf.product.sku
        for shelf in ordered
        if shelf.product.id not in late
        and _judge(shelf, max(Decimal(0), shelf.item.on_hand) + shelf.item.on_order) is None
    }


def _judge(shelf: Shelf, quantity: Decimal) -> Low | None:
    item = shelf.item
    until_delivery = float(item.sells_today) + sum(shelf.demand.mean[: item.lead_time_days])
    return find_low(quantity, shelf.daily, until_delivery, item.shelf_life_days)


def _detail(shelf: Shelf, low: Low) -> dict[str, str]:
    product = shelf.product
    return {
        "product_id": str(product.id),
        "sku": product.sku,
        "name": product.name,
        "unit": product.unit,
        "stock": str(product.stock),
        "days_of_stock": str(low.days_of_stock),
        "daily_demand": f"{shelf.daily:.3f}",
        "lead_time_days": str(shelf.item.lead_time_days),
        "on_order": str(Quantity(shelf.item.on_order)),
        "order_quantity": str(Quantity(decide(shelf.item, shelf.demand).quantity)),
    }
