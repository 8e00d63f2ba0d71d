"""Sample paths of demand: many futures of each product, day by day, drawn from the quantiles of its forecast.

Which futures are drawn is fixed: the same forecast gives the same paths, whatever product it belongs to and whatever
stands beside it, so that equal products get equal orders and more stock never means a larger order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from analytics.replenishment.contract import DailyDemand

Array = npt.NDArray[np.float64]

PATHS = 256
CORRELATION = 0.10
"""Between the days of one product: what a forecast gets wrong about tomorrow's level it gets wrong the day after too."""
COUNTED_BELOW = 5.0
"""A day that sells less on average is drawn as whole units, from the negative binomial distribution."""
_NORMAL = NormalDist()
_Z90 = _NORMAL.inv_cdf(0.9)
_SEED = 20260101


def sample(demands: Sequence[DailyDemand], days: int) -> Array:
    """(products, PATHS, days) of demand. Days past a forecast repeat its last week, or its mean day when it has no week.

    Each day has the forecast's mean. On busy days its shape is that of two half normals that meet in p50 and pass through
    p10 and p90; on quiet ones (COUNTED_BELOW), where demand varies at least as a Poisson variable, it is negative binomial
    with the same mean and variance. Days depend on one another by a Gaussian copula with CORRELATION.
    """
    mean, p10, p50, p90 = (_table([getattr(one, name) for one in demands], days) for name in ("mean", "p10", "p50", "p90"))
    variance = _variances(mean, p10, p50, p90)
    counted = (mean.mean(axis=1) < COUNTED_BELOW) & (variance >= 0.999 * mean).all(axis=1)
    paths = np.empty((len(demands), PATHS, days))
    if counted.any():
        paths[counted] = _counts(mean[counted], variance[counted])
    measured = ~counted
    if measured.any():
        paths[measured] = _amounts(mean[measured], p10[measured], p50[measured], p90[measured])
    return paths


def _table(rows: list[Sequence[float]], days: int) -> Array:
    table = np.empty((len(rows), days))
    for place, row in enumerate(rows):
        known = len(row)
        table[place, :known] = row[:days]
        if known < days:
            week = np.asarray(row[-7:] if known >= 7 else [sum(row) / known], dtype=float)
            table[place, known:] = np.resize(week, days - known)
    return table


def _variances(mean: Array, p10: Array, p50: Array, p90: Array) -> Array:
    """Of each day: from the upper side of its range or the whole, whichever is wider.

    A p90 below the mean is a product that sells now and then: the range says nothing of its spread, which is the Poisson
    distribution's, its mean.
    """
    seen = (np.maximum(p90 - p50, (p90 - p10) / 2) / _Z90) ** 2
    return np.where((p90 < 0.99 * mean) | (p90 <= 0), mean, seen)


def _amounts(mean: Array, p10: Array, p50: Array, p90: Array) -> Array:
    z = _deviates(mean.shape[1])[None]
    above, below = ((side / _Z90)[:, None, :] for side in (np.maximum(p90 - p50, 0), np.maximum(p50 - p10, 0)))
    drawn = np.maximum(p50[:, None, :] + np.where(z > 0, above, below) * z, 0.0)
    seen = drawn.mean(axis=1)
    return np.asarray(np.where(seen[:, None, :] > 1e-12, drawn * (mean / np.maximum(seen, 1e-12))[:, None, :], mean[:, None, :]))


def _counts(mean: Array, variance: Array) -> Array:
    """Negative binomial counts by inversion; Poisson where the variance is the mean."""
    place = _probabilities(mean.shape[1])[None]
    beyond = np.maximum(variance - mean, 1e-6 * mean + 1e-12)
    size = mean**2 / beyond
    share = mean / np.maximum(mean + size, 1e-300)
    mass = np.exp(-size * np.log1p(mean / np.maximum(size, 1e-300)))
    reached = mass.copy()
    drawn = np.zeros((len(mean), PATHS, mean.shape[1]))
    highest, k = float(place.max()), 0
    while k < 400:
        drawn += place > reached[:, None, :]
        if (reached >= highest).all():
            break
        mass = mass * (k + size) / (k + 1) * share
        reached = reached + mass
        k += 1
    return drawn


@lru_cache(maxsize=64)
def _deviates(days: int) -> Array:
    """(PATHS, days) of standard normals: each day's are the same stratified PATHS, in an order of its own."""
    random = np.random.default_rng(_SEED)
    strata = np.array([_NORMAL.inv_cdf((place + 0.5) / PATHS) for place in range(PATHS)])
    strata /= strata.std()
    level = random.permutation(strata)
    # Day by day, so that a longer horizon has the same first days.
    daily = np.stack([random.permutation(strata) for _ in range(days)], axis=1)
    return math.sqrt(CORRELATION) * level[:, None] + math.sqrt(1 - CORRELATION) * daily


@lru_cache(maxsize=64)
def _probabilities(days: int) -> Array:
    return np.vectorize(_NORMAL.cdf, otypes=[float])(_deviates(days))
