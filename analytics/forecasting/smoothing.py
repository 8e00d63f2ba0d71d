"""The engine `smoothing`: a level and a week that follow the sales, over a curve of the year, all series at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.panel import Matrix, to_forecast, to_panel
from analytics.forecasting.weekday_mean import weekday_factors
from analytics.forecasting.yearly import yearly_curve

ALPHAS: Final = (0.01, 0.03, 0.06, 0.12, 0.25)
GAMMAS: Final = (0.005, 0.02, 0.06, 0.15)
FIRST_DAYS = 56
"""Days from which the first level and the first week are taken."""
MEMORY_DAYS = 180.0
"""After so many days an error counts half in the choice of parameters."""
ERROR_DAYS = 112
"""Days whose errors give the range."""
ERROR_HALF_LIFE = 60.0
WARM_DAYS = 28
"""Errors of a series' first days tell how the smoothing began, not how it does."""
_STEPS: Final = (1, 4, 7, 11, 14)
"""Days ahead whose errors are pooled."""

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Smoothed:
    """What the smoothing knew at each origin: with `o` days seen, level[o] and the week in the seven rows from week[o] on."""

    level: Matrix
    """(days + 1, series)."""
    week: Matrix
    """(days + 7, series): what its weekday adds on each column, as it was known before that column was seen."""
    begin: Indices
    """(series,): the column of each series' first known day."""
    first: Matrix
    """(series,): the mean of the first days."""
    alpha: Matrix
    """(series,): the share of an error that the level follows."""
    gamma: Matrix
    """(series,): the share of the rest that its weekday follows."""
    curve: Matrix | None = None
    """(series, days and days ahead): what the time of the year adds; None for nothing."""

    def fit(self, series: Indices, origins: Indices, columns: Indices) -> Matrix:
        """What was expected of `columns` at `origins`, element by element; never below zero."""
        expected = self.level[origins, series] + self.week[origins + (columns - origins) % 7, series]
        return np.maximum(expected if self.curve is None else expected + self.curve[series, columns], 0.0)

    def fit_all(self, origins: Indices, columns: Indices) -> Matrix:
        """(series, columns): what was expected of each of `columns` (columns,) at its origin; never below zero."""
        # Row by row: picking element by element takes several times as long.
        expected = np.ascontiguousarray((self.level[origins] + self.week[origins + (columns - origins) % 7]).T)
        return np.maximum(expected if self.curve is None else expected + self.curve[:, columns], 0.0)


def smooth(y: Matrix, like: Smoothed | None = None) -> Smoothed:
    """Exponential smoothing with an additive week (Holt-Winters without trend, ETS(A,N,A)) of (series, days); NaN is skipped.

    Each series takes the pair of ALPHAS and GAMMAS whose forecasts a week ahead erred least in the square, late errors
    counting more; with `like` given, the pair that it took. Hyndman and Athanasopoulos, Forecasting: Principles and Practice,
    3rd ed., section 8.3.
    """
    known = ~np.isnan(y)
    # A column more, so that there is one to look for where there are no days.
    begin = np.where(known.any(axis=1), np.pad(known, ((0, 0), (0, 1))).argmax(axis=1), y.shape[1])
    first, week = _first_week(y, begin)
    alpha, gamma = _choose(y, known, first, week) if like is None else (like.alpha, like.gamma)
    level, weeks = _states(y, known, first, week, alpha, gamma)
    return Smoothed(level, weeks, begin, first, alpha, gamma)


def smooth_year(y: Matrix, first: date, ahead: int, like: Smoothed | None = None) -> Smoothed:
    """As `smooth`, of what is left when the curve of the year is taken off, with the curve of `ahead` more days."""
    curve = yearly_curve(y, first, ahead)
    if curve is None:
        return smooth(y, like)
    return replace(smooth(y - curve[:, : y.shape[1]], like), curve=curve)


