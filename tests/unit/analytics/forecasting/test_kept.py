"""A store's model is trained once a week and kept."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting import boosted, engine, kept
from analytics.forecasting.combination import Learned
from infra import storage

TODAY = date(2026, 11, 23)


def history(days: int = 150) -> pd.DataFrame:
    rng = np.random.default_rng(61)
    y = rng.poisson(np.resize([6, 6, 6, 6, 8, 14, 16], days), (15, days)).astype(float)
    ds = pd.date_range(TODAY - timedelta(days=days), periods=days)
    names = np.repeat([f"{number}" for number in range(15)], days)
    return pd.DataFrame({"unique_id": names, "ds": np.tile(ds, 15), "y": y.ravel()})


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days on which a model was trained."""
    days: list[date] = []
    train = engine.train

    def noted(table: pd.DataFrame, horizon: int, start: date) -> Learned:
        days.append(start)
        return train(table, horizon, start)

    monkeypatch.setattr(engine, "train", noted)
    return days


def test_a_model_serves_for_a_week(trainings: list[date]) -> None:
    first = kept.forecast_store(3, history(), 7, TODAY)
    again = kept.forecast_store(3, history(), 7, TODAY)
    pd.testing.assert_frame_equal(first, again)
    kept.forecast_store(3, history(), 7, TODAY + timedelta(days=6))
    assert trainings == [TODAY]
    kept.forecast_store(3, history(), 7, TODAY + timedelta(days=7))
    assert trainings == [TODAY, TODAY + timedelta(days=7)]


def test_what_was_kept_forecasts_as_what_was_trained() -> None:
    learned = engine.train(history(), 7, TODAY)
    assert learned.model is not None
    back = Learned.of_bytes(learned.to_bytes())
    pd.testing.assert_frame_equal(
        engine.forecast_with(back, history(), 7, TODAY), engine.forecast_with(learned, history(), 7, TODAY)
    )
    pd.testing.assert_frame_equal(engine.forecast_with(back, history(), 7, TODAY), engine.forecast(history(), 7, TODAY))


def test_a_kept_model_that_is_broken_is_trained_anew(trainings: list[date]) -> None:
    storage.write("forecasting/store-4.json", b'{"trained": "2026-11-23", "learned": "aGVsbG8="}')
    made = kept.forecast_store(4, history(), 7, TODAY)
    assert set(made["model"]) == {"combination"}
    assert trainings == [TODAY]


def test_without_a_model_weekday_means_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ImportError("libgomp.so.1 is missing")

    monkeypatch.setattr(boosted, "train", fail)
    made = kept.forecast_store(5, history(), 7, TODAY)
    assert set(made["model"]) == {"weekday_mean"}
    assert len(made) == 15 * 7


def test_a_store_in_a_hurry_is_forecast_without_training(trainings: list[date]) -> None:
    made = kept.forecast_store(6, history(), 7, TODAY, train=False)
    assert set(made["model"]) == {"combination"}
    assert trainings == []
    kept.forecast_store(6, history(), 7, TODAY)
    assert trainings == [TODAY]
