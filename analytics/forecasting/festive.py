"""What festivals did to sales when they last came, so that the next one is seen ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.festivals import list_days
from analytics.forecasting.panel import Matrix

BEFORE, AFTER = 7, 1
"""Days before and after a festival whose sales it changes."""
USUAL_WEEKS: Final = 3
"""Weeks before and after that tell what is usual on each weekday: as many on each side, so that a season on the rise is none."""
CLEAR: Final = 4.5
"""Standard errors by which the days of a festival must differ from the usual ones."""
MOST: Final = 8.0


@dataclass(frozen=True)
class _Effect:
    """The sales of one festival's days over the usual, as it came once."""

    ratio: Matrix
    """(series, days around it): 1 where nothing was clear."""
    clear: npt.NDArray[np.bool_]
    """(series,)."""


def festive_factors(y: Matrix, first: date, ahead: int) -> Matrix:
    """(series, days + ahead): what festivals multiply the sales of each day by, learnt from when they came last; 1 elsewhere.

    A festival counts for a series when its days together differed from the same weekdays of the weeks around by CLEAR standard
    errors and more than any such days without one, on most of the times it came; all series together are judged likewise, and
    what they show is lent to each of them that shows nothing of its own.
    """
    days = y.shape[1]
    factors = np.ones((len(y), days + ahead))
    if not len(y):
        return factors
    for dates in list_days(first, first + timedelta(days=days + ahead + BEFORE)).values():
        places = [(day - first).days for day in dates]
        effects = [effect for place in places if (effect := _effect(y, place)) is not None]
        if not effects:
            continue
        often = np.mean([effect.clear for effect in effects], axis=0) > 0.5
        ratio = np.where(often[:, None], np.mean([effect.ratio for effect in effects], axis=0), 1.0)
        for place in places:
            for number in range(BEFORE + AFTER + 1):
                column = place - BEFORE + number
                if 0 <= column < days + ahead:
                    factors[:, column] *= ratio[:, number]
    return np.clip(factors, 1 / MOST, MOST)


def _effect(y: Matrix, place: int) -> _Effect | None:
    """What the festival in column `place` did; None when it, or what is usual around it, was not seen whole."""
    begin, end = place - BEFORE, place + AFTER + 1
    low, high = begin - 7 * USUAL_WEEKS, end + 7 * USUAL_WEEKS
    if low < 0 or high > y.shape[1]:
        return None
    known = (~np.isnan(y[:, low:high])).all(axis=1)
    if not known.any():
        return None
    around = np.array([*range(low, begin), *range(end, high)])
    ratio, clear = np.ones((len(y), end - begin)), np.zeros(len(y), dtype=bool)
    own, own_clear = _judge(y[known], begin, end, around)
    shop, shop_clear = _judge(y[known].sum(axis=0, keepdims=True), begin, end, around)
    lends = bool(shop_clear[0]) and known.sum() > 1
    if lends:
        ratio[:], clear[:] = shop, True
    ratio[known] = np.where(own_clear[:, None], own, ratio[known])
    clear[known] |= own_clear
    return _Effect(ratio, clear)


def _judge(y: Matrix, begin: int, end: int, around: npt.NDArray[np.int64]) -> tuple[Matrix, npt.NDArray[np.bool_]]:
    """The ratio (series, days) of each day to its usual, drawn to that of them all, and whether they differ clearly."""
    before = y[:, begin - 7 * USUAL_WEEKS : begin].reshape(len(y), USUAL_WEEKS, 7).sum(axis=1)
    after = y[:, end : end + 7 * USUAL_WEEKS].reshape(len(y), USUAL_WEEKS, 7).sum(axis=1)
    length = end - begin
    usual = (before + np.roll(after, length, axis=1)) / (2 * USUAL_WEEKS)
    expected = usual[:, np.arange(length) % 7]
    calm = y[:, around] - usual[:, (around - begin) % 7]
    deviation = np.maximum(calm.std(axis=1), np.sqrt(np.maximum(usual.mean(axis=1), 1e-9)) * 1e-3) * 1.1
    surplus = y[:, begin:end] - expected
    # Half of the days at a time: a festival's rush is often three or four days long, and its day itself may be a holiday.
    windows = [
        (0, length),
        (length - 6, length - 1),
        (length - 4, length - 1),
        (length - 3, length),
        (length - 2, length - 1),
    ]
    clear = np.zeros(len(y), dtype=bool)
    calm_sums = np.cumsum(np.pad(calm, ((0, 0), (1, 0))), axis=1)
    for low, high in windows:
        width = high - low
        total = surplus[:, low:high].sum(axis=1)
        usually = np.abs(calm_sums[:, width:] - calm_sums[:, :-width]).max(axis=1, initial=0.0)
        clear |= (np.abs(total) > CLEAR * deviation * np.sqrt(width)) & (np.abs(total) > 1.6 * usually)
    base = np.maximum(expected, 1e-9)
    noise = (deviation[:, None] / base) ** 2
    each = surplus / base
    # The James-Stein idea again: a day keeps as much of its difference as chance does not explain.
    kept = each**2 / (each**2 + noise)
    return np.where(expected > 0, np.maximum(1 + kept * each, 0.0), 1.0), clear & (expected > 0).all(axis=1)
