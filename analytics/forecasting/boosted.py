"""One boosted model of quantiles, and one of means, for all series: what smoothing misses, learnt across products and weeks."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.features import Features, Rows, Seen
from analytics.forecasting.panel import Matrix
from analytics.forecasting.threads import THREADS

if TYPE_CHECKING:
    import xgboost

LONGEST: Final = 28
"""Days further than this are forecast as this one."""
MOST_ROWS: Final = 100_000
FIRST_ROWS: Final = 20_000
ROWS_A_SERIES: Final = 250
"""Days of one series resemble each other: more of them cost time and teach little."""
LEAST_ROWS: Final = 600
"""Fewer rows teach trees nothing that smoothing does not know."""
WARM_DAYS: Final = 35
"""Days that a series has been seen before it teaches."""
MEMORY_DAYS: Final = 365.0
"""After so many days a row counts half."""
YEARS_DAYS: Final = 2 * 365
ROUNDS: Final = 80
PARAMETERS: Final[dict[str, Any]] = {
    "eta": 0.06,
    "max_depth": 5,
    "min_child_weight": 20,
    "subsample": 0.7,
    "colsample_bytree": 0.7,
    "max_bin": 128,
    "tree_method": "hist",
    "seed": 0,
}
OF_QUANTILES: Final[dict[str, Any]] = {"objective": "reg:quantileerror", "quantile_alpha": list(QUANTILES.values())}
OF_MEANS: Final[dict[str, Any]] = {"objective": "reg:tweedie", "tweedie_variance_power": 1.3, "base_score": 1.0}
LEAST_CENTRE: Final = 0.05
"""Units of the usual error that the trees of means begin at where the smoothing expects less: they multiply."""


@dataclass(frozen=True)
class Boosted:
    """A trained model."""

    model: xgboost.Booster
    """Of quantiles."""
    means: xgboost.Booster | None = None
    """None in models kept before there were any."""
    series: int = 0
    """Series that it was trained on."""

    def to_kept(self) -> dict[str, Any]:
        """As kept in a file, of what JSON can say."""
        means = None if self.means is None else b64encode(self.means.save_raw("ubj")).decode()
        return {"model": b64encode(self.model.save_raw("ubj")).decode(), "means": means, "series": self.series}

    @staticmethod
    def of_kept(kept: Mapping[str, Any]) -> Boosted:
        """What `to_kept` gave. Raises ValueError."""
        means = kept.get("means")
        return Boosted(_load(kept["model"]), None if means is None else _load(means), kept.get("series", 0))

    def forecast(self, features: Features, origin: int, horizon: int) -> tuple[Matrix, Matrix | None]:
        """(3, series, horizon): p10, p50, p90 with `origin` days seen, which may cross and fall below zero; and the mean."""
        seen = features.see(grid(len(features.y), origin, horizon))
        shape = len(features.y), horizon
        if not len(seen.table):
            return np.zeros((len(QUANTILES), *shape)), np.zeros(shape)
        said = self.model.inplace_predict(seen.table)
        quantiles = (seen.centre + seen.scale * said.reshape(-1, len(QUANTILES)).T).reshape(-1, *shape)
        if self.means is None:
            return quantiles, None
        mean = seen.scale * self.means.inplace_predict(seen.table, base_margin=_margin(seen))
        return quantiles, np.where(seen.scale > 0, mean, seen.centre).reshape(shape)


def _load(text: str) -> xgboost.Booster:
    import xgboost

    model = xgboost.Booster({"nthread": THREADS})
    model.load_model(bytearray(b64decode(text)))
    return model


def _margin(seen: Seen) -> Matrix:
    """(rows,): where the trees of means begin, as a logarithm in units of the usual error."""
    scale = np.maximum(seen.scale, 1e-9)
    return np.log(np.maximum(seen.centre / scale, LEAST_CENTRE))


def grid(series: int, origin: int, horizon: int) -> Rows:
    """Every series and step at one origin."""
    numbers = np.arange(series * horizon)
    return Rows(numbers // horizon, np.full_like(numbers, origin), numbers % horizon)


def train(features: Features, days: int, horizon: int) -> Boosted | None:
    """A model that has seen the first `days` days only; None when they hold too little to learn from.

    Trained directly over horizons on a sample of origins in the last two years, minimising the pinball loss of quantities
    (Koenker and Bassett, 1978), so that products that sell much count more; of several shops each counts alike. Means are
    learnt beside them, by factors, with Tweedie's deviance: shops grow and shrink by factors.
    """
    rows = _sample(features, days, min(horizon, LONGEST))
    if len(rows.series) < LEAST_ROWS:
        return None
    import xgboost

    seen = features.see(rows)
    actual = features.y[rows.series, rows.column]
    weight = seen.scale / features.unit()[rows.series] * 0.5 ** ((days - rows.column) / MEMORY_DAYS)
    known: dict[str, Any] = {"weight": weight / weight.mean(), "max_bin": PARAMETERS["max_bin"], "nthread": THREADS}
    errors = xgboost.QuantileDMatrix(seen.table, (actual - seen.centre) / seen.scale, **known)
    amounts = xgboost.QuantileDMatrix(seen.table, actual / seen.scale, base_margin=_margin(seen), **known)
    common = {**PARAMETERS, "nthread": THREADS}
    return Boosted(
        xgboost.train({**common, **OF_QUANTILES}, errors, ROUNDS),
        xgboost.train({**common, **OF_MEANS}, amounts, ROUNDS),
        len(features.y),
    )


def _sample(features: Features, days: int, horizon: int) -> Rows:
    """A sample of what was known before column `days`, the same for the same history."""
    series_count = len(features.y)
    begin = max(WARM_DAYS, days - YEARS_DAYS)
    if begin >= days or series_count == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Rows(empty, empty, empty)
    most = min(MOST_ROWS, FIRST_ROWS + ROWS_A_SERIES * series_count)
    possible = series_count * (days - begin)
    rng = np.random.default_rng(0)
    # Half as many again as are wanted, for some fall on days that were not known.
    wanted = min(int(1.5 * most), possible * horizon)
    every = wanted == possible * horizon
    drawn = np.arange(wanted) if every else rng.integers(0, possible * horizon, wanted)
    step, place = drawn % horizon, drawn // horizon
    series, column = place % series_count, begin + place // series_count
    origin = column - step
    seen = origin - features.state.begin[series]
    good = (origin > 0) & (seen >= WARM_DAYS) & ~np.isnan(features.y[series, column])
    series, origin, step = series[good], origin[good], step[good]
    good = features.scale(series, origin) > 0
    chosen = np.flatnonzero(good) if every else np.flatnonzero(good)[:most]
    if len(chosen) > most:
        chosen = np.sort(rng.choice(chosen, most, replace=False))
    return Rows(series[chosen], origin[chosen], step[chosen])
