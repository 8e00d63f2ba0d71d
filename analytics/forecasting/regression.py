"""The engine `regression`: a stiff trend, the week and the year by ridge regression over all that a series has seen."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.panel import Matrix, to_forecast, to_panel
from analytics.forecasting.ridge import design, solve
from analytics.forecasting.smoothing import weighted_quantiles

WAVES: Final = 10
YEARS_DAYS: Final = 730
"""Known days from which on there are waves: of less than two years a season cannot be told from a trend."""
HALF_LIFE_DAYS: Final = 1460.0
BEND_DAYS: Final = 60
STIFF: Final = (3.0, 0.05, 10.0)
"""Penalties of a wave, a weekday, a bend."""
ERROR_DAYS, ERROR_HALF_LIFE = 365, 180.0
"""Days whose residuals give the range, and after how many one counts half."""


def forecast_ridge(y: Matrix, first: date, horizon: int) -> tuple[Matrix, Matrix]:
    """The mean (series, horizon) after the last day of `y` (series, days), and the quantiles (3, series, horizon).

    What Prophet models (Taylor and Letham, 2018), solved at once for all series; the trend is held ahead. Residuals are
    divided by the square root of what was fitted, so that busy days get a wider range than quiet ones.
    """
    days = y.shape[1]
    known = ~np.isnan(y)
    columns = design(first, days, horizon, WAVES, STIFF, np.arange(0.0, max(days - BEND_DAYS, 1), BEND_DAYS))
    decay = 0.5 ** (np.arange(days)[::-1] / HALF_LIFE_DAYS)
    fitted = np.zeros((len(y), days + horizon))
    old = known.sum(axis=1) >= YEARS_DAYS
    for chosen, table, penalty in (
        (np.flatnonzero(old), columns.table, columns.penalty),
        (np.flatnonzero(~old), columns.others, columns.penalty[2 * WAVES :]),
    ):
        fitted[chosen] = solve(table[:days], penalty, y[chosen], decay) @ table.T
    fitted = np.maximum(fitted, 0.0)
    floor = 1e-3 * np.nan_to_num(y).sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    late = slice(max(days - ERROR_DAYS, 0), days)
    residual = (y[:, late] - fitted[:, late]) / np.sqrt(np.maximum(fitted[:, late] + floor, 1e-9))
    weights = 0.5 ** (np.arange(residual.shape[1])[::-1] / ERROR_HALF_LIFE)
    spread = weighted_quantiles(residual, weights, list(QUANTILES.values()))
    mean = fitted[:, days:]
    return mean, mean + spread[:, :, None] * np.sqrt(mean + floor)


class Regression:
    """Ridge regression on trend, week and year, with the range of its residuals."""

    name = "regression"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        mean, quantiles = forecast_ridge(panel.y, panel.first, horizon)
        return to_forecast(panel, start, self.name, mean, dict(zip(QUANTILES, quantiles, strict=True)))
