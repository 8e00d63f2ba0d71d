"""How well engines do: forecasts made at past origins, judged by what was then sold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.forecasting.contract import QUANTILES, Engine
from analytics.forecasting.engine import find
from analytics.forecasting.panel import Matrix, to_panel


class TooShort(ValueError):
    """The history does not reach back far enough for the origins asked for."""


@dataclass(frozen=True)
class Score:
    """How an engine did over all series, origins and days."""

    model: str
    wql: float
    """Weighted quantile loss: the mean over p10, p50, p90 of twice the pinball loss, over the quantity sold
    (Makridakis et al., 2022, the M5 uncertainty competition; as in Amazon Forecast)."""
    wape: float
    """Absolute errors of p50 over the quantity sold."""
    rmsse: float
    """Root mean squared scaled error of the mean, averaged over series, scaled by the naive forecast's in-sample
    squared error (Hyndman and Koehler, 2006; M5)."""
    bias: float
    """Errors of the mean over the quantity sold: above zero it forecasts too much."""
    coverage: float
    """Share of days between p10 and p90, which should be about 0.8 (more with many zeros)."""
    total: float
    """Absolute error of the sum of the mean over all series and days of an origin, over what was sold, averaged over origins."""
    total_week: float
    """As `total`, of the first seven days."""
    days: int
    """Series times days that were judged."""


def backtest(
    history: pd.DataFrame,
    horizon: int,
    origins: int,
    models: Sequence[str],
    report: Callable[[int, int], None] = lambda done, total: None,
) -> list[Score]:
    """Scores of `models`, in their order, at `origins` origins that lie `horizon` days apart, the last one a horizon back.

    `report(done, total)` is called after each forecast. Raises SeriesError, UnknownEngine, TooShort.
    """
    if horizon < 1 or origins < 1:
        raise ValueError(f"a horizon of {horizon} days at {origins} origins")
    return judge(history, horizon, origins, [find(name) for name in models], report)


def judge(
    history: pd.DataFrame,
    horizon: int,
    origins: int,
    engines: Sequence[Engine],
    report: Callable[[int, int], None] = lambda done, total: None,
) -> list[Score]:
    """As `backtest`, of engines that need not be in the registry. Raises SeriesError, TooShort."""
    last = pd.to_datetime(history["ds"]).max().date()
    panel = to_panel(history, last + timedelta(days=1))
    days = panel.y.shape[1]
    if days < horizon * origins + 14:
        raise TooShort(
            f"{days} days are too few for {origins} origins of {horizon} days: it takes two weeks more than those"
        )
    rows: dict[str, list[_Judged]] = {engine.name: [] for engine in engines}
    for number in range(origins):
        cut = days - horizon * (origins - number)
        start = panel.first + timedelta(days=cut)
        seen = history[pd.to_datetime(history["ds"]) < pd.Timestamp(start)]
        for place, engine in enumerate(engines):
            made = engine.forecast(seen, horizon, start)
            rows[engine.name].append(_judge(panel.ids, panel.y, cut, horizon, made, start))
            report(number * len(engines) + place + 1, origins * len(engines))
    return [_score(engine.name, rows[engine.name]) for engine in engines]


@dataclass(frozen=True)
class _Judged:
    """What was sold, what was said, and the naive scale, of the series that an origin knew: (series, horizon)."""

    ids: list[str]
    actual: Matrix
    said: dict[str, Matrix]
    scale: Matrix


def _judge(ids: list[str], y: Matrix, cut: int, horizon: int, made: pd.DataFrame, start: date) -> _Judged:
    known = list(dict.fromkeys(made["unique_id"]))
    chosen = pd.Index(ids).get_indexer(known)
    before = y[chosen, :cut]
    steps = np.diff(before, axis=1) ** 2
    counts = (~np.isnan(steps)).sum(axis=1)
    scale = np.nansum(steps, axis=1) / np.maximum(counts, 1)
    said = {name: made[name].to_numpy(dtype=float).reshape(len(known), horizon) for name in (*QUANTILES, "mean")}
    return _Judged(known, y[chosen, cut : cut + horizon], said, scale)


def _score(name: str, judged: list[_Judged]) -> Score:
    actual = np.concatenate([part.actual for part in judged])
    said = {key: np.concatenate([part.said[key] for part in judged]) for key in (*QUANTILES, "mean")}
    scale = np.concatenate([part.scale for part in judged])
    known = ~np.isnan(actual)
    sold = float(actual[known].sum())
    losses = [
        2.0 * np.maximum(q * (actual - said[key]), (q - 1) * (actual - said[key]))[known].sum() / sold
        if sold
        else np.nan
        for key, q in QUANTILES.items()
    ]
    squared = np.nanmean(np.where(known, (actual - said["mean"]) ** 2, np.nan), axis=1)
    fair = scale > 0
    inside = (actual >= said["p10"] - 1e-9) & (actual <= said["p90"] + 1e-9)
    return Score(
        model=name,
        wql=float(np.mean(losses)),
        wape=float(np.abs(actual - said["p50"])[known].sum() / sold) if sold else float("nan"),
        rmsse=float(np.mean(np.sqrt(squared[fair] / scale[fair]))) if fair.any() else float("nan"),
        bias=float((said["mean"] - actual)[known].sum() / sold) if sold else float("nan"),
        coverage=float(inside[known].mean()),
        total=float(np.mean([_total_error(part) for part in judged])),
        total_week=float(np.mean([_total_error(part, 7) for part in judged])),
        days=int(known.sum()),
    )


def _total_error(part: _Judged, days: int | None = None) -> float:
    """Of the first `days`, or of all."""
    actual, said = part.actual[:, :days], part.said["mean"][:, :days]
    known = ~np.isnan(actual)
    sold = float(actual[known].sum())
    return abs(float(said[known].sum()) - sold) / sold if sold else float("nan")
