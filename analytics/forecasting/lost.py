"""What was not sold because the shelf was empty."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from analytics.forecasting.panel import to_panel
from analytics.forecasting.smoothing import smooth_year


def lost_demand(history: pd.DataFrame) -> pd.DataFrame:
    """Each censored day of `history` (see `Engine.forecast`): `unique_id, ds, sold, expected, lost`, by series and day.

    `expected` is what the smoothing expected that morning, from the days on which there was something to sell; `lost` is what
    of it was not sold, never below zero. Raises SeriesError.
    """
    columns = ["unique_id", "ds", "sold", "expected", "lost"]
    if "censored" not in history.columns or not history["censored"].fillna(False).astype(bool).any():
        return pd.DataFrame(columns=columns)
    panel = to_panel(history, pd.to_datetime(history["ds"]).max().date() + timedelta(days=1))
    empty = history[history["censored"].fillna(False).astype(bool)]
    days = pd.to_datetime(empty["ds"])
    series = pd.Index(panel.ids).get_indexer(empty["unique_id"].astype(str))
    at = (days - pd.Timestamp(panel.first)).dt.days.to_numpy()
    expected = smooth_year(panel.y, panel.first, 0).fit(series, at, at)
    sold = pd.to_numeric(empty["y"]).to_numpy(dtype=float)
    lost = pd.DataFrame(
        {
            "unique_id": empty["unique_id"].astype(str).to_numpy(),
            "ds": days.to_numpy(),
            "sold": sold,
            "expected": expected,
            "lost": np.maximum(expected - sold, 0.0),
        }
    )
    return lost.sort_values(["unique_id", "ds"], ignore_index=True)[columns]
