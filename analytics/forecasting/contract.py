"""What goes into a forecasting engine and what comes out: the long table `unique_id, ds, y` of Nixtla's libraries."""

from __future__ import annotations

from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

HISTORY_COLUMNS = ("unique_id", "ds", "y")
FORECAST_COLUMNS = ("unique_id", "ds", "p10", "p50", "p90", "mean", "model")
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
"""Column of a forecast, and the probability that demand stays at or below it."""


class SeriesError(ValueError):
    """A history that no engine can read: a column is missing, a day comes twice, a quantity is no number or negative."""


class Engine(Protocol):
    """Forecasts many series at once. The same history gives the same forecast."""

    @property
    def name(self) -> str:
        """What stands in the column `model`, and what `--models` calls it."""
        ...

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """The demand of each series on the `horizon` days from `start` on.

        `history` has `unique_id`, `ds` (days before `start`; later ones are ignored), `y` (quantity sold, zero or more) and
        may have `category` (text, from which new products learn) and `censored` (true where the shelf was empty all day or a
        part of it, so that `y` says too little). Days without a row are zero from the first sale to the day before `start`.

        The result has FORECAST_COLUMNS, `horizon` rows a series, sorted by `unique_id` and `ds`; 0 <= p10 <= p50 <= p90 and
        mean >= 0, all finite. Raises SeriesError.
        """
        ...


def check_history(history: pd.DataFrame) -> None:
    """Raise SeriesError unless `history` is a table that engines can read, but for days that come twice: see `check_days`."""
    missing = [column for column in HISTORY_COLUMNS if column not in history.columns]
    if missing:
        raise SeriesError(f"column {missing[0]} is missing")
    y = pd.to_numeric(history["y"], errors="coerce").to_numpy(dtype=float)
    bad = ~np.isfinite(y) | (y < 0)
    if bad.any():
        row = history.iloc[int(bad.argmax())]
        raise SeriesError(f"y of {row['unique_id']} on {row['ds']} is no quantity: {row['y']}")


def check_days(history: pd.DataFrame) -> None:
    """Raise SeriesError when a series has two rows on one day."""
    twice = history.duplicated(["unique_id", "ds"])
    if twice.any():
        row = history.loc[twice].iloc[0]
        raise SeriesError(f"{row['unique_id']} has two rows on {row['ds']}")
