"""Why a forecast is what it is, from the contributions that the members themselves make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from analytics.festivals import list_days
from analytics.forecasting.local import Effect
from analytics.forecasting.panel import Matrix
from analytics.forecasting.threads import THREADS

if TYPE_CHECKING:
    from analytics.forecasting.boosted import Boosted
    from analytics.forecasting.features import Features

DAYS: Final = 7
FESTIVAL_DAYS: Final = 14
BUSY: Final = 0.25
"""What a day must have above the week's mean to be named, as a share of that."""
PAYDAY: Final = 0.08
TREND: Final = 0.15
FESTIVE: Final = 0.1
LEAST_DAILY: Final = 0.3
"""Of what sells less, a week's differences are chance."""
_EVENT: Final = "event."
_GROUPS: Final = {
    "weekday": (*range(15, 21), 27),
    "payday": (28,),
    "trend": (*range(2, 8), 10, 11, 23, 24),
}
"""Columns of `Features.see`: the same weekdays before and the weekday; the day of the month; means and errors of late, the
shop's too. A test holds them against the order there."""


@dataclass(frozen=True)
class Parts:
    """What moves the forecasts of some days, in the products' units; all (series, days)."""

    mean: Matrix
    """The forecast itself, festivals included."""
    weekday: Matrix
    """Above or below the mean of a week, by the weekday."""
    payday: Matrix
    trend: Matrix
    """Above or below what the series sold on average in the eight weeks before."""
    festival: Matrix


@dataclass(frozen=True)
class Reasons:
    """What of it is worth saying of a product."""

    daily: float
    """Mean a day of the coming week."""
    busy_day: date | None = None
    busy_daily: float = 0.0
    payday: bool = False
    trend: str | None = None
    """`rising` or `falling`."""
    festival: str | None = None
    festival_day: date | None = None
    events: Mapping[str, Effect] = field(default_factory=dict)
    """What local events did when they last came, by kind."""


def contributions(model: Boosted, features: Features, origin: int, days: int) -> dict[str, Matrix]:
    """What groups of features add to the trees' median, (series, days) in the products' units.

    Along the path through each tree (Saabas, 2014), as XGBoost reckons them: Shapley values cost ten times a forecast.
    """
    import xgboost

    from analytics.forecasting.boosted import grid

    seen = features.see(grid(len(features.y), origin, days))
    table = xgboost.DMatrix(seen.table, nthread=THREADS)
    shares = model.model.predict(table, pred_contribs=True, approx_contribs=True)
    median = shares.reshape(len(seen.table), 3, -1)[:, 1]
    return {
        name: (seen.scale * median[:, list(columns)].sum(axis=1)).reshape(len(features.y), days)
        for name, columns in _GROUPS.items()
    }


def tell(parts: Parts, start: date) -> list[Reasons]:
    """What is worth saying of each series, whose first day of `parts` is `start`."""
    festivals = list_days(start, start + timedelta(days=FESTIVAL_DAYS + 1))
    nearest = min(((days[0], name) for name, days in festivals.items() if days), default=None)
    return [_tell(parts, row, start, nearest) for row in range(len(parts.mean))]


def _tell(parts: Parts, row: int, start: date, nearest: tuple[date, str] | None) -> Reasons:
    week = parts.mean[row, :DAYS]
    usual = float(week.mean())
    if usual < LEAST_DAILY:
        return Reasons(usual)
    busiest = int(parts.weekday[row, :DAYS].argmax())
    busy = parts.weekday[row, busiest] > BUSY * usual and week[busiest] >= week.max() - 1e-9
    trend = float(parts.trend[row, :DAYS].mean()) / usual
    festive = nearest is not None and bool(np.abs(parts.festival[row]).max() > FESTIVE * usual)
    return Reasons(
        daily=usual,
        busy_day=start + timedelta(days=busiest) if busy else None,
        busy_daily=float(week[busiest]) if busy else 0.0,
        payday=bool(parts.payday[row, :DAYS].mean() > PAYDAY * usual),
        trend="rising" if trend > TREND else "falling" if trend < -TREND else None,
        festival=nearest[1] if festive and nearest else None,
        festival_day=nearest[0] if festive and nearest else None,
    )


def to_detail(reasons: Reasons) -> dict[str, str | None]:
    """As stored in `Advice.detail` (kind `demand`): numbers and days as strings."""
    return {
        "daily": f"{reasons.daily:.3f}",
        "busy_day": None if reasons.busy_day is None else reasons.busy_day.isoformat(),
        "busy_daily": f"{reasons.busy_daily:.3f}",
        "payday": "yes" if reasons.payday else None,
        "trend": reasons.trend,
        "festival": reasons.festival,
        "festival_day": None if reasons.festival_day is None else reasons.festival_day.isoformat(),
        **{_EVENT + kind: f"{effect.factor:.3f} {effect.doubt:.3f}" for kind, effect in reasons.events.items()},
    }


def of_detail(detail: Mapping[str, str | None]) -> Reasons:
    """What `to_detail` gave."""
    busy, festive = detail["busy_day"], detail["festival_day"]
    return Reasons(
        daily=float(detail["daily"] or 0),
        busy_day=None if busy is None else date.fromisoformat(busy),
        busy_daily=float(detail["busy_daily"] or 0),
        payday=detail["payday"] is not None,
        trend=detail["trend"],
        festival=detail["festival"],
        festival_day=None if festive is None else date.fromisoformat(festive),
        events={
            name.removeprefix(_EVENT): Effect(*map(float, (told or "").split()))
            for name, told in detail.items()
            if name.startswith(_EVENT)
        },
    )
