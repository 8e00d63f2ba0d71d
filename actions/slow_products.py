"""`slow_products`: what lies on the shelf, and the money in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Outcome, Phrase, Reply, Request, Value
from actions.periods import back
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.sales import sums
from domain.sales.sums import Pace
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money
from infra import clock

USUAL_DAYS = 30
"""So many days are looked back on, unless said, and so many days of stock are too much (product.md, "Business rules")."""
FEWEST_DAYS = 7
"""In less nobody can tell."""


@dataclass(frozen=True)
class Slow:
    """A product that does not move: how many days of stock there are, or None when nothing was sold in the days looked at."""

    product: Product
    value: Money
    """At the average cost."""
    idle_days: int
    """Since the last sale, or since it is in the shop."""
    days_of_stock: int | None


def slow_products(session: Session, request: Request) -> Outcome:
    """What sold nothing in the last 30 days (or the days said), or lasts for more than 30 days at the pace of these; those
    that bind most money first, and how much that is in all.
    """
    today = clock.local(request.timezone, request.now).date()
    days = max(FEWEST_DAYS, back(request.period, today).count) if request.period is not None else USUAL_DAYS
    since, _ = clock.day_bounds(today - timedelta(days=days - 1), request.timezone)
    paces = sums.paces(session, request.store_id, since)
    judged = [
        judge(product, paces.get(product.id), since, days, today, request.timezone)
        for product in catalogue.all(session, request.store_id)
    ]
    slow = sorted((each for each in judged if each is not None), key=lambda each: (-each.value.value, each.product.sku))
    if not slow:
        return Outcome(Reply("slow_products.none"))
    lines, more = wording.listed([_line(each) for each in slow], request.channel)
    total = sum((each.value for each in slow), ZERO_MONEY)
    return Outcome(Reply("slow_products.list", {"total": total, "lines": lines, "more": more}))


def judge(product: Product, pace: Pace | None, since: datetime, days: int, today: date, zone: str) -> Slow | None:
    """Whether a product is slow by what sold of it in the `days` days from `since` on. What is new in the shop is not yet."""
    if not product.stock > ZERO_QUANTITY or product.created_at > since:
        return None
    last = product.created_at if pace is None or pace.last_sold_at is None else pace.last_sold_at
    idle = (today - clock.local(zone, last).date()).days
    value = product.cost * product.stock
    if pace is None or not pace.quantity > ZERO_QUANTITY:
        return Slow(product, value, idle, None)
    lasts = int(product.stock.value * Decimal(days) / pace.quantity.value)
    return Slow(product, value, idle, lasts) if lasts > USUAL_DAYS else None


def _line(slow: Slow) -> Phrase:
    params: dict[str, Value] = {
        "product": wording.name(slow.product),
        "quantity": wording.measure(slow.product, slow.product.stock),
        "value": slow.value,
    }
    if slow.days_of_stock is None:
        return Phrase("slow_products.line_unsold", {**params, "days": slow.idle_days})
    return Phrase("slow_products.line", {**params, "days": slow.days_of_stock})
