"""The night's work for one store: forecasts, advice, what is low, in one transaction, so that advice is never half old."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from analytics.advise import all_lines, make_tag
from analytics.alerts import low_stock_now
from analytics.forecasting.accuracy import Said, score_day
from analytics.forecasting.explain import to_detail
from analytics.forecasting.serving import forecast_store
from analytics.outlook import read_covariates
from analytics.pricing.advice import advise
from analytics.pricing.contract import Level
from analytics.pricing.elasticity import read_levels
from analytics.reading import AHEAD_DAYS, read_history, read_shelves
from domain.catalogue import store as catalogue
from domain.catalogue.models import PriceChange, Product
from domain.insights import store as insights
from domain.insights.models import ForecastScore
from domain.stores import store as stores
from domain.stores.models import Store
from domain.values import Quantity
from infra import clock
from infra.database.session import store_session
from infra.telemetry import log

OF_LATE_DAYS = 28
"""`Product.daily_sales` is the mean of so many days."""


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
        shop = stores.get(session, store_id)
        today = clock.local(shop.timezone, now).date()
        products = catalogue.all(session, store_id)
        history = read_history(session, shop, today)
        _score(session, store_id, history, today)
        # What chats wait for, rows of products and of the store, is written last, and locked for a moment only.
        with session.no_autoflush:
            _forecast(session, shop, history, today, now)
            _refresh_daily_sales(products, history, today)
            shelves = read_shelves(session, shop, now)
            lines = all_lines(session, store_id, now, shelves)
            orders = {line.product.id: line.to_detail() for line in lines}
            insights.put_all_advice(session, store_id, "reorder", orders, now)
            _price(session, shop, products, history, today, now)
            alerts = low_stock_now(session, store_id, now, shelves)
        session.flush()
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


def _score(session: Session, store_id: int, history: pd.DataFrame, today: date) -> None:
    """Hold the forecasts of days that are over against what was sold, before new ones take their place."""
    said: dict[date, dict[int, Said]] = {}
    models: dict[date, str] = {}
    for row in insights.all_forecasts(session, store_id, today - timedelta(days=AHEAD_DAYS), today - timedelta(days=1)):
        one = Said(float(row.p10), float(row.p50), float(row.p90), float(row.mean))
        said.setdefault(row.ds, {})[row.product_id] = one
        models[row.ds] = row.model
    for day, forecasts in said.items():
        rows = history[history["ds"] == pd.Timestamp(day)]
        products = rows["unique_id"].astype(int)
        sold = dict(zip(products, rows["y"].tolist(), strict=True))
        score = score_day(forecasts, sold, set(products[rows["censored"].astype(bool)]))
        if score is not None:
            kept = ForecastScore(store_id=store_id, day=day, model=models[day], **vars(score))
            insights.put_score(session, kept)


def _forecast(session: Session, shop: Store, history: pd.DataFrame, today: date, now: datetime) -> None:
    serving = insights.serving_model(session)
    version = None if serving is None else serving.version
    known = read_covariates(shop.place, today)
    made, reasons = forecast_store(version, history, AHEAD_DAYS, today, known)
    insights.replace_forecasts(session, shop.id, _rows(made, now))
    insights.put_all_advice(
        session, shop.id, "demand", {int(name): to_detail(one) for name, one in reasons.items()}, now
    )


def _rows(made: pd.DataFrame, now: datetime) -> Iterator[dict[str, Any]]:
    for row in made.itertuples(index=False):
        yield {
            "product_id": int(row.unique_id),
            "ds": row.ds.date(),
            "p10": round(row.p10, 4),
            "p50": round(row.p50, 4),
            "p90": round(row.p90, 4),
            "mean": round(row.mean, 4),
            "model": row.model,
            "made_at": now,
        }


def _refresh_daily_sales(products: Sequence[Product], history: pd.DataFrame, today: date) -> None:
    late = history[history["ds"] >= pd.Timestamp(today - timedelta(days=OF_LATE_DAYS))]
    sold = late.groupby("unique_id")["y"].sum().to_dict()
    for product in products:
        product.daily_sales = Quantity(f"{sold.get(str(product.id), 0.0) / OF_LATE_DAYS:.3f}")


def _price(
    session: Session, shop: Store, products: Sequence[Product], history: pd.DataFrame, today: date, now: datetime
) -> None:
    by_product = dict(list(history.groupby("unique_id")))
    changes = catalogue.price_histories(session, shop.id)
    details = {}
    for product in products:
        days, changed = by_product.get(str(product.id)), changes.get(product.id, [])
        levels = () if days is None else _levels(product, changed, days, today, shop.timezone)
        tag = make_tag(shop, product, float(product.daily_sales.value), levels, changed)
        details[product.id] = advise(tag).to_detail()
    insights.put_all_advice(session, shop.id, "price", details, now)


def _levels(
    product: Product, changes: Sequence[PriceChange], days: pd.DataFrame, today: date, timezone: str
) -> tuple[Level, ...]:
    """The price levels of a product since its first sale: what its tag said each day, and what sold."""
    on, sold = days["ds"].to_numpy().astype("datetime64[D]"), days["y"].to_numpy(dtype=float)
    if not (sold > 0).any():
        return ()
    first = on[sold > 0].min()
    calendar = np.arange(first, np.datetime64(today, "D"))
    quantities, known = np.zeros(len(calendar)), np.ones(len(calendar), dtype=bool)
    inside = (on >= first) & (on < np.datetime64(today, "D"))
    places = (on[inside] - first).astype(int)
    quantities[places] = sold[inside]
    known[places] = ~days["censored"].to_numpy(dtype=bool)[inside]
    tags = np.full(len(calendar), float((changes[0].old_price if changes else product.price).value))
    for change in changes:
        tags[calendar >= np.datetime64(clock.local(timezone, change.changed_at).date(), "D")] = float(
            change.new_price.value
        )
    return read_levels(tags[known].tolist(), quantities[known].tolist())
