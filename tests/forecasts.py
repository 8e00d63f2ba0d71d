"""Forecasts for tests, written as a night writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
from sqlalchemy.orm import Session

from domain.insights import store as insights
from domain.insights.contract import FIGURES, Sheet

Daily = tuple[float, float, float, float]
"""p10, p50, p90 and mean."""


def make_sheet(
    daily: Mapping[int, Daily],
    day: date,
    now: datetime,
    *,
    days: int = 28,
    since: date | None = None,
    model: str = "test",
) -> Sheet:
    """The same forecast of each day from `day` on (with those from `since` to before it), by product number."""
    first = day if since is None else since
    figures = np.array([*daily.values()], np.float32).reshape(len(daily), len(FIGURES)).T
    wide = np.repeat(figures[:, :, None], days + (day - first).days, axis=2)
    return Sheet(first, day, np.array([*daily], np.int64), wide, model, now)


def foresee(
    session: Session, store_id: int, daily: Mapping[int, Daily], day: date, now: datetime, *, days: int = 28
) -> None:
    """Forecast so much a day from `day` on, in the place of what was forecast before."""
    before = insights.sheet(session, store_id)
    insights.put_sheet(session, store_id, make_sheet(daily, day, now, days=days).follow(before))
