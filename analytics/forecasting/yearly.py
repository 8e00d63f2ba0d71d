"""What the time of the year adds to a series that has seen more than one."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from analytics.forecasting.panel import Matrix

WAVES: Final = 6
"""Sines and cosines: a sixth of a year is the shortest that the curve follows."""
HALF_LIFE_DAYS: Final = 730.0
LEAST_DAYS, FULL_DAYS = 400, 730
"""Up to so many known days there is no curve; from so many on it counts in full."""
BEND_DAYS: Final = 91
"""Days between the points where the trend may bend: a trend must not pass for a season."""
_STIFF: Final = {"wave": 3.0, "weekday": 0.5, "bend": 10.0}
"""Penalties of ridge regression."""


def yearly_curve(y: Matrix, first: date, ahead: int) -> Matrix | None:
    """(series, days + ahead): the yearly part of (series, days), or None when no series is old enough for one.

    Ridge regression on Fourier terms, weekdays and a trend with bends, as in Prophet (Taylor and Letham, 2018).
    """
    days = y.shape[1]
    known = ~np.isnan(y)
    trust = np.clip((known.sum(axis=1) - LEAST_DAYS) / (FULL_DAYS - LEAST_DAYS), 0.0, 1.0)
    if not (trust > 0).any():
        return None
    curve = np.zeros((len(y), days + ahead))
    old = np.flatnonzero(trust)
    waves, others, stiffness = _design(first, days, ahead)
    table = np.concatenate([waves, others], axis=1)
    weight = known[old] * 0.5 ** (np.arange(days)[::-1] / HALF_LIFE_DAYS)
    squares = (table[:days, :, None] * table[:days, None, :]).reshape(days, -1)
    left = (weight @ squares).reshape(len(old), table.shape[1], table.shape[1]) + np.diag(stiffness)
    right = (weight * np.nan_to_num(y[old])) @ table[:days]
    found = np.linalg.solve(left, right[:, :, None])[:, : waves.shape[1], 0]
    curve[old] = trust[old, None] * (found @ waves.T)
    return curve


def _design(first: date, days: int, ahead: int) -> tuple[Matrix, Matrix, Matrix]:
    """Yearly waves, the other columns (constant, weekdays, trend), and the penalty of each: rows are days."""
    day = np.arange(days + ahead)
    absolute = day + first.toordinal()
    angles = 2 * np.pi * absolute[:, None] * np.arange(1, WAVES + 1) / 365.25
    waves = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    weekdays = np.eye(7)[absolute % 7][:, :6]
    bends = np.arange(max(days - 3 * 365, 0), days - 60, BEND_DAYS)
    # Ahead of the last day the trend is held: it only serves to tell the season from growth.
    trend = np.clip(day[:, None] - bends, 0, np.maximum(days - bends, 1)) / 365
    others = np.concatenate([np.ones((len(day), 1)), weekdays, trend], axis=1)
    stiffness = np.concatenate(
        [
            np.full(waves.shape[1], _STIFF["wave"]),
            [1e-6],
            np.full(6, _STIFF["weekday"]),
            np.full(len(bends), _STIFF["bend"]),
        ]
    )
    return waves, others, stiffness
