"""What would have sold on days that sold out: the sales of such a day are the least that was asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.replenishment.contract import Item
from analytics.replenishment.order import critical_ratio

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WINDOW_DAYS = 84
"""Only the last twelve weeks are filled in; a forecast leans on those."""
BLOCK_DAYS = 56
ROUNDS = 6
HIGHEST = 3.0
"""No day is filled in above so many times what it should have sold: a shelf that is always empty tells no upper end."""
RARE = 0.005
"""A day without a sale that comes less often by chance was a day without stock."""
FULL_SERVICE = 0.9
"""What is ordered to last so often is seldom sold out, and its sales are its demand."""
LEAST_MEAN = 1.0
"""Of what sells less a day, the spread says nothing about the shelf."""
SLOW = 3.0
MOST_RECOVERED = 1.5
_GOLDEN = (math.sqrt(5) - 1) / 2
_NORMAL = NormalDist()


def estimate(history: pd.DataFrame, items: Mapping[str, Item], last: pd.Timestamp) -> pd.DataFrame:
    """`history` (unique_id, ds, y, perhaps censored) with days that sold out put right, as far as can be told.

    `censored` of a day that sold something becomes an estimate of its demand; that of a day that sold nothing stays. Without
    that column, what is not on hand after `last` was sold out on it, and other days are judged by `infer` and `stretch`.
    """
    if history.empty:
        return history
    names = sorted(set(history["unique_id"]))
    days = pd.date_range(history["ds"].min(), last)
    rows = (history["ds"] - days[0]).dt.days.to_numpy()
    columns = pd.Index(names).get_indexer(history["unique_id"])
    sales = np.zeros((len(days), len(names)))
    sales[rows, columns] = history["y"].to_numpy(dtype=float)
    begun = np.maximum.accumulate(sales > 0, axis=0)
    empty = np.array([items[name].on_hand <= 0 for name in names])
    known = "censored" in history.columns
    if known:
        out = np.zeros(sales.shape, dtype=bool)
        out[rows, columns] = history["censored"].fillna(False).astype(bool).to_numpy()
        out[-1] |= empty
    else:
        out = infer(sales, empty)
    made = fill_in(sales, out)
    if not known:
        short = np.array([items[name].shelf_life_days is not None for name in names])
        short &= np.array([critical_ratio(items[name]) < FULL_SERVICE for name in names])
        # The same every day, and some left on the last: no shelf cut that off, it is a standing order.
        short &= empty | (np.ptp(sales[-BLOCK_DAYS:], axis=0) > 0)
        made = np.where(short & begun, recover(stretch(made, (sales == np.round(sales)).all(axis=0))), made)
    listed = np.zeros(sales.shape, dtype=bool)
    listed[rows, columns] = True
    row, column = np.nonzero(begun | listed)
    return pd.DataFrame(
        {
            "unique_id": np.array(names, dtype=object)[column],
            "ds": days[row],
            "y": made[row, column],
            "censored": (out & (sales <= 0))[row, column],
        }
    )


def fill_in(sales: Array, sold_out: Flags) -> Array:
    """`sales` (days, products) with estimates in the place of those on days of `sold_out`, never below what was sold.

    Expectation and maximisation of a censored normal (Tobin, Econometrica 26, 1958) around each weekday's mean, with a
    variance proportional to the mean. The estimates are spread as demand is, by fixed places in its distribution, not all at
    its mean: a forecast made from them is as uncertain as it should be.
    """
    begin = max(0, len(sales) - WINDOW_DAYS)
    seen, out = sales[begin:], sold_out[begin:]
    if not out.any() or len(seen) < 7:
        return sales
    day, product = np.nonzero(out)
    filled = seen.copy()
    place = (_GOLDEN * (day + 1) + product * _GOLDEN**2) % 1.0
    for _ in range(ROUNDS):
        expected = _expected(filled)
        spread = np.sqrt(expected * _dispersion(filled, expected))
        mean, deviation = expected[day, product], np.maximum(spread[day, product], 1e-9)
        least = seen[day, product]
        low = _cdf((least - mean) / deviation)
        drawn = mean + deviation * _inverse(low + place * (1 - low))
        filled[day, product] = np.clip(drawn, least, np.maximum(least, HIGHEST * mean))
    return np.concatenate([sales[:begin], filled])


def infer(sales: Array, empty_now: Flags) -> Flags:
    """(days, products): days that must have been sold out, from the sales alone and from what is empty after them.

    The last day of what is empty now, and the days without a sale right before it; and days without a sale of what hardly
    ever has one (RARE by the Poisson distribution, or that with the variance seen), though the shop sold other things.
    """
    begin = max(0, len(sales) - WINDOW_DAYS)
    seen = sales[begin:]
    out = np.zeros(sales.shape, dtype=bool)
    trailing = np.cumprod(seen[::-1] == 0, axis=0)[::-1].astype(bool) & empty_now
    trailing[-1] |= empty_now
    expected = _expected(seen)
    never = np.exp(-expected / np.maximum(1.0, _dispersion(seen, expected))) < RARE
    selling = (seen > 0).sum(axis=1)
    opened = selling > 0.3 * np.median(selling)
    out[begin:] = trailing | ((seen == 0) & never & opened[:, None])
    return out


def stretch(sales: Array, whole: Flags) -> Array:
    """`sales` (days, products) with blocks of eight weeks that look cut off at the top stretched to what demand must have been.

    Demand that meets a shelf too small for it comes out lower, and too even: with c the shelf's level in standard deviations
    above the mean, the variance of min(Z, c) over that of Z tells c, and c tells the mean that is missing. How much demand
    varies is taken from the product's more uneven blocks, and is at least as much as Poisson's where `whole` units are sold.
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
    usual = np.where(whole, np.maximum(usual, 1.0), usual)
    for block, mean, dispersion in zip(blocks, expected, dispersions, strict=True):
        ratio = np.clip(dispersion / np.maximum(usual, 1e-9), _RATIO[0], 1.0)
        missing = np.where(mean.mean(axis=0) > LEAST_MEAN, np.interp(ratio, _RATIO, _MISSING), 0.0)
        stretched = mean + (block - mean) / np.sqrt(ratio) + missing * np.sqrt(mean * usual)
        block[:] = np.where(missing > 0, np.maximum(stretched, 0.0), block)
    return made


