"""Whether forecasts, or the sales they live on, have drifted from what they were: told to staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from domain.insights import store as insights
from domain.insights.models import ForecastScore
from infra import clock
from infra.database.session import desk_session, training_session
from infra.telemetry import log

LATE_DAYS: Final = 7
BEFORE_DAYS: Final = 28
LEAST_JUDGED: Final = 300
"""Products times days: fewer differ by chance."""
WORSE: Final = 1.25
"""Times the WQL of the weeks before."""
COVERAGE: Final = (0.65, 0.95)
"""Of a range that should hold 0.8; more with many days that sell nothing."""
SALES: Final = (0.75, 1.33)
"""What was sold over what was expected."""
IDLE: Final = 0.15
"""Change of the share of products that sell nothing on a day: shops that stopped writing sales down look like that."""
ZONE: Final = "Asia/Kolkata"


@dataclass(frozen=True)
class Sums:
    """Scores of days added up: see `domain.insights.models.ForecastScore`."""

    series: int = 0
    idle: int = 0
    inside: int = 0
    sold: float = 0.0
    expected: float = 0.0
    loss: float = 0.0

    @property
    def wql(self) -> float:
        """Weighted quantile loss."""
        return self.loss / self.sold if self.sold > 0 else 0.0


@dataclass(frozen=True)
class Drift:
    """A figure that is not what it was: `accuracy` (WQL), `coverage`, `sales` (sold over expected) or `idle` (share)."""

    kind: str
    figure: float
    usual: float


def judge(late: Sums, before: Sums) -> Sequence[Drift]:
    """What drifted in the `late` days against those `before`. Nothing while either tells too little."""
    if min(late.series, before.series) < LEAST_JUDGED:
        return ()
    coverage, sales = late.inside / late.series, late.sold / max(late.expected, 1e-9)
    idle, idle_before = late.idle / late.series, before.idle / before.series
    return [
        drift
        for drift, told in (
            (Drift("accuracy", late.wql, before.wql), before.wql > 0 and late.wql > WORSE * before.wql),
            (Drift("coverage", coverage, 0.8), not COVERAGE[0] <= coverage <= COVERAGE[1]),
            (Drift("sales", sales, 1.0), late.expected > 0 and not SALES[0] <= sales <= SALES[1]),
            (Drift("idle", idle, idle_before), abs(idle - idle_before) > IDLE),
        )
        if told
    ]


def watch() -> list[Drift]:
    """Judge the last week against the four before, over all stores, and keep each warning as a row; those that are new."""
    now = clock.now()
    today = clock.local(ZONE, now).date()
    late = read_sums(today - timedelta(days=LATE_DAYS), today)
    before = read_sums(today - timedelta(days=LATE_DAYS + BEFORE_DAYS), today - timedelta(days=LATE_DAYS))
    with desk_session() as session:
        fresh = [
            drift
            for drift in judge(late, before)
            if insights.warn(session, drift.kind, today, drift.figure, drift.usual, now)
        ]
    for drift in fresh:
        log().error("support is needed: forecasts drift", kind=drift.kind, figure=drift.figure, usual=drift.usual)
    return fresh


def read_sums(begin: date, end: date) -> Sums:
    """The scores of all stores from `begin` to before `end`."""
    query = select(
        func.coalesce(func.sum(ForecastScore.series), 0),
        func.coalesce(func.sum(ForecastScore.idle), 0),
        func.coalesce(func.sum(ForecastScore.inside), 0),
        func.coalesce(func.sum(ForecastScore.sold), 0),
        func.coalesce(func.sum(ForecastScore.expected), 0),
        func.coalesce(func.sum(ForecastScore.loss), 0),
    )
    with training_session() as session:
        row = session.execute(query.where(ForecastScore.day >= begin, ForecastScore.day < end)).one()
    series, idle, inside, sold, expected, loss = row
    return Sums(int(series), int(idle), int(inside), float(sold), float(expected), float(loss))
