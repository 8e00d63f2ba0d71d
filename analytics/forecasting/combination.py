"""The engine `combination`: boosted trees, smoothing and weekday means, weighted by how they did, calibrated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.forecasting import boosted, weekday_mean
from analytics.forecasting.boosted import Boosted
from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.features import Features
from analytics.forecasting.festive import festive_factors
from analytics.forecasting.panel import Matrix, Panel, to_forecast, to_panel
from analytics.forecasting.smoothing import forecast_at, smooth_year
from analytics.forecasting.weights import Widths, calibrate, round_whole, weigh
from analytics.forecasting.young import lend_past, read_categories

PRIOR: Final = {"boosted": 0.4, "smoothing": 0.4, "weekday_mean": 0.1, "weekday_long": 0.1}
"""Members, and what they count where nothing is known."""
LONG_DAYS, LONG_HALF_LIFE = 182, 60.0
MOST_ORIGINS: Final = 12
"""Past origins at which members are weighed; half as many where series are MANY and tell enough."""
MANY: Final = 200
TESTED: Final = 14
"""Days ahead that they are weighed by."""
LEAST_DAYS: Final = 56
"""Days before the first of those origins."""


@dataclass(frozen=True)
class Members:
    """What each member forecast, by its name."""

    means: dict[str, Matrix]
    """(series, horizon)."""
    quantiles: dict[str, Matrix]
    """(3, series, horizon): in order and not below zero."""


@dataclass(frozen=True)
class Learned:
    """What a training leaves: enough to forecast without another."""

    model: Boosted | None = None
    weights: dict[str, float] = field(default_factory=lambda: dict(PRIOR))
    widths: Widths = field(default_factory=Widths)


class Combination:
    """Quantiles averaged over members (Vincent, 1912; Lichtendahl, Grushka-Cockayne and Winkler, 2013)."""

    name = "combination"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        panel = to_panel(history, start)
        if panel.y.shape[1] == 0:
            nothing = np.zeros((len(panel.ids), horizon))
            return to_forecast(panel, start, self.name, nothing, dict.fromkeys(QUANTILES, nothing))
        factors = festive_factors(panel.y, panel.first, horizon)
        calm = Panel(panel.ids, panel.first, panel.y / factors[:, : panel.y.shape[1]])
        calm = lend_past(calm, read_categories(history, panel.ids))
        features = Features(calm.y, calm.first)
        learned = learn(calm, features, horizon)
        mean, quantiles = predict(calm, features, learned, horizon)
        ahead = factors[:, panel.y.shape[1] :]
        quantiles = round_whole(quantiles * ahead, whole_series(panel.y))
        return to_forecast(panel, start, self.name, mean * ahead, dict(zip(QUANTILES, quantiles, strict=True)))


def learn(panel: Panel, features: Features, horizon: int) -> Learned:
    """Train on `panel`: once on what the past origins knew, to weigh and calibrate, and once on all."""
    days, tested = panel.y.shape[1], min(horizon, TESTED)
    most = MOST_ORIGINS // 2 if len(panel.ids) >= MANY else MOST_ORIGINS
    origins = _origins(days, tested, most)
    if not origins:
        return Learned(boosted.train(features, days, horizon))
    then = boosted.train(features, min(origins), horizon)
    # A model that could not be weighed is not listened to.
    model = None if then is None else boosted.train(features, days, horizon)
    made = [members(panel, features, then, origin, tested) for origin in origins]
    actual = np.concatenate([panel.y[:, origin : origin + tested] for origin in origins], axis=1)
    names = list(made[0].quantiles)
    stacked = np.stack([np.concatenate([one.quantiles[name] for one in made], axis=2) for name in names])
    weights = weigh(actual, stacked, np.array([PRIOR[name] for name in names]))
    widths = calibrate(actual, np.tensordot(weights, stacked, 1), whole_series(panel.y))
    return Learned(model, dict(zip(names, weights.tolist(), strict=True)), widths)


def _origins(days: int, tested: int, most: int) -> list[int]:
    """Past origins, `tested` days apart; those beyond the first use up at most half of the days."""
    first = days - tested
    count = max(1, min(most, days // 2 // tested))
    return [origin for origin in (first - tested * back for back in range(count)) if origin >= LEAST_DAYS]


def predict(panel: Panel, features: Features, learned: Learned, horizon: int) -> tuple[Matrix, Matrix]:
    """The mean (series, horizon) and the quantiles (3, series, horizon) of `panel` with what was learned."""
    made = members(panel, features, learned.model, panel.y.shape[1], horizon)
    weights = np.array([learned.weights[member] for member in made.quantiles])
    weights /= weights.sum()
    blend = np.tensordot(weights, np.stack(list(made.quantiles.values())), 1)
    mean = np.tensordot(weights, np.stack([made.means[member] for member in made.quantiles]), 1)
    return mean, learned.widths.apply(blend)


def members(panel: Panel, features: Features, model: Boosted | None, origin: int, horizon: int) -> Members:
    """What each member said with `origin` days seen."""
    seen = Panel(panel.ids, panel.first, panel.y[:, :origin])
    state = smooth_year(seen.y, seen.first, horizon, features.state)
    means, quantiles = {}, {}
    if model is not None:
        quantiles["boosted"] = np.maximum.accumulate(np.maximum(model.quantiles(features, origin, horizon), 0.0))
        # Swanson's rule (Keefer and Bodily, 1983).
        means["boosted"] = np.tensordot([0.3, 0.4, 0.3], quantiles["boosted"], 1)
    means["smoothing"], quantiles["smoothing"] = forecast_at(seen.y, state, origin, horizon)
    for name, window, half_life in (
        ("weekday_mean", weekday_mean.WINDOW_DAYS, weekday_mean.HALF_LIFE_DAYS),
        ("weekday_long", LONG_DAYS, LONG_HALF_LIFE),
    ):
        means[name], made = weekday_mean.forecast_panel(seen, horizon, window, half_life)
        quantiles[name] = np.stack(list(made.values()))
    return Members(means, {name: np.maximum.accumulate(np.maximum(one, 0.0)) for name, one in quantiles.items()})


def whole_series(y: Matrix) -> npt.NDArray[np.bool_]:
    """(series,): which of them only ever sold whole units."""
    filled = np.nan_to_num(y)
    return np.asarray((filled == np.round(filled)).all(axis=1))
