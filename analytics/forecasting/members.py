"""The members of the combination: what each forecasts by itself, and counts around what they agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasting import weekday_mean
from analytics.forecasting.boosted import Boosted
from analytics.forecasting.counts import dispersion, spread_counts
from analytics.forecasting.features import Features
from analytics.forecasting.panel import Matrix, Panel
from analytics.forecasting.regression import forecast_ridge
from analytics.forecasting.smoothing import forecast_at, smooth_year

OTHERS: Final = {"smoothing": 0.38, "regression": 0.38, "weekday_mean": 0.08, "weekday_long": 0.16}
"""What the others count in the mean that `counts` are spread around."""
OF_TREES: Final = 0.7
"""The share of the trees in it, where they are believed."""
FEW: Final = 4
"""With so many series the trees count half at first: they live on what series have in common."""
LONG_DAYS, LONG_HALF_LIFE = 182, 60.0


@dataclass(frozen=True)
class Members:
    """What each member forecast, by its name."""

    means: dict[str, Matrix]
    """(series, horizon)."""
    quantiles: dict[str, Matrix]
    """(3, series, horizon): in order and not below zero."""


def believed(series: int) -> float:
    """How far trees are believed that were trained on so many."""
    return series / (series + FEW)


def share_of_trees(model: Boosted | None) -> float:
    """The share of the trees in the mean of the counts."""
    return 0.0 if model is None or model.means is None else OF_TREES * believed(model.series)


def members(panel: Panel, features: Features, model: Boosted | None, origin: int, horizon: int) -> Members:
    """What each member said with `origin` days seen."""
    seen = Panel(panel.ids, panel.first, panel.y[:, :origin])
    state = smooth_year(seen.y, seen.first, horizon, features.state)
    means: dict[str, Matrix] = {}
    quantiles: dict[str, Matrix] = {}
    mean = None
    if model is not None:
        trees, mean = model.forecast(features, origin, horizon)
        quantiles["boosted"] = np.maximum.accumulate(np.maximum(trees, 0.0))
        # Swanson's rule (Keefer and Bodily, 1983).
        means["boosted"] = np.tensordot([0.3, 0.4, 0.3], quantiles["boosted"], 1)
    means["smoothing"], quantiles["smoothing"] = forecast_at(seen.y, state, origin, horizon)
    means["regression"], quantiles["regression"] = forecast_ridge(seen.y, seen.first, horizon)
    for name, window, half_life in (
        ("weekday_mean", weekday_mean.WINDOW_DAYS, weekday_mean.HALF_LIFE_DAYS),
        ("weekday_long", LONG_DAYS, LONG_HALF_LIFE),
    ):
        means[name], made = weekday_mean.forecast_panel(seen, horizon, window, half_life)
        quantiles[name] = np.stack(list(made.values()))
    means["counts"] = np.tensordot(list(OTHERS.values()), np.stack([means[name] for name in OTHERS]), 1)
    if mean is not None:
        means["counts"] += share_of_trees(model) * (mean - means["counts"])
    around = (means["smoothing"], quantiles["smoothing"])
    quantiles["counts"] = spread_counts(means["counts"], dispersion(features, origin), features.packs, around)
    return Members(means, {name: np.maximum.accumulate(np.maximum(one, 0.0)) for name, one in quantiles.items()})
