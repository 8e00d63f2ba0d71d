"""Baselines: what an engine must beat before anybody believes it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.panel import Matrix, to_forecast, to_panel

SPREAD_DAYS = 56
"""Days whose errors give the range."""


class SeasonalNaive:
    """Each day sells what the same weekday sold last, with the range of the errors that this made.

    Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.2.
    """

    name = "seasonal_naive"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        last = _last_week(panel.y)
        mean = last[:, np.arange(horizon) % 7]
        errors = panel.y[:, 7:] - panel.y[:, :-7]
        quantiles = {name: mean + _quantile(errors[:, -SPREAD_DAYS:], q) for name, q in QUANTILES.items()}
        return to_forecast(panel, start, self.name, mean, {**quantiles, "p50": mean})


class MovingAverage:
    """Every day sells the mean of the last 28, with the range of those days."""

    name = "moving_average"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        recent = panel.y[:, -28:]
        days = (~np.isnan(recent)).sum(axis=1, keepdims=True)
        mean = np.repeat(np.nansum(recent, axis=1, keepdims=True) / np.maximum(days, 1), horizon, axis=1)
        quantiles = {name: np.repeat(_quantile(recent, q), horizon, axis=1) for name, q in QUANTILES.items()}
        return to_forecast(panel, start, self.name, mean, quantiles)


def _last_week(y: Matrix) -> Matrix:
    """(series, 7): the newest known quantity of each of the next seven weekdays, zero where none is known."""
    week = np.zeros((len(y), 7))
    for ahead in range(7):
        same = y[:, (y.shape[1] + ahead) % 7 :: 7]
        if same.shape[1] == 0:
            continue
        known = ~np.isnan(same)
        newest = same.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
        rows = np.flatnonzero(known.any(axis=1))
        week[rows, ahead] = same[rows, newest[rows]]
    return week


def _quantile(values: Matrix, probability: float) -> Matrix:
    """(series, 1): the quantile of each row's known values, zero where none is known."""
    result = np.zeros((len(values), 1))
    rows = np.flatnonzero((~np.isnan(values)).any(axis=1))
    if len(rows):
        result[rows, 0] = np.nanquantile(values[rows], probability, axis=1)
    return result
