"""The night's work for one store: forecasts, advice, what is low, in one transaction, so that advice is never half old."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy.orm import Session

from analytics.advise import lines_of, make_tag
from analytics.alerts import low_stock_now
from analytics.books import HISTORY_DAYS, Books, Flags, read_books
from analytics.forecasting.accuracy import Said, score_day
from analytics.forecasting.explain import to_detail
from analytics.forecasting.local import closed_days
from analytics.forecasting.serving import forecast_store
from analytics.outlook import read_covariates
from analytics.pricing.advice import advise
from analytics.pricing.elasticity import read_levels
from analytics.reading import AHEAD_DAYS, fill_shelves
from analytics.stages import stage
from domain.catalogue import store as catalogue
from domain.catalogue.models import PriceChange, Product
from domain.insights import store as insights
from domain.insights.contract import FIGURES, Sheet
from domain.insights.models import ForecastScore
from domain.local_events import store as local_events
from domain.local_events.contract import Spell
from domain.stores import store as stores
from domain.stores.models import Store
from domain.values import Quantity
from infra import clock
from infra.database.session import store_session
from infra.telemetry import log

OF_LATE_DAYS = 28
"""`Product.daily_sales` is the mean of so many days, but for those on which the shop was closed."""


def run_night(store_id: int, night: str) -> bool:
    """The work of the night `night` (an ISO date) on a store, once: False when it is done already.

    It commits as a whole or not at all, so whoever takes it up after a worker died begins it anew.
    """
    return _run(store_id, date.fromisoformat(night))


def run_store(store_id: int) -> None:
    """Forecast the store's demand for four weeks, renew its advice, and raise what is low. May run again at any time."""
    _run(store_id, None)


def _run(store_id: int, night: date | None) -> bool:
    now, began = clock.now(), time.monotonic()
    with store_session(store_id) as session:
        if not insights.begin_night(session, store_id, night, now):
            return False
        with stage("read"):
            shop = stores.get(session, store_id)
            today = clock.local(shop.timezone, now).date()
            products = catalogue.all(session, store_id)
            spells = local_events.spells(session, store_id, today - timedelta(days=HISTORY_DAYS))
            books = read_books(session, shop, products, today)
            closed = closed_days(spells, books.first, HISTORY_DAYS)
            books = books.without(closed)
            before = insights.sheet(session, store_id)
            _score(session, store_id, books, before, today)
        # What chats wait for, rows of products and of the store, is written last, and locked for a moment only.
        with session.no_autoflush:
            with stage("forecast"):
                sheet, reasons = _forecast(session, shop, books, spells, today, now)
            with stage("reorder"):
                daily = _daily_sales(books, products, closed)
                shelves = fill_shelves(session, shop, now, products, sheet, daily)
                lines = lines_of(shop, now, shelves)
            with stage("price"):
                prices = _price(session, shop, products, books, daily)
            with stage("write"):
                insights.put_sheet(session, store_id, sheet.follow(before))
                insights.put_advice(session, store_id, "demand", reasons, now)
                orders = {line.product.id: line.to_detail() for line in lines}
                insights.put_advice(session, store_id, "reorder", orders, now)
                insights.put_advice(session, store_id, "price", prices, now)
                alerts = low_stock_now(session, store_id, now, shelves)
        with stage("write"):
            session.flush()
            catalogue.put_daily_sales(session, store_id, daily)
            # Mean sales decide which of two products a name means, so a cached catalogue is old now.
            stores.touch_catalogue(session, store_id)
    log().info(
        "store advised",
        store=store_id,
        products=len(lines),
        to_order=sum(line.urgency != "none" for line in lines),
        alerts=len(alerts),
        seconds=round(time.monotonic() - began, 2),
    )
    return True