def recover(sales: Array) -> Array:
    """`sales` (days, products) with the last eight weeks of what sells little brought up to the year's level, or towards it.

    An order too small sells out, less is seen, and the next is smaller still: of a unit a day that ends with none. How far
    up is bounded by MOST_RECOVERED: what really sells less now is ordered so much too high at most, for a while.
    """
    recent, before = sales[-BLOCK_DAYS:].mean(axis=0), sales[:-BLOCK_DAYS]
    if len(before) < BLOCK_DAYS:
        return sales
    factor = np.clip(before.mean(axis=0) / np.maximum(recent, 1e-9), 1.0, MOST_RECOVERED)
    made = sales.copy()
    made[-BLOCK_DAYS:] *= np.where(recent < SLOW, factor, 1.0)
    return made


def _expected(filled: Array) -> Array:
    """(days, products): halfway between the mean of all days and that of the weekday, as chance has its part in the latter."""
    weekday = np.arange(len(filled)) % 7
    overall = filled.mean(axis=0)
    means = np.stack([filled[weekday == one].mean(axis=0) if (weekday == one).any() else overall for one in range(7)])
    return np.asarray(0.5 * overall + 0.5 * means[weekday])


def _dispersion(filled: Array, expected: Array) -> Array:
    """(products,): variance over mean."""
    error = ((filled - expected) ** 2).mean(axis=0)
    return np.asarray(np.maximum(error / np.maximum(expected.mean(axis=0), 1e-9), 0.1))


_cdf = np.vectorize(_NORMAL.cdf, otypes=[float])


def _inverse(probability: Array) -> Array:
    return np.asarray(np.vectorize(_NORMAL.inv_cdf, otypes=[float])(np.clip(probability, 1e-6, 1 - 1e-6)))


_Z = np.array([_NORMAL.inv_cdf((place + 0.5) / 4000) for place in range(4000)])
_LEVELS = np.linspace(-0.6, 2.0, 27)
_RATIO = np.array([np.minimum(_Z, level).var() for level in _LEVELS])
_MISSING = np.array([-np.minimum(_Z, level).mean() for level in _LEVELS])
_MISSING[-1] = 0.0
