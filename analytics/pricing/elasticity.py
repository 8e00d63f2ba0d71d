"""How the quantity sold answers to the price: from the store's own price changes, else an assumption that says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.pricing.contract import Elasticity, Level
from domain.values import Money

ASSUMED: Final = Elasticity(-1.5, -2.5, -0.5, "assumed")
"""What food in shops shows: own-price elasticities around -0.5 to -2.5 (Andreyeva, Long and Brownell, 2010, for food groups;
Bijmolt, van Heerde and Pieters, 2005, for brands, higher)."""
LEAST_DAYS = 14
"""Days at a price before its sales tell anything."""
LEAST_CHANGE = 0.03
"""Prices that lie closer are one price."""
_PRIOR_SD = 0.5


def read_levels(prices: npt.ArrayLike, quantities: npt.ArrayLike) -> tuple[Level, ...]:
    """The price levels of days (day by day: price and quantity sold), lowest first. Days without a price are left out."""
    told, sold = np.asarray(prices, dtype=float), np.asarray(quantities, dtype=float)
    told = np.where(np.isfinite(told) & (told > 0), np.round(told, 2), 0.0)
    levels = []
    for price in np.unique(told[told > 0]).tolist():
        then = sold[told == price]
        levels.append(Level(Money(f"{price:.2f}"), len(then), float(then.mean())))
    return tuple(levels)


def estimate(levels: Sequence[Level]) -> Elasticity:
    """The elasticity that `levels` show, drawn to the assumed one as far as they are uncertain.

    Log quantity on log price over the levels, weighted by what was sold (a mean of counts has a log variance of about one over
    the count), overdispersion included. A slope that is not clearly below zero is no elasticity: prices and demand rise
    together in a season, and then the assumption stands, marked as one.
    """
    told = [level for level in levels if level.days >= LEAST_DAYS and level.daily > 0]
    if len(told) < 2:
        return ASSUMED
    x = np.log([float(level.price.value) for level in told])
    if x.max() - x.min() < LEAST_CHANGE:
        return ASSUMED
    y = np.log([level.daily for level in told])
    weight = np.array([level.daily * level.days for level in told])
    centre = x - np.average(x, weights=weight)
    spread = float((weight * centre**2).sum())
    slope = float((weight * centre * y).sum() / spread)
    left = y - np.average(y, weights=weight) - slope * centre
    # Shop counts vary about twice as much as Poisson's; more where the levels do not lie on a line.
    excess = max(2.0, float((weight * left**2).sum()) / max(1, len(told) - 2))
    variance = excess / spread
    if slope + 1.96 * math.sqrt(variance) >= 0:
        return ASSUMED
    precision = 1 / variance + 1 / _PRIOR_SD**2
    value = (slope / variance + ASSUMED.value / _PRIOR_SD**2) / precision
    error = 1.96 / math.sqrt(precision)
    return Elasticity(value, value - error, value + error, "own_history")


def expected_daily(daily: float, old: Money, new: Money, elasticity: Elasticity) -> float:
    """What sells a day at the price `new` when `daily` sells at `old`: constant elasticity."""
    if old.value <= 0 or new.value <= 0:
        return daily
    return float(daily * float(new.value / old.value) ** elasticity.value)