def _first_week(y: Matrix, begin: Indices) -> tuple[Matrix, Matrix]:
    """The mean (series,) of the first days, and what each weekday (7, series) differs by more than chance."""
    columns = begin[:, None] + np.arange(FIRST_DAYS)
    padded = np.concatenate([y, np.full((len(y), 1), np.nan)], axis=1)
    early = np.take_along_axis(padded, np.minimum(columns, y.shape[1]), axis=1)
    known = ~np.isnan(early)
    mean = np.where(known, early, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    # A curve of the year taken off may leave a mean below zero, of which factors make no sense.
    lift = np.maximum(0.0, 1e-9 - np.where(known, early, 0.0).min(axis=1, initial=0.0))
    factors = weekday_factors(early + lift[:, None], np.arange(FIRST_DAYS) % 7)
    week = np.zeros((7, len(y)))
    series = np.arange(len(y))
    for place in range(7):
        week[(begin + place) % 7, series] = (mean + lift) * (factors[:, place] - 1)
    return mean, week


def _choose(y: Matrix, known: npt.NDArray[np.bool_], first: Matrix, week: Matrix) -> tuple[Matrix, Matrix]:
    alpha, gamma = (grid.ravel() for grid in np.meshgrid(ALPHAS, GAMMAS, indexing="ij"))
    best = _losses(y, known, first, week, alpha, gamma).argmin(axis=0)
    return alpha[best], gamma[best]


def _losses(
    y: Matrix, known: npt.NDArray[np.bool_], first: Matrix, week: Matrix, alpha: Matrix, gamma: Matrix
) -> Matrix:
    """(parameters, series): the discounted squared errors of forecasts a week ahead."""
    shape = (len(alpha), len(y))
    sold, seen, whole = _by_day(y, known)
    level, season = np.broadcast_to(first, shape).copy(), np.broadcast_to(week[:, None, :], (7, *shape)).copy()
    keep = 0.5 ** (1 / MEMORY_DAYS)
    follow = np.broadcast_to((gamma * (1 - alpha))[:, None], shape).copy()
    alpha = np.broadcast_to(alpha[:, None], shape).copy()
    loss, made, error, move = np.zeros(shape), np.zeros((7, *shape)), np.empty(shape), np.empty(shape)
    # A night spends much of its time here, most of it on making arrays unless they are made once.
    for day in range(y.shape[1]):
        now = day % 7
        if day >= 7:
            np.maximum(made[now], 0.0, out=error)
            np.subtract(sold[day], error, out=error)
            if not whole[day]:
                error *= seen[day]
            error *= error
            loss *= keep
            loss += error
        np.subtract(sold[day], level, out=error)
        error -= season[now]
        if not whole[day]:
            error *= seen[day]
        level += np.multiply(alpha, error, out=move)
        season[now] += np.multiply(follow, error, out=move)
        np.add(level, season[now], out=made[now])
    return loss


def _states(
    y: Matrix, known: npt.NDArray[np.bool_], first: Matrix, week: Matrix, alpha: Matrix, gamma: Matrix
) -> tuple[Matrix, Matrix]:
    days = y.shape[1]
    levels, weeks = np.empty((days + 1, len(y))), np.empty((days + 7, len(y)))
    levels[0], weeks[:7] = first, week
    sold, seen, whole = _by_day(y, known)
    follow, error, move = gamma * (1 - alpha), np.empty(len(y)), np.empty(len(y))
    for day in range(days):
        np.subtract(sold[day], levels[day], out=error)
        error -= weeks[day]
        if not whole[day]:
            error *= seen[day]
        np.add(levels[day], np.multiply(alpha, error, out=move), out=levels[day + 1])
        np.add(weeks[day], np.multiply(follow, error, out=move), out=weeks[day + 7])
    return levels, weeks


def _by_day(y: Matrix, known: npt.NDArray[np.bool_]) -> tuple[Matrix, Matrix, npt.NDArray[np.bool_]]:
    """(days, series): what sold, zero where it is not known; 1 where it is, else 0; and (days,) whether all of a day is."""
    sold = np.ascontiguousarray(np.where(known, y, 0.0).T)
    return sold, np.ascontiguousarray(known.T, dtype=np.float64), np.asarray(known.all(axis=0))


def forecast_at(y: Matrix, state: Smoothed, origin: int, horizon: int) -> tuple[Matrix, Matrix]:
    """The mean (series, horizon) after `origin` days, and the quantiles (3, series, horizon) from earlier errors.

    Errors are divided by the square root of what was expected, so that busy days get a wider range than quiet ones.
    """
    ahead = origin + np.arange(horizon)
    mean = state.fit_all(np.full(horizon, origin), ahead)
    floor = 1e-3 * np.abs(state.first[:, None])
    errors, weights = [], []
    for step in _STEPS:
        columns = np.arange(max(origin - ERROR_DAYS, step - 1), origin)
        if len(columns) == 0:
            continue
        fitted = state.fit_all(columns - step + 1, columns)
        error = (y[:, columns] - fitted) / np.sqrt(np.maximum(fitted + floor, 1e-9))
        errors.append(np.where(columns - state.begin[:, None] >= min(WARM_DAYS, origin // 3), error, np.nan))
        weights.append(0.5 ** ((origin - columns) / ERROR_HALF_LIFE))
    if not errors:
        return mean, np.repeat(mean[None], len(QUANTILES), axis=0)
    spread = weighted_quantiles(np.concatenate(errors, axis=1), np.concatenate(weights), list(QUANTILES.values()))
    return mean, mean + spread[:, :, None] * np.sqrt(mean + floor)


def weighted_quantiles(values: Matrix, weights: Matrix, probabilities: list[float]) -> Matrix:
    """(probabilities, rows): quantiles of each row's known values, each counting by its column's weight; zero where none."""
    known = ~np.isnan(values)
    filled = np.where(known, values, np.inf)
    order = np.argsort(filled, axis=1, kind="stable")
    ranked = np.take_along_axis(filled, order, axis=1)
    weight = np.where(np.isfinite(ranked), weights[order], 0.0)
    place = (weight.cumsum(axis=1) - weight / 2) / np.maximum(weight.sum(axis=1, keepdims=True), 1e-12)
    count = known.sum(axis=1)
    rows = np.arange(len(values))
    result = np.zeros((len(probabilities), len(values)))
    for number, probability in enumerate(probabilities):
        above = np.minimum((place < probability).sum(axis=1), np.maximum(count - 1, 0))
        below = np.maximum(above - 1, 0)
        low, high = (np.where(count > 0, ranked[rows, at], 0.0) for at in (below, above))
        gap = place[rows, above] - place[rows, below]
        share = np.where(gap > 0, (probability - place[rows, below]) / np.maximum(gap, 1e-12), 0.0)
        result[number] = low + (high - low) * np.clip(share, 0.0, 1.0)
    return result


class Smoothing:
    """Exponential smoothing of level and week over a curve of the year, with the range of the errors made."""

    name = "smoothing"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        state = smooth_year(panel.y, panel.first, horizon)
        mean, quantiles = forecast_at(panel.y, state, panel.y.shape[1], horizon)
        return to_forecast(panel, start, self.name, mean, dict(zip(QUANTILES, quantiles, strict=True)))
