"""What others offer, behind the contract of our own engines: Nixtla's statsforecast, Meta's Prophet, and two rules of thumb."""

from __future__ import annotations

import logging
import warnings
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.panel import Matrix, Panel, to_forecast, to_panel

SAME_WEEKDAYS = 8


class WeekdayEight:
    """The mean of the last eight same weekdays, with their quantiles."""

    name = "mean_8_weekdays"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        days = panel.y.shape[1]
        y = np.concatenate([np.full((len(panel.ids), 7 * SAME_WEEKDAYS), np.nan), panel.y], axis=1)
        recent = y[:, -7 * SAME_WEEKDAYS :].reshape(len(panel.ids), SAME_WEEKDAYS, 7) if days else y.reshape(-1, 8, 7)
        with warnings.catch_warnings():
            # A weekday that a young series has not seen has no mean.
            warnings.simplefilter("ignore", RuntimeWarning)
            mean = np.nan_to_num(np.nanmean(recent, axis=1))
            quantiles = {name: np.nan_to_num(np.nanquantile(recent, q, axis=1)) for name, q in QUANTILES.items()}
        ahead = np.arange(horizon) % 7
        return to_forecast(
            panel, start, self.name, mean[:, ahead], {name: values[:, ahead] for name, values in quantiles.items()}
        )


class StatsForecastPeer:
    """A model of statsforecast with its own 80 % intervals; its point forecast stands for median and mean."""

    def __init__(self, name: str) -> None:
        self.name = name

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        mean, low, high = (np.zeros((len(panel.ids), horizon)) for _ in range(3))
        for row, values in enumerate(_series(panel)):
            if len(values):
                mean[row], low[row], high[row] = self._one(values, horizon)
        return to_forecast(panel, start, self.name, mean, {"p10": low, "p50": mean, "p90": high})

    def _one(self, values: Matrix, horizon: int) -> tuple[Matrix, Matrix, Matrix]:
        model, ranged = self._model(len(values), horizon)
        made = model.forecast(y=values, h=horizon, level=[80] if ranged else None)
        mean = np.asarray(made["mean"], dtype=float)
        return mean, np.asarray(made.get("lo-80", mean), dtype=float), np.asarray(made.get("hi-80", mean), dtype=float)

    def _model(self, days: int, horizon: int) -> tuple[Any, bool]:
        """A model that `days` suffice for, and whether it can give intervals."""
        from statsforecast.models import AutoETS, CrostonSBA, Naive
        from statsforecast.utils import ConformalIntervals

        if self.name == "auto_ets":
            # Two weeks are the least that a weekly season can be fitted to.
            return (AutoETS(season_length=7), True) if days > 14 else (Naive(), days > 2)
        windows = min(6, (days - 1) // horizon - 1)
        if windows < 2:
            return CrostonSBA(), False
        return CrostonSBA(prediction_intervals=ConformalIntervals(h=horizon, n_windows=windows)), True


class Prophet:
    """Prophet as it comes, with an interval of 80 %."""

    name = "prophet"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        import prophet

        for noisy in ("cmdstanpy", "prophet"):
            logging.getLogger(noisy).setLevel(logging.CRITICAL)
        panel = to_panel(history, start)
        mean, low, high = (np.zeros((len(panel.ids), horizon)) for _ in range(3))
        ahead = pd.DataFrame({"ds": pd.date_range(start, periods=horizon)})
        for row, values in enumerate(_series(panel)):
            if len(values) < 2:
                mean[row] = low[row] = high[row] = values.mean() if len(values) else 0.0
                continue
            known = pd.DataFrame({"ds": pd.date_range(end=ahead["ds"][0] - pd.Timedelta(days=1), periods=len(values))})
            # Its samples come from numpy's global generator.
            np.random.seed(0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made = prophet.Prophet(interval_width=0.8).fit(known.assign(y=values), seed=0).predict(ahead)
            mean[row], low[row], high[row] = (made[name].to_numpy() for name in ("yhat", "yhat_lower", "yhat_upper"))
        return to_forecast(panel, start, self.name, mean, {"p10": low, "p50": mean, "p90": high})


def _series(panel: Panel) -> list[Matrix]:
    """Each series from its first day on; a day that could not be sold counts as zero, as these models know no better."""
    return [np.nan_to_num(row[np.argmax(~np.isnan(row)) :]) if (~np.isnan(row)).any() else row[:0] for row in panel.y]
