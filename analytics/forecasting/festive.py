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

AT_ONCE: Final = 1024
"""Series and times of festivals that are judged at once: as many as a processor holds near."""
_LENGTH: Final = BEFORE + 1 + AFTER
_AROUND: Final = 7 * USUAL_WEEKS
_WINDOWS: Final = (
    (0, _LENGTH),
    (_LENGTH - 6, _LENGTH - 1),
    (_LENGTH - 4, _LENGTH - 1),
    (_LENGTH - 3, _LENGTH),
    (_LENGTH - 2, _LENGTH - 1),
)
"""A festival's rush is often three or four days long, and its day itself may be a holiday."""


@dataclass(frozen=True)
class _Effect:
    """The sales of one festival's days over the usual, as it came once."""

    ratio: Matrix
    """(days around it, series): 1 where nothing was clear."""
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
    calendar = list_days(first, first + timedelta(days=days + ahead + BEFORE))
    places = [[(day - first).days for day in dates] for dates in calendar.values()]
    seen = _see(y, [place for came in places for place in came])
    for came in places:
        effects = [seen[place] for place in came if place in seen]
        if not effects:
            continue
        often = np.mean([effect.clear for effect in effects], axis=0) > 0.5
        ratio = np.where(often, np.mean([effect.ratio for effect in effects], axis=0), 1.0)
        for place in came:
            for number in range(_LENGTH):
                column = place - BEFORE + number
                if 0 <= column < days + ahead:
                    factors[:, column] *= ratio[number]
    return np.clip(factors, 1 / MOST, MOST)


def _see(y: Matrix, places: list[int]) -> dict[int, _Effect]:
    """What the festivals in the columns `places` did, but for those that, with what is usual around, nobody saw whole."""
    around = [place for place in places if BEFORE + _AROUND <= place < y.shape[1] - AFTER - _AROUND]
    step = max(1, AT_ONCE // len(y))
    seen: dict[int, _Effect] = {}
    for begin in range(0, len(around), step):
        seen |= _see_some(y, around[begin : begin + step])
    return seen


def _see_some(y: Matrix, places: list[int]) -> dict[int, _Effect]:
    windows = [slice(place - BEFORE - _AROUND, place + AFTER + 1 + _AROUND) for place in places]
    near = np.stack([y.T[window] for window in windows], axis=1)
    known = np.asarray(~np.isnan(near).any(axis=0))
    near = np.where(known, near, 0.0)
    ratio, clear = _judge(np.concatenate([near, near.sum(axis=2, keepdims=True)], axis=2))
    lends = clear[:, -1:] & (known.sum(axis=1, keepdims=True) > 1)
    own = clear[:, :-1] & known
    ratio = np.where(own, ratio[:, :, :-1], np.where(lends, ratio[:, :, -1:], 1.0))
    clear = np.asarray(own | lends)
    return {
        place: _Effect(ratio[:, number], clear[number]) for number, place in enumerate(places) if known[number].any()
    }


def _judge(near: Matrix) -> tuple[Matrix, npt.NDArray[np.bool_]]:
    """The ratio (days, …) of each day to its usual, drawn to that of them all, and whether (…) they differ clearly.

    `near` (days, …) are the sales of the days and of USUAL_WEEKS before and after.
    """
    end = _AROUND + _LENGTH
    early, surplus, late = near[:_AROUND], near[_AROUND:end], near[end:]
    rest = near.shape[1:]
    before = early.reshape(USUAL_WEEKS, 7, *rest).sum(axis=0)
    after = late.reshape(USUAL_WEEKS, 7, *rest).sum(axis=0)
    usual = (before + np.roll(after, _LENGTH, axis=0)) / (2 * USUAL_WEEKS)
    expected = usual[np.arange(_LENGTH) % 7]
    calm = np.concatenate([early, late]) - usual[np.r_[0:_AROUND, end : end + _AROUND] % 7]
    deviation = np.maximum(calm.std(axis=0), np.sqrt(np.maximum(usual.mean(axis=0), 1e-9)) * 1e-3) * 1.1
    surplus = surplus - expected
    clear = np.zeros(rest, dtype=bool)
    sums = np.concatenate([np.zeros((1, *rest)), calm.cumsum(axis=0)])
    for low, high in _WINDOWS:
        width = high - low
        total = np.abs(surplus[low:high].sum(axis=0))
        usually = np.abs(sums[width:] - sums[:-width]).max(axis=0)
        clear |= (total > CLEAR * deviation * np.sqrt(width)) & (total > 1.6 * usually)
    base = np.maximum(expected, 1e-9)
    noise = (deviation / base) ** 2
    each = surplus / base
    # The James-Stein idea again: a day keeps as much of its difference as chance does not explain.
    kept = each**2 / (each**2 + noise)
    return np.where(expected > 0, np.maximum(1 + kept * each, 0.0), 1.0), clear & (expected > 0).all(axis=0)
