"""Shops made up after kinds that the real sets lack: a gift wholesaler, a chain's totals, a bakery that is five months old."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Values = npt.NDArray[np.float64]


def gift_wholesaler() -> pd.DataFrame:
    """400 products of a year, sold on half its days: hundreds of small orders beside dozens and gross of bulk buyers, closed on
    Saturdays and holidays, a rush from September to Christmas, fashions, goods that are out of stock for weeks.

    Order lines are distributed nearly as those of a British gift wholesaler (UCI Online Retail, from memory): median 3, upper
    quartile 8 (there 10), 95th percentile 30, 99th 100, one in a thousand beyond 500; twice as many in November as in spring.
    """
    rng = np.random.default_rng(44)
    n, days = 400, 374
    ds = pd.date_range("2010-12-01", periods=days)
    shop = np.exp(_wander(rng, 1, days, 0.9, 0.08) + rng.normal(0, 0.2, (1, days)))
    fashion = np.exp(_wander(rng, n, days, 0.985, 0.1))
    popular = np.minimum(np.exp(rng.normal(0.05, 0.65, (n, 1))), 8)
    for_christmas = np.interp(np.arange(days), *zip(*_CHRISTMAS_GOODS, strict=True))
    wanted = np.where(rng.random((n, 1)) < 0.08, for_christmas, 1.0)
    rate = popular * fashion * shop * _trading(ds) * wanted
    for item in range(n):
        for _ in range(rng.poisson(0.7)):
            begin = rng.integers(0, days)
            rate[item, begin : begin + rng.integers(7, 35)] = 0
    lines = rng.poisson(rate * rng.gamma(4, 1 / 4, rate.shape))
    packs, shares = zip(*_PACKS, strict=True)
    pack = np.array(packs, dtype=float)[rng.choice(len(packs), n, p=shares)]
    small, bulk = rng.beta(4, 4, n), rng.beta(1.5, 30, n)
    y = np.zeros((n, days))
    for item, day in zip(*np.nonzero(lines), strict=True):
        y[item, day] = _order(rng, lines[item, day], pack[item], small[item], bulk[item]).sum()
    y[np.arange(days) < np.where(rng.random((n, 1)) < 0.3, rng.integers(20, 240, (n, 1)), 0)] = 0
    return _table(y, ds)


_PACKS: Final = (
    (1, 0.1), (2, 0.14), (3, 0.08), (4, 0.16), (6, 0.2), (10, 0.08), (12, 0.16), (24, 0.05), (25, 0.03)
)  # fmt: skip
"""Sizes that products are ordered by, and the share of products."""
_CHRISTMAS_GOODS: Final = ((0, 1.5), (15, 1.2), (25, 0.3), (40, 0.05), (250, 0.1), (290, 1.5), (330, 3.0), (374, 2.0))
"""Days from the first of December on, and how much of the usual Christmas goods then sell."""
_MONTHS: Final = (0.95, 0.85, 0.95, 0.88, 1.0, 1.0, 1.05, 0.95, 1.3, 1.55, 2.1, 1.9)


def _trading(ds: pd.DatetimeIndex) -> Values:
    """(days,): the wholesaler's week and year, zero while it is closed."""
    week = np.array([0.95, 1.02, 0.97, 1.1, 0.85, 0.0, 0.75])[ds.day_of_week]
    middles = [*(15 + 30.4 * np.arange(12)), 380]
    closed = ((ds >= "2010-12-24") & (ds <= "2011-01-03")) | ds.isin(
        pd.to_datetime(["2011-04-22", "2011-04-25", "2011-04-29", "2011-05-02", "2011-05-30", "2011-08-29"])
    )
    return np.where(closed, 0.0, week * np.interp(ds.day_of_year, middles, [*_MONTHS, 1.0]))


def _order(rng: np.random.Generator, lines: int, pack: float, small: float, bulk: float) -> Values:
    """The quantity of each of so many order lines: a few, or a pack or more, and of some buyers many packs."""
    drawn = rng.random(lines)
    few = rng.geometric(0.55, lines)
    size = np.where(drawn < small, few, pack * rng.choice([1, 2, 3, 4], lines, p=[0.68, 0.2, 0.05, 0.07]))
    large = pack * np.ceil(5 * np.exp(rng.normal(0, 1.3, lines)))
    return np.where(rng.random(lines) < bulk, large, size)


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
