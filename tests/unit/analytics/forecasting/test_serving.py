"""One model serves all stores; without one, or with a broken one, stores are forecast all the same."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting import engine, serving
from analytics.forecasting.combination import Learned
from infra import storage

TODAY = date(2026, 11, 23)


def history(days: int = 150, level: float = 1.0, shop: str = "") -> pd.DataFrame:
    rng = np.random.default_rng(61)
    y = rng.poisson(level * np.resize([6, 6, 6, 6, 8, 14, 16], days), (15, days)).astype(float)
    ds = pd.date_range(TODAY - timedelta(days=days), periods=days)
    names = np.repeat([f"{shop}{number}" for number in range(15)], days)
    return pd.DataFrame({"unique_id": names, "ds": np.tile(ds, 15), "y": y.ravel()})


@pytest.fixture(scope="module")
def learned() -> Learned:
    made = engine.train(history(), 28, TODAY)
    assert made.model is not None
    return made


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    serving._read.cache_clear()
    yield
    serving._read.cache_clear()


def test_what_was_kept_forecasts_as_what_was_trained(learned: Learned) -> None:
    serving.keep("v1", learned)
    made, _ = serving.forecast_store("v1", history(), 28, TODAY)
    plain = engine.forecast_with(learned, history(), 28, TODAY)
    assert set(made["model"]) == {"combination/v1"}
    pd.testing.assert_frame_equal(made.drop(columns="model"), plain.drop(columns="model"))


def test_a_model_kept_before_a_member_came_still_serves(learned: Learned) -> None:
    old = {name: weight for name, weight in learned.weights.items() if name != "regression"}
    serving.keep("old", Learned(learned.model, old, learned.widths))
    made, reasons = serving.forecast_store("old", history(), 28, TODAY)
    assert set(made["model"]) == {"combination/old"}
    without = Learned(learned.model, {**old, "regression": 0.0}, learned.widths)
    plain = engine.forecast_with(without, history(), 28, TODAY)
    pd.testing.assert_frame_equal(made.drop(columns="model"), plain.drop(columns="model"))
    assert len(reasons) == 15


def test_a_model_kept_before_trees_learnt_means_still_serves(learned: Learned) -> None:
    kept = json.loads(learned.to_bytes())
    old = Learned.of_bytes(
        json.dumps({name: value for name, value in kept.items() if name not in ("means", "series")}).encode()
    )
    assert old.model is not None
    assert old.model.means is None
    serving.keep("quantiles", old)
    made, reasons = serving.forecast_store("quantiles", history(), 28, TODAY)
    assert set(made["model"]) == {"combination/quantiles"}
    assert len(reasons) == 15


def test_without_a_model_the_members_that_need_no_training_answer() -> None:
    made, reasons = serving.forecast_store(None, history(), 28, TODAY)
    assert set(made["model"]) == {"combination"}
    assert len(made) == 15 * 28
    assert set(reasons) == {str(number) for number in range(15)}


@pytest.mark.parametrize("content", [b"", b"{}", b'{"learned": "aGVsbG8="}', None])
def test_a_model_that_cannot_be_read_is_done_without(content: bytes | None) -> None:
    if content is not None:
        storage.write("forecasting/models/broken", content)
    made, _ = serving.forecast_store("broken" if content is not None else "gone", history(), 28, TODAY)
    assert set(made["model"]) == {"combination"}


def test_when_everything_else_fails_weekday_means_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ImportError("libgomp.so.1 is missing")

    monkeypatch.setattr(engine, "explain_with", fail)
    made, reasons = serving.forecast_store(None, history(), 28, TODAY)
    assert set(made["model"]) == {"weekday_mean"}
    assert reasons == {}


def test_a_large_shop_outweighs_no_other_in_training() -> None:
    """Trained beside a shop that sells ten thousand times as much, a small shop is forecast as well as by itself."""
    small, large = history(shop="s"), history(level=10_000, shop="l")
    both = pd.concat([small, large], ignore_index=True)
    shop_of = {name: int(name[0] == "l") for name in both["unique_id"].unique()}
    seen, start = both[both["ds"] < pd.Timestamp(TODAY - timedelta(days=14))], TODAY - timedelta(days=14)
    own = small[small["ds"] < pd.Timestamp(start)]

    def wql(learned: Learned) -> float:
        made = engine.forecast_with(learned, own, 14, start)
        actual = small[small["ds"] >= pd.Timestamp(start)]["y"].to_numpy()
        loss = [
            2 * np.maximum(q * (actual - made[name]), (q - 1) * (actual - made[name])).sum()
            for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))
        ]
        return float(np.mean(loss) / actual.sum())

    assert wql(engine.train(seen, 14, start, shop_of)) < 1.02 * wql(engine.train(own, 14, start))


def test_reasons_come_from_what_is_in_the_sales(learned: Learned) -> None:
    """Wednesdays and Thursdays sell twice as much as other days, and one product has tripled in a month."""
    table = history()
    late = (table["unique_id"] == "3") & (table["ds"] >= pd.Timestamp(TODAY - timedelta(days=21)))
    table.loc[late, "y"] *= 3
    _, reasons = engine.explain_with(learned, table, 28, TODAY)
    days = [one.busy_day for one in reasons.values()]
    assert all(day is not None and day.weekday() in (2, 3) for day in days)
    assert 14 < reasons["0"].busy_daily < 20
    assert reasons["3"].trend == "rising"
    assert [name for name, one in reasons.items() if one.trend == "rising"] == ["3"]


def test_a_level_week_has_no_reason() -> None:
    table = history()
    table["y"] = 8.0
    _, reasons = engine.explain_with(Learned(), table, 28, TODAY)
    assert {(one.busy_day, one.payday, one.trend, one.festival) for one in reasons.values()} == {
        (None, False, None, None)
    }