def _score(session: Session, store_id: int, books: Books, before: Sheet | None, today: date) -> None:
    """Hold the forecasts of days that are over against what was sold. Those before the sheet's own first day were held when it
    was made.
    """
    if before is None:
        return
    columns = before.between(before.day, today - timedelta(days=1))
    rows = {number: row for row, number in enumerate(books.numbers.tolist())}
    numbers = before.products.tolist()
    for offset, figures in enumerate(np.moveaxis(before.figures[:, :, columns].astype(float).round(4), 2, 0)):
        day = before.since + timedelta(days=columns.start + offset)
        column = books.column(day)
        if column < 0:
            continue
        said = {
            number: Said(**dict(zip(FIGURES, told, strict=True)))
            for number, told in zip(numbers, figures.T.tolist(), strict=True)
            if not np.isnan(told[0])
        }
        known = [(number, rows[number]) for number in said if number in rows]
        sold = {number: float(books.sold[row, column]) for number, row in known}
        score = score_day(said, sold, {number for number, row in known if books.censored[row, column]})
        if score is not None:
            kept = ForecastScore(store_id=store_id, day=day, model=before.model, **vars(score))
            insights.put_score(session, kept)


def _forecast(
    session: Session, shop: Store, books: Books, spells: Sequence[Spell], today: date, now: datetime
) -> tuple[Sheet, dict[int, dict[str, str | None]]]:
    """The forecasts of the days from today on, and by product number the reasons, as they are stored."""
    serving = insights.serving_model(session)
    version = None if serving is None else serving.version
    known = read_covariates(shop.place, today)
    made, reasons = forecast_store(version, books.to_history(), AHEAD_DAYS, today, known, spells)
    return _sheet(made, today, now), {int(name): to_detail(one) for name, one in reasons.items()}


def _sheet(made: pd.DataFrame, today: date, now: datetime) -> Sheet:
    figures = made[list(FIGURES)].to_numpy(dtype=np.float64).T.reshape(len(FIGURES), -1, AHEAD_DAYS)
    return Sheet(
        since=today,
        day=today,
        products=made["unique_id"].to_numpy()[::AHEAD_DAYS].astype(np.int64),
        figures=figures.round(4).astype(np.float32),
        model=str(made["model"].iloc[0]) if len(made) else "",
        made_at=now,
    )


def _daily_sales(books: Books, products: Sequence[Product], closed: Flags) -> dict[int, Quantity]:
    """What each product sold a day of late, by its number; what it did before, when the shop was `closed` (days,) since."""
    late = books.sold[:, -OF_LATE_DAYS:][:, ~closed[-OF_LATE_DAYS:]]
    if not late.shape[1]:
        return {product.id: product.daily_sales for product in products}
    daily = late.mean(axis=1)
    return {product.id: Quantity(f"{daily[books.row(product.id)]:.3f}") for product in products}


def _price(
    session: Session, shop: Store, products: Sequence[Product], books: Books, daily: Mapping[int, Quantity]
) -> dict[int, dict[str, object]]:
    """The price advice on each product by its number, as it is stored."""
    changes = catalogue.price_histories(session, shop.id)
    begins, details = books.begin(), {}
    for product in products:
        row, changed = books.row(product.id), changes.get(product.id, [])
        # The price levels since the first sale: what the tag said each day, and what sold.
        begin = int(begins[row])
        sold, known = books.sold[row, begin:], ~books.censored[row, begin:]
        tags = _tags(product, changed, books.first + timedelta(days=begin), len(sold), shop.timezone)
        levels = read_levels(tags[known], sold[known])
        tag = make_tag(shop, product, float(daily[product.id].value), levels, changed)
        details[product.id] = advise(tag).to_detail()
    return details


def _tags(
    product: Product, changes: Sequence[PriceChange], first: date, days: int, timezone: str
) -> npt.NDArray[np.float64]:
    """What the price tag of a product said on each of the `days` from `first` on."""
    tags = np.full(days, float((changes[0].old_price if changes else product.price).value))
    for change in changes:
        since = max((clock.local(timezone, change.changed_at).date() - first).days, 0)
        tags[since:] = float(change.new_price.value)
    return tags
