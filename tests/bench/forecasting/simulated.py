"""Shops made up after kinds that the real sets lack: a gift wholesaler, a chain's totals, a bakery that is five months old."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Values = npt.NDArray[np.float64]


def gift_wholesaler() -> pd.DataFrame:
    """400 products of a year: orders by the dozen, closed on Saturdays, a rush before Christmas, fashions that come and go."""
    rng = np.random.default_rng(41)
    n, days = 400, 374
    ds = pd.date_range("2010-12-01", periods=days)
    weekday = np.array([1.0, 1.1, 1.05, 1.25, 0.95, 0.0, 0.65])[ds.weekday]
    season = 1 + 1.1 * np.exp(-(((ds.dayofyear.to_numpy() - 318) / 32.0) ** 2)) - 0.1 * (ds.month == 1)
    season = np.where((ds >= "2010-12-23") & (ds <= "2011-01-03"), 0.0, season)
    shop = np.exp(_wander(rng, 1, days, 0.97, 0.06))
    fashion = np.exp(_wander(rng, n, days, 0.985, 0.12))
    popular = np.minimum(np.exp(rng.normal(-0.3, 0.8, (n, 1))), 8)
    orders = rng.poisson(popular * fashion * shop * season * weekday)
    usual = np.array([2.0, 4, 6, 12, 24])[rng.integers(0, 5, (n, 1))]
    y = np.zeros((n, days))
    for item, day in zip(*np.nonzero(orders), strict=True):
        size = np.exp(rng.normal(0, 0.9, orders[item, day])) * usual[item, 0]
        y[item, day] = np.maximum(1, size.round()).sum()
    y[np.arange(days) < rng.choice([0, 0, 0, 60, 150], (n, 1))] = 0
    return _table(y, ds)


def store_totals() -> pd.DataFrame:
    """Totals of 54 stores over three years: a common season, payday at the 1st and 15th, Christmas, levels that wander."""
    rng = np.random.default_rng(42)
    n, days = 54, 1100
    ds = pd.date_range("2014-08-15", periods=days)
    weekday = np.exp(rng.normal(0, 0.08, (n, 7)) + np.log([0.95, 0.9, 0.95, 0.85, 1.0, 1.25, 1.2]))[:, ds.weekday]
    payday = np.where(np.isin(ds.day, (1, 2, 16)), 1.12, 1.0) ** rng.uniform(0.3, 1.7, (n, 1))
    year = 1 + 0.08 * np.sin(2 * np.pi * (ds.dayofyear.to_numpy() - 300) / 365.25) * rng.uniform(0, 2, (n, 1))
    year = year * np.where((ds.month == 12) & (ds.day >= 15) & (ds.day <= 24), 1.5, 1.0)
    level = np.exp(_wander(rng, n, days, 0.995, 0.02) + _wander(rng, 1, days, 0.98, 0.025))
    noise = np.exp(rng.normal(0, 0.09, (n, days)) + rng.normal(0, 0.05, (1, days)))
    y = np.exp(rng.normal(9.4, 0.5, (n, 1))) * weekday * payday * year * level * noise
    y[:, (ds.month == 1) & (ds.day == 1)] = 0
    return _table(y.round(1), ds)


def young_bakery() -> pd.DataFrame:
    """30 breads and cakes over 160 days: few sell much, weekends twice a weekday, shut two Mondays."""
    rng = np.random.default_rng(43)
    n, days = 30, 160
    ds = pd.date_range("2016-10-30", periods=days)
    weekday = np.exp(rng.normal(0, 0.15, (n, 7)) + np.log([0.8, 0.8, 0.85, 0.9, 1.1, 1.6, 1.2]))[:, ds.weekday]
    mean = np.exp(rng.normal(0.7, 1.2, (n, 1))) * weekday
    mean = mean * np.exp(_wander(rng, n, days, 0.97, 0.06) + _wander(rng, 1, days, 0.5, 0.15))
    y = rng.negative_binomial(6, 6 / (6 + mean)).astype(float)
    y[:, [57, 64]] = 0
    return _table(y, ds)


def _wander(rng: np.random.Generator, n: int, days: int, kept: float, step: float) -> Values:
    """(n, days): autoregressive walks around zero."""
    walk = np.zeros((n, days))
    for day in range(1, days):
        walk[:, day] = kept * walk[:, day - 1] + rng.normal(0, step, n)
    return walk


def _table(y: Values, ds: pd.DatetimeIndex) -> pd.DataFrame:
    names = np.array([f"{number:03}" for number in range(len(y))], dtype=object)
    table = pd.DataFrame({"unique_id": np.repeat(names, len(ds)), "ds": np.tile(ds, len(y)), "y": y.ravel()})
    return table[(table["y"] > 0) | (table["ds"] == ds[-1])].reset_index(drop=True)


SIMULATED: Final[dict[str, Callable[[], pd.DataFrame]]] = {
    "sim_gift_wholesaler": gift_wholesaler,
    "sim_store_totals": store_totals,
    "sim_young_bakery": young_bakery,
}
