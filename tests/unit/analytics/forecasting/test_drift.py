"""What drifts is told once a day, and chance is not."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from analytics.forecasting import drift
from analytics.forecasting.accuracy import Said, score_day
from analytics.forecasting.drift import Drift, Sums, judge
from domain.insights import store as insights
from domain.insights.models import ForecastScore
from infra import clock
from infra.database.session import desk_session, store_session
from tests.conftest import make_store

USUAL = Sums(series=1000, idle=200, inside=800, sold=5000, expected=5000, loss=1000)


@pytest.mark.parametrize(
    ("late", "kinds"),
    [
        (USUAL, []),
        (Sums(1000, 210, 780, 5200, 5100, 1200), []),
        (Sums(1000, 200, 800, 5000, 5000, 1300), ["accuracy"]),
        (Sums(1000, 200, 600, 5000, 5000, 1000), ["coverage"]),
        (Sums(1000, 200, 800, 3500, 5000, 700), ["sales"]),
        (Sums(1000, 400, 800, 5000, 5000, 1000), ["idle"]),
        (Sums(200, 200, 0, 10, 5000, 5000), []),
    ],
)
def test_what_is_far_from_the_usual_is_told(late: Sums, kinds: list[str]) -> None:
    assert [one.kind for one in judge(late, USUAL)] == kinds


def test_a_day_is_scored_without_empty_shelves() -> None:
    said = {1: Said(6, 8, 11, 8.2), 2: Said(0, 1, 3, 1.2), 3: Said(2, 4, 6, 4)}
    score = score_day(said, {1: 12.0}, {3})
    assert score is not None
    assert (score.series, score.idle, score.inside, score.sold, score.missed) == (2, 1, 1, 12.0, 5.0)
    # 12 against 6, 8, 11: 2 × (0.6 + 2 + 0.9) / 3; none against 0, 1, 3: 2 × (0 + 0.5 + 0.3) / 3.
    assert score.loss == pytest.approx(2 * (3.5 + 0.8) / 3)
    assert score_day({3: said[3]}, {}, {3}) is None


def test_drift_across_stores_is_kept_once_a_day(database: str) -> None:
    """The watch reads every store's scores, which no store's own session could."""
    now = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    today = date(2026, 11, 23)
    for phone in ("+919811100001", "+919811100002"):
        store_id = make_store("Shop", phone)
        with store_session(store_id) as session:
            for back in range(1, 36):
                loss = Decimal(40 if back <= 7 else 20)
                insights.put_score(
                    session,
                    ForecastScore(
                        store_id=store_id, day=today - timedelta(days=back), model="combination", series=30, idle=5,
                        inside=24, sold=Decimal(100), expected=Decimal(100), missed=Decimal(25), loss=loss,
                    ),
                )  # fmt: skip
    with clock.stopped_at(now):
        assert drift.watch() == [Drift("accuracy", pytest.approx(0.4), pytest.approx(0.2))]  # type: ignore[arg-type]
        assert drift.watch() == []
    with desk_session() as session:
        [warning] = insights.warnings_since(session, today)
        assert (warning.kind, warning.figure, warning.usual) == ("accuracy", Decimal("0.4"), Decimal("0.2"))
