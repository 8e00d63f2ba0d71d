"""Ridge regression of many daily series on what the calendar tells: waves of the year, weekdays, a trend that bends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np

from analytics.forecasting.panel import Matrix

CHUNK: Final = 2000
"""Series solved at once: each needs a matrix of its own."""


@dataclass(frozen=True)
class Design:
    """The columns of a regression, a row a day."""

    waves: Matrix
    """(days, 2 × waves): sines and cosines of the year."""
    others: Matrix
    """(days, …): a constant, weekdays, the trend and its bends."""
    penalty: Matrix
    """(columns,): of the waves, then of the others."""

    @property
    def table(self) -> Matrix:
        """(days, columns)."""
        return np.concatenate([self.waves, self.others], axis=1)


def design(first: date, days: int, ahead: int, waves: int, stiff: tuple[float, float, float], bends: Matrix) -> Design:
    """The columns for `days` from `first` on and `ahead` more, over which the trend is held.

    `stiff` are the penalties of a wave, a weekday, a bend; the trend bends at the days `bends`.
    """
    wave, weekday, bend = stiff
    day = np.arange(days + ahead)
    absolute = day + first.toordinal()
    angles = 2 * np.pi * absolute[:, None] * np.arange(1, waves + 1) / 365.25
    trend = np.clip(day[:, None] - bends, 0, np.maximum(days - bends, 1)) / 365
    others = np.concatenate([np.ones((len(day), 1)), np.eye(7)[absolute % 7], trend], axis=1)
    penalty = np.repeat([wave, 1e-6, weekday, bend], [2 * waves, 1, 7, len(bends)])
    return Design(np.concatenate([np.sin(angles), np.cos(angles)], axis=1), others, penalty)


def solve(table: Matrix, penalty: Matrix, y: Matrix, decay: Matrix) -> Matrix:
    """Coefficients (series, columns) of `y` (series, days) on `table` (days, columns); NaN is left out.

    Minimises squared errors, each day's times `decay` (days,), and squared coefficients times `penalty`.
    """
    parts = [_solve(table, penalty, y[begin : begin + CHUNK], decay) for begin in range(0, len(y), CHUNK)]
    return np.concatenate(parts) if parts else np.zeros((0, table.shape[1]))


def _solve(table: Matrix, penalty: Matrix, y: Matrix, decay: Matrix) -> Matrix:
    days, width = table.shape
    known = ~np.isnan(y)
    begin = np.where(known.any(axis=1), known.argmax(axis=1), days)
    weighted = decay[:, None] * table
    # Most series are known on every day since their first: those that began together share their products.
    begins, which = np.unique(begin, return_inverse=True)
    since, total = np.empty((len(begins), width, width)), np.zeros((width, width))
    for place, (first, last) in reversed(list(enumerate(pairwise([*begins.tolist(), days])))):
        total = total + weighted[first:last].T @ table[first:last]
        since[place] = total
    left = since[which]
    missing = ~known & (np.arange(days) >= begin[:, None])
    gaps, holes = np.flatnonzero(missing.any(axis=1)), np.flatnonzero(missing.any(axis=0))
    if len(gaps):
        squares = (weighted[holes, :, None] * table[holes, None, :]).reshape(len(holes), -1)
        left[gaps] -= (missing[np.ix_(gaps, holes)].astype(float) @ squares).reshape(-1, width, width)
    right = (decay * np.nan_to_num(y)) @ table
    matrices = left + np.diag(penalty)
    return np.asarray(np.linalg.solve(matrices, right[:, :, None])[:, :, 0])
