"""The engines by name, and the one that is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from analytics.forecasting.baselines import MovingAverage, SeasonalNaive
from analytics.forecasting.combination import Combination, Learned
from analytics.forecasting.contract import Engine
from analytics.forecasting.explain import Reasons
from analytics.forecasting.regression import Regression
from analytics.forecasting.smoothing import Smoothing
from analytics.forecasting.weekday_mean import WeekdayMean
from domain.local_events.contract import Spell

_COMBINATION: Final = Combination()
ENGINES: Final[dict[str, Engine]] = {
    engine.name: engine
    for engine in (_COMBINATION, Smoothing(), Regression(), WeekdayMean(), SeasonalNaive(), MovingAverage())
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


def train(history: pd.DataFrame, horizon: int, start: date, shop_of: Mapping[str, int] | None = None) -> Learned:
    """What the combination learns from `history` before `start`, to be kept for `forecast_with`. Raises SeriesError.

    From several shops together where `shop_of` tells the shop's number, from 0 on, by `unique_id`.
    """
    return _COMBINATION.train(history, horizon, start, shop_of)


def forecast_with(
    learned: Learned, history: pd.DataFrame, horizon: int, start: date, known: pd.DataFrame | None = None
) -> pd.DataFrame:
    """As `forecast` by the combination, without training: a thousand series in about a second. Raises SeriesError.

    `known` are covariates, days ahead included: see `covariate_factors`.
    """
    return _COMBINATION.forecast_with(learned, history, horizon, start, known)


def explain_with(
    learned: Learned,
    history: pd.DataFrame,
    horizon: int,
    start: date,
    known: pd.DataFrame | None = None,
    spells: Sequence[Spell] = (),
) -> tuple[pd.DataFrame, dict[str, Reasons]]:
    """As `forecast_with`, and by `unique_id` the reasons; `horizon` is two weeks at least. Raises SeriesError.

    `spells` are local events of the shop that all the series are of: see `learn_local`.
    """
    return _COMBINATION.explain_with(learned, history, horizon, start, known, spells)
