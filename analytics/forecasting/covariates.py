"""What else moves demand and is known of days ahead: school holidays, heat, rain. Learnt from the shop's own days."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.forecasting.panel import Matrix

AROUND_WEEKS: Final = 3
"""Weeks before and after whose same weekdays tell what is usual."""
CLEAR: Final = 4.5
"""Standard errors by which an effect must differ from none: there are many products, and chance has many tries."""
CLEAR_HALF: Final = 2.5
"""The same in each half of the days."""
BLOCK_DAYS: Final = 28
"""Days whose errors count as one: a month that was good for another reason says one thing, not thirty."""
SPAN_DAYS: Final = 300
"""Days over which it must have been seen: one summer tells no holiday from a season."""
LEAST_BLOCKS: Final = 4
MOST: Final = 4.0
"""What a covariate multiplies by at most."""


def covariate_factors(y: Matrix, first: date, ahead: int, known: pd.DataFrame) -> Matrix:
    """(series, days + ahead): what the covariates multiply each day's demand by; 1 where nothing is clear or known.

    `known` has `ds` and a column a covariate, days ahead included. The effect is log-linear: each series' sales, over those
    of the same weekdays around, against the covariate over the same; it must be clear by standard errors that allow for
    errors that go together within BLOCK_DAYS (Liang and Zeger, 1986), and is drawn to nothing as far as it may be chance.
    """
    days = y.shape[1]
    factors = np.ones((len(y), days + ahead))
    if not len(y) or not days:
        return factors
    rows = known.set_index(pd.to_datetime(known["ds"])).drop(columns="ds")
    rows = rows[~rows.index.duplicated()].reindex(pd.date_range(first, periods=days + ahead))
    calm, usual = y, usual_around(y)
    for name in rows.columns:
        values = rows[name].to_numpy(dtype=float)
        effect = _effect(calm, usual, values[:days])
        if effect.any():
            factors *= np.clip(np.exp(effect[:, None] * np.nan_to_num(values)), 1 / MOST, MOST)
            calm = y / factors[:, :days]
            usual = usual_around(calm)
    return factors


def _effect(y: Matrix, usual: Matrix, values: Matrix) -> Matrix:
    """(series,): by how much the logarithm of demand rises with one unit of `values` (days,); zero where it is not clear."""
    away = (values - usual_around(values[None])[0])[None]
    fair = ~np.isnan(y) & ~np.isnan(usual) & ~np.isnan(away)
    expected, away = np.where(fair, usual, 0.0), np.where(fair, away, 0.0)
    error = np.where(fair, y - usual, 0.0)
    slope, variance, clear = _slope(expected, away, error, CLEAR, LEAST_BLOCKS)
    # What holds once may be a season that began that day: it must show in both halves of what there is to see.
    told = (away**2 * expected).sum(axis=0).cumsum()
    begin, middle, end = np.searchsorted(told, told[-1] * np.array([0.05, 0.5, 0.95]))
    if end - begin < SPAN_DAYS:
        return np.zeros(len(y))
    early = np.arange(y.shape[1]) < middle
    for half in (early, ~early):
        same, _, there = _slope(expected * half, away * half, error * half, CLEAR_HALF, LEAST_BLOCKS // 2)
        clear &= there & (same * slope > 0)
    return np.where(clear, slope**3 / np.maximum(slope**2 + variance, 1e-12), 0.0)


def _slope(
    expected: Matrix, away: Matrix, error: Matrix, least: float, blocks: int
) -> tuple[Matrix, Matrix, npt.NDArray[np.bool_]]:
    """Of each series the slope, its variance, and whether it lies `least` standard errors from zero over `blocks` or more."""
    begins = np.arange(0, away.shape[1], BLOCK_DAYS)
    size = np.maximum((away**2 * expected).sum(axis=1), 1e-12)
    slope = (away * error).sum(axis=1) / size
    left = np.add.reduceat(away * (error - slope[:, None] * away * expected), begins, axis=1)
    count = (np.add.reduceat(np.abs(away), begins, axis=1) > 1e-9).sum(axis=1)
    variance = (left**2).sum(axis=1) / size**2 * count / np.maximum(count - 1, 1)
    # Sales vary by chance at least as much as Poisson's; few blocks may agree by luck.
    variance = np.maximum(variance, 1 / size)
    return slope, variance, (count >= blocks) & (slope**2 > least**2 * variance)


def usual_around(y: Matrix) -> Matrix:
    """(series, days): the mean of the same weekday in the weeks around, itself left out; NaN where fewer than half are known."""
    days = y.shape[1]
    known, filled = ~np.isnan(y), np.nan_to_num(y)
    total, count = np.zeros(y.shape), np.zeros(y.shape)
    for week in range(1, AROUND_WEEKS + 1):
        back = 7 * week
        if back >= days:
            break
        total[:, back:] += filled[:, :-back]
        count[:, back:] += known[:, :-back]
        total[:, :-back] += filled[:, back:]
        count[:, :-back] += known[:, back:]
    return np.where(count >= AROUND_WEEKS, total / np.maximum(count, 1), np.nan)
