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


def infer(sales: Array, empty_now: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(days, products): days that must have been sold out, from the sales alone and what is empty at the end of them.

    The last day of what is empty now, and the days without a sale right before it; and days on which nothing sold of what
    hardly ever has such a day (by the Poisson distribution, its variance scaled to what is seen: once in 200 days), though
    the shop sold other things.
    """
    begin = max(0, len(sales) - WINDOW_DAYS)
    seen = sales[begin:]
    out = np.zeros(sales.shape, dtype=bool)
    if not len(seen):
        return out
    trailing = np.cumprod((seen[::-1] == 0), axis=0)[::-1].astype(bool)
    recent = trailing & empty_now
    recent[-1] |= empty_now
    expected = _expected(seen)
    never = np.exp(-expected / np.maximum(1.0, _dispersion(seen, expected))) < RARE
    opened = (seen > 0).sum(axis=1, keepdims=True) > 0.3 * np.median((seen > 0).sum(axis=1))
    out[begin:] = recent | ((seen == 0) & never & opened)
    return out


RARE = 0.005
BLOCK_DAYS = 56


def stretch(sales: Array) -> Array:
    """`sales` with blocks of eight weeks that look cut off at the top stretched to what demand must have been.

    Demand that meets a shelf too small for it comes out lower and too even: with c the shelf's level in standard deviations
    above the mean, the variance of min(Z, c) over that of Z says c, and c says the mean that is missing. What demand's spread is
    is taken from the product's own blocks, and is at least a Poisson variable's where whole units are sold.
    """
    count = len(sales) // BLOCK_DAYS
    if count < 2:
        return sales
    begin = len(sales) - count * BLOCK_DAYS
    made = sales.copy()
    blocks = [made[begin + number * BLOCK_DAYS : begin + (number + 1) * BLOCK_DAYS] for number in range(count)]
    expected = [_expected(block) for block in blocks]
    dispersions = np.array([_dispersion(block, mean) for block, mean in zip(blocks, expected, strict=True)])
    usual = np.quantile(dispersions, 0.75, axis=0)
    whole = (sales == np.round(sales)).all(axis=0)
    usual = np.where(whole, np.maximum(usual, 1.0), usual)
    for block, mean, dispersion in zip(blocks, expected, dispersions, strict=True):
        ratio = np.clip(dispersion / np.maximum(usual, 1e-9), _RATIO[0], 1.0)
        missing = np.interp(ratio, _RATIO, _MISSING)
        missing = np.where(mean.mean(axis=0) > LEAST_MEAN, missing, 0.0)
        stretched = mean + (block - mean) / np.sqrt(ratio) + missing * np.sqrt(mean * usual)
        block[:] = np.where(missing > 0, np.maximum(stretched, 0.0), block)
    return made


LEAST_MEAN = 1.0
_Z = np.array([_NORMAL.inv_cdf((place + 0.5) / 4000) for place in range(4000)])
_LEVELS = np.linspace(-0.6, 2.0, 27)
_RATIO = np.array([np.minimum(_Z, level).var() for level in _LEVELS])
_MISSING = np.array([-np.minimum(_Z, level).mean() for level in _LEVELS])
_MISSING[-1] = 0.0
