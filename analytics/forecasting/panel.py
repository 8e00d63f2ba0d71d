"""Many series as one matrix, series by days, so that engines compute on all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.forecasting.contract import check_days, check_history

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """Daily quantities of series with the same last day."""

    ids: list[str]
    """Sorted."""
    first: date
    """The day of the first column."""
    y: Matrix
    """(series, days). NaN before a series' first sale, and on days when it could not be sold all day."""

    def weekdays(self) -> npt.NDArray[np.int64]:
        """The weekday of each column: Monday is 0."""
        return (self.first.weekday() + np.arange(self.y.shape[1])) % 7


def to_panel(history: pd.DataFrame, start: date) -> Panel:
    """`history` up to the day before `start`: days without a row are zero from a series' first sale on.

    A series that never sold counts from its first row, as zeros. Raises SeriesError.
    """
    check_history(history)
    codes, names = pd.factorize(history["unique_id"], use_na_sentinel=False)
    days = pd.to_datetime(history["ds"]).to_numpy().astype("datetime64[D]")
    # Most tables are in order, which is told at once; pandas takes longer to find what comes twice than all else here.
    if not _in_order(codes, days):
        check_days(history)
    ids = sorted({str(name) for name in names})
    known = days < np.datetime64(start)
    if not known.any():
        return Panel(ids, start, np.empty((len(ids), 0)))
    first = days[known].min()
    places = {name: place for place, name in enumerate(ids)}
    rows = np.array([places[str(name)] for name in names])[codes[known]]
    columns = (days[known] - first).astype(np.int64)
    values = pd.to_numeric(history["y"]).to_numpy(dtype=float)[known]
    y = np.zeros((len(ids), int((np.datetime64(start) - first).astype(np.int64))))
    y[rows, columns] = values
    y[np.arange(y.shape[1]) < _begin(rows, columns, values, y.shape)[:, None]] = np.nan
    if "censored" in history.columns:
        censored = history["censored"].fillna(False).astype(bool)[known].to_numpy()
        y[rows[censored], columns[censored]] = np.nan
        _keep_busy_days(y, rows[censored], columns[censored], values[censored])
    return Panel(ids, first.item(), y)


def _in_order(codes: npt.NDArray[np.int64], days: npt.NDArray[np.datetime64]) -> bool:
    """Whether each series' rows stand together, by day, each day once."""
    return bool(((codes[1:] > codes[:-1]) | ((codes[1:] == codes[:-1]) & (days[1:] > days[:-1]))).all())


NEAR_DAYS = 28
"""Days before and after one, which tell what is usual then."""


def _keep_busy_days(y: Matrix, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], sold: Matrix) -> None:
    """Put back days that sold more than is usual before the shelf was empty: demand was at least that.

    Busy days are those on which shelves run empty; without any of them the rest would look too quiet.
    """
    known = y.copy()
    for row, column, quantity in zip(rows, columns, sold, strict=True):
        if quantity <= 0:
            continue
        near = known[row, max(column - NEAR_DAYS, 0) : column + NEAR_DAYS + 1]
        near = near[~np.isnan(near)]
        if len(near) and quantity > near.mean():
            y[row, column] = quantity


def _begin(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], values: Matrix, shape: tuple[int, ...]
) -> npt.NDArray[np.int64]:
    """The column of each series' first sale; of its first row when it never sold; past the end when it has no row."""
    sold, listed = np.full(shape[0], shape[1]), np.full(shape[0], shape[1])
    np.minimum.at(listed, rows, columns)
    np.minimum.at(sold, rows[values > 0], columns[values > 0])
    return np.where(sold < shape[1], sold, listed)


def to_forecast(panel: Panel, start: date, model: str, mean: Matrix, quantiles: dict[str, Matrix]) -> pd.DataFrame:
    """The long table of forecasts from matrices (series, horizon): cut at zero, and quantiles put in order."""
    horizon = mean.shape[1]
    stacked = np.maximum.accumulate(np.maximum(np.stack([quantiles[name] for name in ("p10", "p50", "p90")]), 0.0))
    return pd.DataFrame(
        {
            "unique_id": np.repeat(np.array(panel.ids, dtype=object), horizon),
            "ds": np.tile(pd.date_range(start, periods=horizon).to_numpy(), len(panel.ids)),
            "p10": stacked[0].ravel(),
            "p50": stacked[1].ravel(),
            "p90": stacked[2].ravel(),
            "mean": np.maximum(mean, 0.0).ravel(),
            "model": model,
        }
    )
