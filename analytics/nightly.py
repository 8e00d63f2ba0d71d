"""The night's work for one store: forecasts, advice, what is low, in one transaction, so that advice is never half old."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from analytics.advise import all_lines, read_tag
from analytics.alerts import low_stock_now
from analytics.forecasting.kept import forecast_store
from analytics.pricing.advice import advise
from analytics.pricing.contract import Level
from analytics.pricing.elasticity import read_levels
from analytics.reading import AHEAD_DAYS, read_history
from domain.catalogue import store as catalogue
from domain.catalogue.models import PriceChange, Product
from domain.insights import store as insights
from domain.stores import store as stores
from domain.stores.models import Store
from domain.values import Quantity
from infra import clock
from infra.database.session import store_session
from infra.telemetry import log

OF_LATE_DAYS = 28
"""`Product.daily_sales` is the mean of so many days."""


def run_store(store_id: int, train: bool = True) -> None:
    """Forecast the store's demand for four weeks, renew its advice, and raise what is low. May run again at any time.

    A store's forecasting model is trained once a week, which takes some seconds, unless `train` is false.
    """
    now, began = clock.now(), time.monotonic()
    with store_session(store_id) as session:
        shop = stores.get(session, store_id)
        today = clock.local(shop.timezone, now).date()
        history = read_history(session, shop, today)
        _forecast(session, store_id, history, today, now, train)
        _refresh_daily_sales(session, shop, history, today)
        session.flush()
        lines = all_lines(session, store_id, now)
        for line in lines:
            insights.put_advice(session, store_id, "reorder", line.product.id, line.to_detail(), now)
        _price(session, shop, history, today, now)
        alerts = low_stock_now(session, store_id, now)
    log().info(
        "store advised",
        store=store_id,
        products=len(lines),
        to_order=sum(line.urgency != "none" for line in lines),
        alerts=len(alerts),
        seconds=round(time.monotonic() - began, 2),
    )


def _forecast(session: Session, store_id: int, history: pd.DataFrame, today: date, now: datetime, train: bool) -> None:
    made = forecast_store(store_id, history, AHEAD_DAYS, today, train)
    insights.replace_forecasts(session, store_id, _rows(made, now))


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


def _refresh_daily_sales(session: Session, shop: Store, history: pd.DataFrame, today: date) -> None:
    late = history[history["ds"] >= pd.Timestamp(today - timedelta(days=OF_LATE_DAYS))]
    sold = late.groupby("unique_id")["y"].sum().to_dict()
    for product in catalogue.all(session, shop.id):
        product.daily_sales = Quantity(f"{sold.get(str(product.id), 0.0) / OF_LATE_DAYS:.3f}")
    # They decide which of two products a name means, so a cached catalogue is old now.
    stores.touch_catalogue(session, shop.id)


def _price(session: Session, shop: Store, history: pd.DataFrame, today: date, now: datetime) -> None:
    by_product = dict(list(history.groupby("unique_id")))
    for product in catalogue.all(session, shop.id):
        days = by_product.get(str(product.id))
        changes = catalogue.price_history(session, product.id)
        levels = () if days is None else _levels(product, changes, days, today, shop.timezone)
        tag = read_tag(session, shop, product, float(product.daily_sales.value), levels)
        insights.put_advice(session, shop.id, "price", product.id, advise(tag).to_detail(), now)


def _levels(
    product: Product, changes: Sequence[PriceChange], days: pd.DataFrame, today: date, timezone: str
) -> tuple[Level, ...]:
    """The price levels of a product since its first sale: what its tag said each day, and what sold."""
    first = days.loc[days["y"] > 0, "ds"].min()
    calendar = pd.date_range(first, today - timedelta(days=1)).difference(days.loc[days["censored"], "ds"])
    sold = days.set_index("ds")["y"].reindex(calendar, fill_value=0.0)
    tags = pd.Series(float((changes[0].old_price if changes else product.price).value), index=calendar)
    for change in changes:
        set_on = pd.Timestamp(clock.local(timezone, change.changed_at).date())
        tags[calendar >= set_on] = float(change.new_price.value)
    return read_levels(tags.tolist(), sold.tolist())
