"""The engines by name, and the one that is used."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from analytics.forecasting.baselines import MovingAverage, SeasonalNaive
from analytics.forecasting.combination import Combination
from analytics.forecasting.contract import Engine
from analytics.forecasting.smoothing import Smoothing
from analytics.forecasting.weekday_mean import WeekdayMean

ENGINES: Final[dict[str, Engine]] = {
    engine.name: engine for engine in (Combination(), Smoothing(), WeekdayMean(), SeasonalNaive(), MovingAverage())
}
"""Every engine and baseline. tests/contract/test_engines.py holds each to the contract."""
DEFAULT: Final = "combination"


class UnknownEngine(KeyError):
    """No engine has this name."""

    def __str__(self) -> str:
        return f"no forecasting engine is called {self.args[0]!r}; there are {', '.join(ENGINES)}"


def find(name: str) -> Engine:
    """The engine called `name`. Raises UnknownEngine."""
    if name not in ENGINES:
        raise UnknownEngine(name)
    return ENGINES[name]


def forecast(history: pd.DataFrame, horizon: int, start: date, model: str = DEFAULT) -> pd.DataFrame:
    """Forecasts of every series in `history` for `horizon` days from `start` on: see `Engine.forecast`.

    Raises SeriesError, UnknownEngine, and ValueError for a horizon below one day.
    """
    if horizon < 1:
        raise ValueError(f"a horizon of {horizon} days")
    return find(model).forecast(history, horizon, start)
