"""Sample paths of demand: many futures of each product, day by day, drawn from the quantiles of its forecast.

Which futures are drawn is fixed: the same forecast gives the same paths, whatever product it belongs to and whatever
stands beside it, so that equal products get equal orders and more stock never means a larger order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from analytics.replenishment.contract import DailyDemand

Array = npt.NDArray[np.float64]

PATHS = 256
CORRELATION = 0.05
"""Between the days of one product: what a forecast gets wrong about tomorrow's level it gets wrong the day after too."""
COUNTED_BELOW = 5.0
"""A day that sells less on average is drawn as whole units, from the negative binomial distribution."""
DISPERSIONS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.5, 8.0, 12.0)
_SHORT = 1.0
"""Of a whole unit: how far below p90 the distribution must reach nine days of ten. Anything from 0 to 1 agrees with p90."""
_MOST = 400
_NORMAL = NormalDist()
_Z90 = _NORMAL.inv_cdf(0.9)
_SEED = 20260101


def sample(demands: Sequence[DailyDemand], days: int) -> Array:
    """(products, PATHS, days) of demand. Days past a forecast repeat its last week, or its mean day when it has no week.

    Each day has the forecast's mean. On busy days its shape is that of two half normals that meet in p50 and pass through
    p10 and p90; on quiet ones (COUNTED_BELOW) it is Poisson's, or negative binomial where p90 says that it varies more. Days
    depend on one another by a Gaussian copula with CORRELATION.
    """
    mean, p10, p50, p90 = (
        _table([getattr(one, name) for one in demands], days) for name in ("mean", "p10", "p50", "p90")
    )
    # A range of no width, or as narrow as no count can be, is an amount that is known.
    narrow = ((p90 - p10) < 0.5 * np.sqrt(mean)) & (p90 >= 0.99 * mean)
    counted = (mean.mean(axis=1) < COUNTED_BELOW) & ~(narrow & (mean > 0)).any(axis=1)
    paths = np.empty((len(demands), PATHS, days))
    if counted.any():
        paths[counted] = _counts(mean[counted], _dispersion(mean[counted], p90[counted]))
    measured = ~counted
    if measured.any():
        paths[measured] = _amounts(mean[measured], p10[measured], p50[measured], p90[measured])
    return paths


def means(demands: Sequence[DailyDemand], days: int) -> Array:
    """(products, days): the forecasts' means, as `sample` goes on past their ends."""
    return _table([one.mean for one in demands], days)


def _table(rows: list[Sequence[float]], days: int) -> Array:
    table = np.empty((len(rows), days))
    for place, row in enumerate(rows):
        known = len(row)
        table[place, :known] = row[:days]
        if known < days:
            week = np.asarray(row[-7:] if known >= 7 else [sum(row) / known], dtype=float)
            table[place, known:] = np.resize(week, days - known)
    return table


def _dispersion(mean: Array, p90: Array) -> Array:
    """(products, 1): the least variance over mean, of DISPERSIONS, whose counts reach up to p90 in one day of ten.

    A p90 of one unit says little where most days sell none: Poisson counts of mean 0.25 have it too. So the least is taken.
    """
    tried = np.array(DISPERSIONS)
    below = _reached(mean, tried[:, None, None], np.maximum(p90 - _SHORT, -1.0))
    weights = mean + 1e-9
    fits = (below * weights).sum(axis=2) / weights.sum(axis=1) <= 0.9
    # The last is taken where none fits.
    fits[-1] = True
    return np.asarray(tried[fits.argmax(axis=0)][:, None])


def _reached(mean: Array, dispersion: Array, count: Array) -> Array:
    """P(D <= count), between whole counts on a straight line; zero below none."""
    total, before = np.zeros(np.broadcast_shapes(mean.shape, dispersion.shape)), np.floor(count)
    part = count - before
    last = before.max(initial=-1.0)
    for k, mass in enumerate(_masses(mean, dispersion)):
        total += mass * ((k <= before) + part * (k == before + 1))
        if k > last:
            break
    return total


def _masses(mean: Array, dispersion: Array) -> Iterator[Array]:
    """P(D = 0), P(D = 1), … of the negative binomial distribution with variance `dispersion` * mean."""
    size = mean / np.maximum(dispersion - 1.0, 1e-6)
    share = 1.0 - 1.0 / np.maximum(dispersion, 1.0 + 1e-6)
    mass = np.exp(size * np.log1p(-share))
    for k in range(_MOST):
        yield mass
        mass = mass * (k + size) / (k + 1) * share


def _amounts(mean: Array, p10: Array, p50: Array, p90: Array) -> Array:
    z = _deviates(mean.shape[1])[None]
    above, below = ((side / _Z90)[:, None, :] for side in (np.maximum(p90 - p50, 0), np.maximum(p50 - p10, 0)))
    drawn = np.maximum(p50[:, None, :] + np.where(z > 0, above, below) * z, 0.0)
    seen = drawn.mean(axis=1)
    return np.asarray(
        np.where(seen[:, None, :] > 1e-12, drawn * (mean / np.maximum(seen, 1e-12))[:, None, :], mean[:, None, :])
    )


def _counts(mean: Array, dispersion: Array) -> Array:
    """Negative binomial counts by inversion: of each path, how many k have a P(D <= k) below its probability."""
    ranked, rank = _ranked(mean.shape[1])
    highest, reached = float(ranked.max()), [np.zeros_like(mean)]
    for mass in _masses(mean, dispersion):
        reached.append(reached[-1] + mass)
        if (reached[-1] >= highest).all():
            break
    below = np.stack(reached[1:])
    drawn = np.empty((mean.shape[1], len(mean), PATHS))
    first = np.arange(len(mean)) * (PATHS + 1)
    for day in range(mean.shape[1]):
        # Those of the paths, in the order of their probabilities, that each k is left behind by.
        passed = first + np.searchsorted(ranked[day], below[:, :, day], side="right")
        begun = np.bincount(passed.ravel(), minlength=len(mean) * (PATHS + 1)).reshape(len(mean), -1)
        drawn[day] = begun.cumsum(axis=1)[:, rank[day]]
    return np.moveaxis(drawn, 0, 2)


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
    return np.asarray(np.vectorize(_NORMAL.cdf, otypes=[float])(_deviates(days)), dtype=np.float64)


@lru_cache(maxsize=64)
def _ranked(days: int) -> tuple[Array, npt.NDArray[np.int64]]:
    """(days, PATHS): the probabilities of each day in order, and the place of each path in that order."""
    places = _probabilities(days).T
    return np.sort(places, axis=1), places.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
