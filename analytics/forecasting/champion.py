"""Trains one forecasting model for all stores, and lets it serve only when it forecasts held-out days better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.forecasting import engine, serving
from analytics.forecasting.backtest import Score, TooShort, judge
from analytics.forecasting.combination import Learned
from analytics.forecasting.sample import Sample, read_sample
from domain.insights import store as insights
from domain.insights.models import ForecastModel
from infra import clock
from infra.database.session import desk_session
from infra.telemetry import log

EVERY_DAYS: Final = 7
HELD_DAYS: Final = 7
"""Days that neither the new model nor the one that serves has learnt from: that was trained a week ago or earlier."""
AHEAD_DAYS: Final = 28
LEAST_DAYS: Final = 70
"""A sample that reaches back less teaches nothing that the members without training don't know."""
ZONE: Final = "Asia/Kolkata"
"""Whose date names versions and ends what is learnt from; shops keep days by clocks of their own."""
_TRAINING = 7007


@dataclass(frozen=True)
class _Fixed:
    """A trained model as an engine."""

    name: str
    learned: Learned

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        return engine.forecast_with(self.learned, history, horizon, start)


def is_due(session: Session, now: datetime) -> bool:
    """Whether a week has passed since a model was last trained."""
    newest = insights.newest_model(session)
    return newest is None or (clock.local(ZONE, now).date() - newest.trained_on).days >= EVERY_DAYS


def train() -> ForecastModel | None:
    """Train a challenger on a sample of shops, and let it serve if its WQL on the held-out days is below the champion's.

    Its trees and weights saw nothing of those days, so what was tested is what serves. None when it is not due, another
    process is at it, or there is too little to learn from. Raises SQLAlchemy's errors, and those of `infra.storage`.
    """
    now = clock.now()
    with desk_session() as session:
        if not session.scalar(select(func.pg_try_advisory_xact_lock(_TRAINING))) or not is_due(session, now):
            return None
        newest, champion = insights.newest_model(session), insights.serving_model(session)
        today = clock.local(ZONE, now).date()
        first_of_month = newest is None or (newest.trained_on.year, newest.trained_on.month) != (
            today.year,
            today.month,
        )
        sample = read_sample(today, now, quiet_too=first_of_month, seed=today.toordinal())
        model = _challenge(sample, champion, today, now)
        if model is not None:
            insights.add_model(session, model)
            log().info("forecasting model trained", version=model.version, status=model.status, **model.scores)
        return model


def _challenge(sample: Sample, champion: ForecastModel | None, today: date, now: datetime) -> ForecastModel | None:
    history = sample.history
    if history.empty or (pd.Timestamp(today) - history["ds"].min()).days < LEAST_DAYS:
        return None
    held = today - timedelta(days=HELD_DAYS)
    before = history[history["ds"] < pd.Timestamp(held)]
    shop_of = {name: sample.shop_of[name] for name in before["unique_id"].unique()}
    learned = engine.train(before, AHEAD_DAYS, held, shop_of)
    served = None if champion is None else serving.load(champion.version)
    # Without a champion it has to beat what would serve in its place.
    rival = _Fixed("champion", served or Learned())
    try:
        own, theirs = _score(sample, [_Fixed("challenger", learned), rival])
    except TooShort:
        return None
    digest = sample.data_hash()
    version = f"{today.isoformat()}-{digest[:8]}"
    better = own.wql < theirs.wql
    if better:
        serving.keep(version, learned)
    return ForecastModel(
        version=version,
        status="serving" if better else "refused",
        trained_on=today,
        data_hash=digest,
        shops=sample.shops,
        series=len(sample.shop_of),
        scores={
            "wql": f"{own.wql:.4f}",
            "coverage": f"{own.coverage:.3f}",
            "champion": "none" if champion is None else champion.version,
            "champion_wql": f"{theirs.wql:.4f}",
            "champion_coverage": f"{theirs.coverage:.3f}",
        },
        made_at=now,
    )


def _score(sample: Sample, engines: list[_Fixed]) -> tuple[Score, Score]:
    """How both do on the held-out days of all shops together, each forecast as at night: shop by shop."""
    scores = judge(sample.history, HELD_DAYS, 1, [_ByShop(one, sample.shop_of) for one in engines])
    return scores[0], scores[1]


@dataclass(frozen=True)
class _ByShop:
    """An engine that sees one shop at a time."""

    engine: _Fixed
    shop_of: dict[str, int]

    @property
    def name(self) -> str:
        """The engine's."""
        return self.engine.name

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        shops = history["unique_id"].map(self.shop_of)
        parts = [self.engine.forecast(rows, horizon, start) for _, rows in history.groupby(shops)]
        return pd.concat(parts).sort_values(["unique_id", "ds"], ignore_index=True)
