"""Our policy, and an oracle, as the simulation calls them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd

from analytics.forecasting import engine
from analytics.replenishment.censoring import estimate
from analytics.replenishment.contract import DailyDemand, Item
from analytics.replenishment.order import decide_all
from tests.bench.inventory.shops import KEEPS, Array, Shop
from tests.bench.inventory.simulation import Policy, View

HISTORY_DAYS = 365
AHEAD_DAYS = 28
Foresee = Callable[[pd.DataFrame, int, date], pd.DataFrame]
Ahead = Callable[[View, list[int]], list[DailyDemand]]


def forecasting(model: str, every: int, told: bool = True) -> Callable[[Shop, int], Policy]:
    """Ours, on the forecasts of `model`, made anew each `every` days (and meanwhile those of the last time).

    `told`: which days sold out is known, as it is from a shop's books. Else it is known of today only, as from the files that
    `vyapari reorder` reads.
    """

    def start(shop: Shop, begin: int) -> Policy:
        made: dict[str, tuple[int, dict[int, pd.DataFrame]]] = {}
        foresee = _trained(shop, begin, model)

        def ahead(view: View, chosen: list[int]) -> list[DailyDemand]:
            if "last" not in made or view.day - made["last"][0] >= every:
                made["last"] = view.day, _forecast(view, foresee, told)
            day, tables = made["last"]
            return [_demand(tables[place].iloc[view.day - day :]) for place in chosen]

        return lambda view: _order(view, ahead)

    return start


def oracle(shop: Shop, begin: int) -> Policy:
    """Ours, knowing what will be asked for."""

    def ahead(view: View, chosen: list[int]) -> list[DailyDemand]:
        future = view.shop.demand[view.day + 1 : view.day + 1 + AHEAD_DAYS]
        return [DailyDemand(*[future[:, place].tolist()] * 4) for place in chosen]

    return lambda view: _order(view, ahead)


def _order(view: View, ahead: Ahead) -> Array:
    due = np.flatnonzero(view.due).tolist()
    ordered = np.zeros(len(view.due))
    if due:
        decided = decide_all([_item(view, place) for place in due], ahead(view, due))
        ordered[due] = [float(one.quantity) for one in decided]
    return ordered


def _item(view: View, place: int) -> Item:
    shop, keeps = view.shop, int(view.shop.life[place])
    shelf, coming = view.shelf[place], view.coming[place]
    return Item(
        on_hand=Decimal(str(shelf.sum())),
        cost=Decimal(str(shop.cost[place])),
        price=Decimal(str(shop.price[place])),
        lead_time_days=int(shop.lead[place]),
        review_days=int(shop.review[place]),
        on_order=Decimal(str(coming.sum())),
        pack=Decimal(str(shop.pack[place])),
        shelf_life_days=None if keeps >= KEEPS else keeps,
        batches=tuple((int(day), Decimal(str(shelf[day]))) for day in np.flatnonzero(shelf)) if keeps < KEEPS else (),
        arriving=tuple((int(day) + 1, Decimal(str(coming[day]))) for day in np.flatnonzero(coming)),
    )


def _forecast(view: View, foresee: Foresee, told: bool) -> dict[int, pd.DataFrame]:
    begin = max(0, view.day + 1 - HISTORY_DAYS)
    history = _history(view.shop, view.sales[begin:], begin)
    if told:
        history["censored"] = view.sold_out[begin:].T.ravel()
    items = {name: _item(view, place) for place, name in enumerate(history["unique_id"].unique())}
    made = foresee(estimate(history, items, history["ds"].max()), AHEAD_DAYS, _day(view.shop, view.day + 1))
    return {int(name): rows for name, rows in made.groupby("unique_id", sort=False)}


def _history(shop: Shop, sales: Array, begin: int) -> pd.DataFrame:
    days = shop.first + pd.to_timedelta(np.arange(begin, begin + len(sales)), unit="D")
    number = sales.shape[1]
    names = np.array([f"{place:04d}" for place in range(number)], dtype=object)
    return pd.DataFrame(
        {"unique_id": np.repeat(names, len(days)), "ds": np.tile(days.to_numpy(), number), "y": sales.T.ravel()}
    )


def _day(shop: Shop, day: int) -> date:
    return (shop.first + timedelta(days=day)).date()


def _trained(shop: Shop, begin: int, model: str) -> Foresee:
    """Forecasts by `model`; where the default engine keeps what it learnt, it learns once, before the simulation begins."""
    if model != engine.DEFAULT or not hasattr(engine, "train"):
        return lambda history, horizon, start: engine.forecast(history, horizon, start, model)
    first = max(0, begin - HISTORY_DAYS)
    learned = engine.train(_history(shop, shop.demand[first:begin], first), AHEAD_DAYS, _day(shop, begin))
    return lambda history, horizon, start: engine.forecast_with(learned, history, horizon, start)


def _demand(rows: pd.DataFrame) -> DailyDemand:
    return DailyDemand(**{name: rows[name].tolist() for name in ("mean", "p10", "p50", "p90")})
