"""The engine `combination`: boosted trees, smoothing, regression, weekday means and counts around them, weighted, calibrated."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from analytics.forecasting import boosted
from analytics.forecasting.boosted import Boosted
from analytics.forecasting.bulk import reach
from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.explain import DAYS, FESTIVAL_DAYS, Parts, Reasons, contributions, tell
from analytics.forecasting.features import Features, whole_series
from analytics.forecasting.members import OTHERS, Members, believed, members, share_of_trees
from analytics.forecasting.panel import Matrix, Panel, to_forecast, to_panel
from analytics.forecasting.prepared import Prepared, prepare
from analytics.forecasting.threads import few_threads
from analytics.forecasting.weights import Widths, calibrate, round_whole, weigh
from domain.local_events.contract import Spell

PRIOR: Final = {
    "boosted": 0.29,
    "smoothing": 0.12,
    "regression": 0.12,
    "weekday_mean": 0.02,
    "weekday_long": 0.05,
    "counts": 0.4,
}
"""Members, and what they count where nothing is known."""
MOST_ORIGINS: Final = 12
"""Past origins at which members are weighed; half as many where series are MANY and tell enough."""
MANY: Final = 200
VERSION: Final = 1
"""Of kept models: another one when features change. A member that a kept model does not know counts nothing in it."""
TESTED: Final = 14
"""Days ahead that they are weighed by."""
BEFORE_DAYS: Final = 56
"""What rises or falls does so against the mean of these."""
LEAST_DAYS: Final = 56
"""Days before the first of those origins."""


@dataclass(frozen=True)
class Learned:
    """What a training leaves: enough to forecast without another."""

    model: Boosted | None = None
    weights: dict[str, float] = field(default_factory=lambda: dict(PRIOR))
    widths: Widths = field(default_factory=Widths)

    def to_bytes(self) -> bytes:
        """As kept in a file."""
        trees = {"model": None} if self.model is None else self.model.to_kept()
        kept = {"version": VERSION, "weights": self.weights, "widths": asdict(self.widths), **trees}
        return json.dumps(kept).encode()

    @staticmethod
    def of_bytes(content: bytes) -> Learned:
        """What `to_bytes` gave. Raises ValueError when it is of another version or no such thing."""
        kept = json.loads(content)
        if not isinstance(kept, dict) or kept.get("version") != VERSION:
            raise ValueError(f"a kept model of another version than {VERSION}")
        model = None if kept["model"] is None else Boosted.of_kept(kept)
        return Learned(model, kept["weights"], Widths(**kept["widths"]))


class Combination:
    """Quantiles averaged over members (Vincent, 1912; Lichtendahl, Grushka-Cockayne and Winkler, 2013)."""

    name = "combination"

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        return self.forecast_with(None, history, horizon, start)

    def train(
        self, history: pd.DataFrame, horizon: int, start: date, shop_of: Mapping[str, int] | None = None
    ) -> Learned:
        """What `history` teaches, for forecasts of `horizon` days on later days as well. Raises SeriesError.

        Of several shops together with `shop_of`: the shop's number, from 0 on, by `unique_id`.
        """
        with few_threads():
            prepared = prepare(history, horizon, start, shop_of)
            return Learned() if prepared is None else learn(prepared.calm, prepared.features, horizon)

    def forecast_with(
        self,
        learned: Learned | None,
        history: pd.DataFrame,
        horizon: int,
        start: date,
        known: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """As `forecast`, with what was learned earlier; learns first when that is None. `known`: see `covariate_factors`."""
        with few_threads():
            return self._forecast(learned, history, horizon, start, known)[0]

    def explain_with(
        self,
        learned: Learned,
        history: pd.DataFrame,
        horizon: int,
        start: date,
        known: pd.DataFrame | None = None,
        spells: Sequence[Spell] = (),
    ) -> tuple[pd.DataFrame, dict[str, Reasons]]:
        """As `forecast_with`, and by `unique_id` why each forecast is what it is. `horizon` is FESTIVAL_DAYS at least.

        `spells` are local events of the shop, which then is one: see `learn_local`.
        """
        with few_threads():
            made, foretold = self._forecast(learned, history, horizon, start, known, spells)
            if foretold is None:
                return made, {}
            told = tell(_part(foretold, learned), start)
        local = foretold.prepared.local
        if local is not None:
            told = [replace(why, events=local.effects(row)) for row, why in enumerate(told)]
        return made, dict(zip(foretold.prepared.panel.ids, told, strict=True))

    def _forecast(
        self,
        learned: Learned | None,
        history: pd.DataFrame,
        horizon: int,
        start: date,
        known: pd.DataFrame | None,
        spells: Sequence[Spell] = (),
    ) -> tuple[pd.DataFrame, _Foretold | None]:
        prepared = prepare(history, horizon, start, known=known, spells=spells)
        if prepared is None:
            panel = to_panel(history, start)
            nothing = np.zeros((len(panel.ids), horizon))
            return to_forecast(panel, start, self.name, nothing, dict.fromkeys(QUANTILES, nothing)), None
        if learned is None:
            learned = learn(prepared.calm, prepared.features, horizon)
        made = members(prepared.calm, prepared.features, learned.model, prepared.calm.y.shape[1], horizon)
        mean, quantiles = blend(made, learned)
        mean, quantiles = mean * prepared.swollen, reach(quantiles, prepared.swollen)
        if prepared.local is not None:
            quantiles = prepared.local.widen(mean, quantiles)
        factor = prepared.festive * prepared.covariates
        quantiles = round_whole(quantiles * factor, whole_series(prepared.panel.y))
        named = dict(zip(QUANTILES, quantiles, strict=True))
        table = to_forecast(prepared.panel, start, self.name, mean * factor, named)
        return table, _Foretold(prepared, made, mean)


@dataclass(frozen=True)
class _Foretold:
    """A forecast before festivals, and how it came about."""

    prepared: Prepared
    made: Members
    mean: Matrix
    """(series, horizon)."""


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
    common = believed(len(panel.ids))
    prior = {**PRIOR, "boosted": PRIOR["boosted"] * common, "counts": PRIOR["counts"] * common}
    unit = features.unit()[:, None]
    weights = weigh(actual / unit, stacked / unit, np.array([prior[name] for name in names]))
    widths = calibrate(actual, np.tensordot(weights, stacked, 1), whole_series(panel.y))
    return Learned(model, dict(zip(names, weights.tolist(), strict=True)), widths)


def _origins(days: int, tested: int, most: int) -> list[int]:
    """Past origins, `tested` days apart; those beyond the first use up at most half of the days."""
    first = days - tested
    count = max(1, min(most, days // 2 // tested))
    return [origin for origin in (first - tested * back for back in range(count)) if origin >= LEAST_DAYS]


def blend(made: Members, learned: Learned) -> tuple[Matrix, Matrix]:
    """The mean (series, horizon) and the quantiles (3, series, horizon) of what members said."""
    weights = member_weights(made, learned)
    both = np.tensordot(weights, np.stack(list(made.quantiles.values())), 1)
    mean = np.tensordot(weights, np.stack([made.means[member] for member in made.quantiles]), 1)
    return mean, learned.widths.apply(both)


def member_weights(made: Members, learned: Learned) -> Matrix:
    """(members,): those of the members that spoke, in their order, of sum 1."""
    weights = np.array([learned.weights.get(member, 0.0) for member in made.quantiles])
    return np.asarray(weights / weights.sum())


def _laid_weights(made: Members, learned: Learned) -> dict[str, float]:
    """`member_weights` by name, that of the counts laid to those whose means they are spread around."""
    weights = dict(zip(made.quantiles, member_weights(made, learned).tolist(), strict=True))
    counts, leaning = weights.pop("counts"), share_of_trees(learned.model)
    weights["boosted"] = weights.get("boosted", 0.0) + leaning * counts
    return {name: weight + (1 - leaning) * counts * OTHERS.get(name, 0.0) for name, weight in weights.items()}


def _part(foretold: _Foretold, learned: Learned) -> Parts:
    """What each thing adds to the coming FESTIVAL_DAYS: of the trees by their own contributions, of the others, which know
    but a level and a week, by how the days differ.
    """
    calm, made = foretold.prepared.calm, foretold.made
    weights = _laid_weights(made, learned)
    mean = (foretold.mean * foretold.prepared.covariates)[:, :FESTIVAL_DAYS]
    plain = sum(
        (weight * made.means[name] for name, weight in weights.items() if name != "boosted"),
        np.zeros_like(foretold.mean),
    )
    weekday, payday, trend = plain - plain[:, :DAYS].mean(axis=1, keepdims=True), np.zeros_like(plain), plain.copy()
    share = weights["boosted"]
    if learned.model is not None and share > 0:
        origin, horizon = calm.y.shape[1], foretold.mean.shape[1]
        # A week tells: more rows cost time, and the days after it are like it.
        groups = contributions(learned.model, foretold.prepared.features, origin, DAYS)
        centre = foretold.prepared.features.state.fit_all(np.full(DAYS, origin), origin + np.arange(DAYS))
        wide = np.arange(horizon) % DAYS
        by_weekday = centre - centre.mean(axis=1, keepdims=True) + groups["weekday"]
        weekday += share * (by_weekday - groups["weekday"].mean(axis=1, keepdims=True))[:, wide]
        payday += share * groups["payday"][:, wide]
        trend += share * (centre.mean(axis=1, keepdims=True) + groups["trend"])[:, wide]
    with warnings.catch_warnings():
        # Of a series without a known day there is no mean.
        warnings.simplefilter("ignore", RuntimeWarning)
        before = np.nan_to_num(np.nanmean(calm.y[:, -BEFORE_DAYS:], axis=1, keepdims=True))
    festival = mean * (foretold.prepared.festive[:, :FESTIVAL_DAYS] - 1)
    weekday, payday, trend = (
        np.stack([weekday, payday, trend - before])[:, :, :FESTIVAL_DAYS] * foretold.prepared.swollen
    )
    return Parts(mean + festival, weekday, payday, trend, festival)
