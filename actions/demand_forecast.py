"""`demand_forecast`: how much will sell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import reasons, wording
from actions.contract import Outcome, Phrase, Reply, Request
from actions.periods import Days, ahead, next_days
from actions.products import find, refused_unknown
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.insights import store as insights
from domain.insights.contract import Forecast
from infra import clock

_SHOWN = 5
"""Products of a forecast that names none: those that bring most."""


@dataclass(frozen=True)
class Expected:
    """How much will sell in several days together."""

    mean: Decimal
    low: Decimal
    """It will be above this with nine chances in ten, and below `high` with nine in ten."""
    high: Decimal


def demand_forecast(session: Session, request: Request) -> Outcome:
    """How much of the products that are named, or of those that bring most, will sell in a period (tomorrow, unless said),
    with the range in which four of five such periods fall. Raises Refused when no product is known.
    """
    today = clock.local(request.timezone, request.now).date()
    asked = ahead(request.period, today)
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    products = [named.product for named in found] or _best(session, request.store_id)
    numbers = [product.id for product in products]
    days_of = insights.forecasts(session, request.store_id, numbers, asked.first, asked.last)
    known = [(product, days_of[product.id]) for product in products if product.id in days_of]
    if not known:
        if not found:
            return Outcome(Reply("demand_forecast.none_at_all"))
        return Outcome(
            Reply("demand_forecast.none", {"products": tuple(wording.name(product) for product in products)})
        )
    period = _covered(asked, today, max(days[-1].ds for _, days in known))
    made_at = min(day.made_at for _, days in known for day in days)
    notes = (
        *wording.not_found(unknown),
        *(_alone(session, *known[0], today) if len(known) == 1 else ()),
        *reasons.of_age(session, request.store_id, made_at, request.now, request.timezone),
    )
    lines = tuple(_line(product, add_up(days)) for product, days in known)
    return Outcome(Reply("demand_forecast.done", {"period": period.name, "lines": lines, "notes": notes}))


def add_up(days: Sequence[Forecast]) -> Expected:
    """The forecast of several days together: means add up; the distances from the median to the 10 % and 90 % quantiles
    add up by squares, as spreads of days that do not hang together do.
    """
    mean = sum((day.mean for day in days), Decimal(0))
    median = sum((day.p50 for day in days), Decimal(0))
    below = sum(((day.p50 - day.p10) ** 2 for day in days), Decimal(0)).sqrt()
    above = sum(((day.p90 - day.p50) ** 2 for day in days), Decimal(0)).sqrt()
    # Of a thing that sells once a week the median day is nothing, and its mean may lie above the 90 % quantile.
    return Expected(mean, min(mean, max(Decimal(0), median - below)), max(mean, median + above))


def _best(session: Session, store_id: int) -> list[Product]:
    products = catalogue.all(session, store_id)
    products.sort(key=lambda product: (-(product.daily_sales.value * product.price.value), product.sku))
    return products[:_SHOWN]


def _covered(asked: Days, today: date, last: date) -> Days:
    """What was asked for, or the days up to the last that was forecast."""
    return asked if last >= asked.last else next_days(today, max(1, (last - today).days))


def _line(product: Product, expected: Expected) -> Phrase:
    low, high = wording.between(product, expected.low, expected.high)
    mean = wording.about(product, expected.mean)
    return Phrase(
        "demand_forecast.line", {"product": wording.name(product), "expected": mean, "low": low, "high": high}
    )


def _alone(session: Session, product: Product, days: Sequence[Forecast], today: date) -> tuple[Phrase, ...]:
    """What is worth saying of one product: why so much, and whether the stock will do."""
    told = reasons.of_events(session, product.store_id, days[0].ds, days[-1].ds, days[0].made_at)
    why = (*told, *reasons.of_demand(session, product, today))[: reasons.MOST]
    return (*((Phrase("note.because", {"lines": why}),) if why else ()), *_enough(product, days, today))


def _enough(product: Product, days: Sequence[Forecast], today: date) -> tuple[Phrase, ...]:
    """A note when the stock will not last through the days, if they are the next ones."""
    stock = max(product.stock.value, Decimal(0))
    if (days[0].ds - today).days > 1 or stock >= add_up(days).mean:
        return ()
    left = wording.measure(product, max(product.stock, type(product.stock)(0)))
    return (Phrase("note.not_enough", {"product": wording.name(product), "stock": left}),)
