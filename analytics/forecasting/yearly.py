"""What the time of the year adds to a series that has seen more than one."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from analytics.forecasting.panel import Matrix
from analytics.forecasting.ridge import design, solve

WAVES: Final = 6
"""Sines and cosines: a sixth of a year is the shortest that the curve follows."""
HALF_LIFE_DAYS: Final = 730.0
LEAST_DAYS, FULL_DAYS = 400, 730
"""Up to so many known days there is no curve; from so many on it counts in full."""
BEND_DAYS: Final = 91
"""Days between the points where the trend may bend: a trend must not pass for a season."""
STIFF: Final = (3.0, 0.5, 10.0)
"""Penalties of a wave, a weekday, a bend."""


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
    columns = design(first, days, ahead, WAVES, STIFF, np.arange(max(days - 3 * 365, 0), days - 60.0, BEND_DAYS))
    decay = 0.5 ** (np.arange(days)[::-1] / HALF_LIFE_DAYS)
    found = solve(columns.table[:days], columns.penalty, y[old], decay)[:, : 2 * WAVES]
    curve[old] = trust[old, None] * (found @ columns.waves.T)
    return curve
