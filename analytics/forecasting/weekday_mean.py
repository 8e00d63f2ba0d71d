"""The engine `weekday_mean`: a recent level, times what the weekday does, with the spread that was seen."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.panel import Matrix, Panel, to_forecast, to_panel

WINDOW_DAYS = 56
"""Eight weeks: eight of each weekday."""
HALF_LIFE_DAYS = 21.0
"""After so many days a day counts half in the level: shops change with the season."""
FULL_DAYS = 28
"""Series with fewer days lean on the Poisson distribution's spread (its variance is its mean)."""
_TINY = 1e-9


class WeekdayMean:
    """Weekday means of eight weeks, drawn to the overall mean as far as the weekdays' differences may be chance.

    The drawing is empirical Bayes (James and Stein, 1961; Efron and Morris, 1975): with s² the variance within weekdays,
    n days of a weekday and t² the variance between weekday means beyond chance, a weekday keeps t² / (t² + s²/n) of its
    difference. Quantiles are empirical: those of the residuals, each divided by the square root of its fitted mean, so that
    busy days get a wider range than quiet ones.
    """

    name = "weekday_mean"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        mean, quantiles = forecast_panel(panel, horizon)
        return to_forecast(panel, start, self.name, mean, quantiles)


def forecast_panel(
    panel: Panel, horizon: int, window: int = WINDOW_DAYS, half_life: float = HALF_LIFE_DAYS
) -> tuple[Matrix, dict[str, Matrix]]:
    """The mean (series, horizon) of the days after the panel's last, and each quantile, from a window of whole weeks."""
    start = panel.first.toordinal() + panel.y.shape[1]
    recent = _recent(panel, window)
    weekdays = recent.weekdays()
    factor = weekday_factors(recent.y, weekdays)
    weights = 0.5 ** (np.arange(recent.y.shape[1])[::-1] / half_life)
    level = _level(recent.y, factor[:, weekdays], weights)
    spread = _spread(recent.y, level * factor[:, weekdays], weights)
    mean = level * factor[:, (date.fromordinal(start).weekday() + np.arange(horizon)) % 7]
    root = np.sqrt(mean)
    return mean, {name: mean + spread[name] * root for name in QUANTILES}


def _recent(panel: Panel, window: int) -> Panel:
    """The last `window` days; of a series that could not be sold in all of them, as many days before that."""
    days = panel.y.shape[1]
    if days <= window:
        return panel
    y = panel.y[:, -window:].copy()
    for row in np.flatnonzero(np.isnan(y).all(axis=1)):
        before = panel.y[row, : days - window]
        # Whole weeks back, so that the weekdays stay where they are.
        weeks = range(days - 2 * window, -window, -window)
        for begin in weeks:
            piece = before[max(begin, 0) : begin + window]
            if not np.isnan(piece).all():
                y[row, window - len(piece) :] = piece
                break
    return Panel(panel.ids, date.fromordinal(panel.first.toordinal() + days - window), y)


def weekday_factors(y: Matrix, weekdays: np.ndarray) -> Matrix:
    """(series, 7): a weekday's mean over the mean of all days, drawn to 1 as far as chance explains the difference."""
    known = ~np.isnan(y)
    filled = np.where(known, y, 0.0)
    one_hot = np.eye(7)[weekdays]
    count = known @ one_hot
    total = count.sum(axis=1, keepdims=True)
    grand = filled.sum(axis=1, keepdims=True) / np.maximum(total, 1)
    weekday = np.where(count > 0, (filled @ one_hot) / np.maximum(count, 1), grand)
    within = (np.where(known, y - weekday[:, weekdays], 0.0) ** 2).sum(axis=1, keepdims=True)
    groups = (count > 0).sum(axis=1, keepdims=True)
    freedom = total - groups
    variance = within / np.maximum(freedom, 1)
    error = variance / np.maximum(count, 1)
    between = np.where(count > 0, (weekday - grand) ** 2, 0.0).sum(axis=1, keepdims=True) / np.maximum(groups - 1, 1)
    chance = np.where(count > 0, error, 0.0).sum(axis=1, keepdims=True) / np.maximum(groups, 1)
    beyond = np.maximum(between - chance, 0.0)
    # A weekday seen once tells nothing about weekdays: all of its difference may be chance.
    kept = np.where(freedom > 0, beyond / np.maximum(beyond + error, _TINY), 0.0)
    factor = 1.0 + kept * (weekday - grand) / np.maximum(grand, _TINY)
    return np.where(grand > _TINY, np.maximum(factor, 0.0), 1.0)


def _level(y: Matrix, factor: Matrix, weights: np.ndarray) -> Matrix:
    """(series, 1): what sells on a day whose weekday does nothing, late days counting more."""
    known = ~np.isnan(y)
    sold = (np.where(known, y, 0.0) * weights).sum(axis=1, keepdims=True)
    expected = (np.where(known, factor, 0.0) * weights).sum(axis=1, keepdims=True)
    return np.where(expected > _TINY, sold / np.maximum(expected, _TINY), 0.0)


def _spread(y: Matrix, fitted: Matrix, weights: np.ndarray) -> dict[str, Matrix]:
    """Of each quantile (series, 1): how many square roots of the mean it lies from the mean."""
    known = ~np.isnan(y) & (fitted > _TINY)
    scaled = np.where(known, (np.where(known, y, 0.0) - fitted) / np.sqrt(np.maximum(fitted, _TINY)), np.inf)
    order = np.argsort(scaled, axis=1, kind="stable")
    ranked = np.take_along_axis(scaled, order, axis=1)
    weight = np.take_along_axis(np.where(known, weights, 0.0), order, axis=1)
    total = weight.sum(axis=1, keepdims=True)
    place = (np.cumsum(weight, axis=1) - weight / 2) / np.maximum(total, _TINY)
    days = known.sum(axis=1, keepdims=True)
    trust = np.minimum(days / FULL_DAYS, 1.0)
    # The level and the weekdays were fitted to the same days, so residuals are a little smaller than errors will be.
    widen = np.sqrt((days + 2.0) / np.maximum(days, 1.0))
    spread = {}
    rows = np.arange(len(y))
    count = days[:, 0]
    for name, probability in QUANTILES.items():
        above = np.minimum((place < probability).sum(axis=1), np.maximum(count - 1, 0))
        below = np.where(place[rows, above] < probability, above, np.maximum(above - 1, 0))
        low, high = (np.where(count > 0, ranked[rows, at], 0.0) for at in (below, above))
        gap = place[rows, above] - place[rows, below]
        share = np.where(gap > 0, (probability - place[rows, below]) / np.maximum(gap, _TINY), 0.0)
        seen = (low + (high - low) * np.clip(share, 0.0, 1.0))[:, None]
        spread[name] = trust * widen * seen + (1 - trust) * NormalDist().inv_cdf(probability)
    return spread
