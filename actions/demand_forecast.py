"""`demand_forecast`: how much will sell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import reasons, wording
from actions.coming import coming, with_coming
from actions.contract import Outcome, Phrase, Reply, Request
from actions.foreseen import Foreseen, foresee, next_told
from actions.periods import Days, ahead, next_days, on
from actions.products import find, refused_unknown
from analytics.reading import AHEAD_DAYS
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.insights.contract import Forecast
from domain.stock import store as stock
from infra import clock

_EVENT_DAYS = 2
"""Of so many days at most the last is the one that an event is on: "parso" is two days."""
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
    day = request.day
    if day is None and request.period is None and request.event is not None:
        day = next_told(session, request)
    named = day is not None and today <= day < today + timedelta(days=AHEAD_DAYS)
    asked = on(day) if day is not None and named else ahead(request.period, today)
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    products = [named.product for named in found] or _best(session, request.store_id)
    numbers = [product.id for product in products]
    is_said = day is not None or request.period is not None
    seen = foresee(session, request, asked.last if is_said and asked.count <= _EVENT_DAYS else None)
    days_of = {
        number: [] if seen.sheet is None else list(seen.sheet.forecasts([number], asked.first, asked.last))
        for number in numbers
    }
    known = [(product, days_of[product.id]) for product in products if days_of[product.id]]
    if not known:
        if not found:
            return Outcome(Reply("demand_forecast.none_at_all"))
        return Outcome(
            Reply("demand_forecast.none", {"products": tuple(wording.name(product) for product in products)})
        )
    period = _covered(asked, today, max(days[-1].ds for _, days in known))
    notes = (
        *wording.not_found(unknown),
        *(
            _alone(session, *known[0], today, seen)
            if len(known) == 1
            else _because(_events(session, request.store_id, known[0][1], seen))
        ),
        *seen.unknown,
        *reasons.of_age(session, request.store_id, seen.made_at, request.now, request.timezone),
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


def _alone(
    session: Session, product: Product, days: Sequence[Forecast], today: date, seen: Foreseen
) -> tuple[Phrase, ...]:
    """What is worth saying of one product: why so much, and whether the stock will do."""
    why = (
        *_events(session, product.store_id, days, seen),
        *reasons.of_demand(session, product, today, (days[0].ds, days[-1].ds)),
    )
    # Of goods that nobody counted the books know no stock.
    counted = product.id in stock.known(session, {product.id})
    lacking = _enough(product, days, today) if counted else ()
    if lacking:
        on_its_way = coming(session, product.store_id)
        lacking = tuple(with_coming(line, product, on_its_way, today) for line in lacking)
    return (*_because(why[: reasons.MOST]), *lacking)


def _events(session: Session, store_id: int, days: Sequence[Forecast], seen: Foreseen) -> tuple[Phrase, ...]:
    """What the retailer says or said of those days."""
    return seen.named or reasons.of_events(session, store_id, days[0].ds, days[-1].ds, seen.made_at)


def _because(why: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    return (Phrase("note.because", {"lines": why}),) if why else ()


def _enough(product: Product, days: Sequence[Forecast], today: date) -> tuple[Phrase, ...]:
    """A note when the stock will not last through the days, or there is none, if they are the next ones."""
    held = max(product.stock.value, Decimal(0))
    if (days[0].ds - today).days > 1 or held >= add_up(days).mean:
        return ()
    if not held:
        return (Phrase("check_stock.line_out", {"product": wording.name(product)}),)
    left = wording.measure(product, product.stock)
    return (Phrase("note.not_enough", {"product": wording.name(product), "stock": left}),)
