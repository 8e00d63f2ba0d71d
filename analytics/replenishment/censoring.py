"""What would have sold on days that sold out: the sales of such a day are the least that was asked for."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

WINDOW_DAYS = 84
"""Only the last twelve weeks are filled in; a forecast leans on those."""
ROUNDS = 6
HIGHEST = 3.0
"""No day is filled in above so many times what it should have sold: a shelf that is always empty tells no upper end."""
_GOLDEN = (math.sqrt(5) - 1) / 2
_NORMAL = NormalDist()


def fill_in(sales: Array, sold_out: npt.NDArray[np.bool_]) -> Array:
    """`sales` (days, products) with estimates in the place of those on days of `sold_out`, never below what was sold.

    Expectation and maximisation of a censored normal (Tobin, Econometrica 26, 1958) around each weekday's mean, with a variance
    proportional to the mean. The estimates are spread as demand is, by fixed places in its distribution, not all at its mean: a forecast
    made from them is as uncertain as it should be.
    """
    begin = max(0, len(sales) - WINDOW_DAYS)
    seen, out = sales[begin:], sold_out[begin:]
    if not out.any() or len(seen) < 7:
        return sales
    day, product = np.nonzero(out)
    filled = seen.copy()
    place = (_GOLDEN * (day + 1) + product * 0.381966) % 1.0
    for _ in range(ROUNDS):
        expected = _expected(filled)
        spread = np.sqrt(expected * _dispersion(filled, expected))
        mean, deviation = expected[day, product], np.maximum(spread[day, product], 1e-9)
        least = seen[day, product]
        low = _cdf((least - mean) / deviation)
        drawn = mean + deviation * _inverse(low + place * (1 - low))
        filled[day, product] = np.clip(drawn, least, np.maximum(least, HIGHEST * mean))
    return np.concatenate([sales[:begin], filled])


def _expected(filled: Array) -> Array:
    """(days, products): the mean of all days, times the weekday's factor, drawn halfway to one as chance has its part."""
    days = len(filled)
    weekday = np.arange(days) % 7
    overall = filled.mean(axis=0)
    means = np.stack([filled[weekday == one].mean(axis=0) for one in range(7)])
    return np.asarray(0.5 * overall + 0.5 * means[weekday])


def _dispersion(filled: Array, expected: Array) -> Array:
    """(products,): variance over mean."""
    error = ((filled - expected) ** 2).mean(axis=0)
    return np.asarray(np.maximum(error / np.maximum(expected.mean(axis=0), 1e-9), 0.1))


_cdf = np.vectorize(_NORMAL.cdf, otypes=[float])


def _inverse(probability: Array) -> Array:
    return np.vectorize(_NORMAL.inv_cdf, otypes=[float])(np.clip(probability, 1e-6, 1 - 1e-6))
