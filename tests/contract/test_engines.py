"""One promise for every forecasting engine and baseline: see `analytics.forecasting.contract.Engine`."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecasting.contract import FORECAST_COLUMNS, Engine, SeriesError
from analytics.forecasting.engine import DEFAULT, ENGINES, UnknownEngine, find, forecast

START = date(2026, 11, 23)
every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))
# In a combination a series is forecast by what others taught, too.
_ALONE = [name for name in ENGINES if name != "combination"]
each_that_learns_alone = pytest.mark.parametrize("engine", [ENGINES[name] for name in _ALONE], ids=_ALONE)


def table(series: dict[str, list[float]]) -> pd.DataFrame:
    rows = [
        (name, pd.Timestamp(START - timedelta(days=len(values) - place)), value)
        for name, values in series.items()
        for place, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y"])


quantities = st.lists(
    st.one_of(st.just(0.0), st.floats(0, 500).map(lambda value: round(value, 3))), min_size=1, max_size=90
)


@every_engine
@settings(max_examples=40, deadline=None)
@given(
    series=st.dictionaries(st.text("abcdz-", min_size=1, max_size=5), quantities, min_size=1, max_size=4),
    horizon=st.integers(1, 30),
)
def test_the_table_is_whole_ordered_finite_and_never_below_zero(
    engine: Engine, series: dict[str, list[float]], horizon: int
) -> None:
    made = engine.forecast(table(series), horizon, START)
    assert tuple(made.columns) == FORECAST_COLUMNS
    assert made["unique_id"].tolist() == [name for name in sorted(series) for _ in range(horizon)]
    assert made["ds"].tolist() == list(pd.date_range(START, periods=horizon)) * len(series)
    assert set(made["model"]) == {engine.name}
    numbers = made[["p10", "p50", "p90", "mean"]].to_numpy(dtype=float)
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert (numbers[:, 0] <= numbers[:, 1]).all()
    assert (numbers[:, 1] <= numbers[:, 2]).all()


@every_engine
def test_a_constant_series_forecasts_itself(engine: Engine) -> None:
    made = engine.forecast(table({"salt": [3.0] * 60}), 14, START)
    assert made[["p10", "p50", "p90", "mean"]].to_numpy(dtype=float) == pytest.approx(np.full((14, 4), 3.0))


@each_that_learns_alone
def test_a_series_is_forecast_alone_as_among_others(engine: Engine) -> None:
    rng = np.random.default_rng(3)
    series = {name: rng.poisson(mean, 70).astype(float).tolist() for name, mean in (("a", 2), ("b", 30), ("c", 0.2))}
    together = engine.forecast(table(series), 7, START)
    alone = engine.forecast(table({"b": series["b"]}), 7, START)
    pd.testing.assert_frame_equal(together[together["unique_id"] == "b"].reset_index(drop=True), alone)


@every_engine
def test_the_order_of_rows_does_not_matter_and_the_history_is_left_as_it_was(engine: Engine) -> None:
    rng = np.random.default_rng(5)
    rows = table({"a": rng.poisson(4, 40).astype(float).tolist(), "b": rng.poisson(9, 55).astype(float).tolist()})
    before = rows.copy(deep=True)
    shuffled = rows.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(engine.forecast(rows, 7, START), engine.forecast(shuffled, 7, START))
    pd.testing.assert_frame_equal(rows, before)


@every_engine
def test_twice_the_sales_are_twice_the_forecast(engine: Engine) -> None:
    seen = np.random.default_rng(9).poisson(6, 84).astype(float)
    once = engine.forecast(table({"a": seen.tolist()}), 7, START)
    twice = engine.forecast(table({"a": (2 * seen).tolist()}), 7, START)
    assert twice["mean"].to_numpy() == pytest.approx(2 * once["mean"].to_numpy())


@every_engine
def test_the_same_history_gives_the_same_forecast(engine: Engine) -> None:
    rng = np.random.default_rng(11)
    rows = table({f"p{number}": rng.poisson(3, 120).astype(float).tolist() for number in range(12)})
    pd.testing.assert_frame_equal(engine.forecast(rows, 28, START), engine.forecast(rows, 28, START))


@every_engine
def test_every_series_is_answered_whatever_its_past(engine: Engine) -> None:
    rng = np.random.default_rng(12)
    long = rng.poisson(5, 500).astype(float)
    gap = long.copy()
    gap[100:400] = 0
    rows = table(
        {
            "day": [4.0],
            "zero": [0.0] * 90,
            "gap": gap.tolist(),
            "dead": [*long[:200].tolist(), *[0.0] * 300],
            "rare": (rng.random(500) < 0.01).astype(float).tolist(),
            "huge": (long * 1e7).tolist(),
            "tiny": (long * 1e-4).tolist(),
        }
    )
    made = engine.forecast(rows, 28, START)
    numbers = made[["p10", "p50", "p90", "mean"]].to_numpy(dtype=float)
    assert (made["unique_id"].value_counts() == 28).all()
    assert made["unique_id"].nunique() == 7
    assert np.isfinite(numbers).all()
    assert (np.diff(numbers[:, :3], axis=1) >= 0).all()
    assert (numbers >= 0).all()
    assert made.loc[made["unique_id"] == "zero", "mean"].sum() == 0
    assert 0 < made.loc[made["unique_id"] == "day", "mean"].mean() <= 4


@every_engine
def test_days_from_the_start_on_are_not_looked_at(engine: Engine) -> None:
    known = table({"a": [5.0, 7.0, 6.0, 9.0, 3.0, 2.0, 8.0] * 4})
    future = pd.DataFrame({"unique_id": "a", "ds": pd.date_range(START, periods=7), "y": 999.0})
    pd.testing.assert_frame_equal(
        engine.forecast(pd.concat([known, future]), 7, START), engine.forecast(known, 7, START)
    )


@every_engine
def test_empty_shelves_are_left_out(engine: Engine) -> None:
    quantities = [5.0] * 56
    quantities[30:44] = [0.0] * 14
    rows = table({"a": quantities})
    made = engine.forecast(rows.assign(censored=rows["y"] == 0), 7, START)
    assert made["mean"].to_numpy() == pytest.approx([5.0] * 7)


@every_engine
def test_a_history_without_rows_gives_a_forecast_without_rows(engine: Engine) -> None:
    made = engine.forecast(table({"a": [1.0]}).iloc[:0], 7, START)
    assert tuple(made.columns) == FORECAST_COLUMNS
    assert made.empty


@every_engine
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (table({"a": [1.0, 2.0]}).drop(columns="y"), "column y is missing"),
        (table({"a": [1.0, -2.0]}), "-2.0"),
        (table({"a": [1.0, float("nan")]}), "nan"),
        (pd.concat([table({"a": [1.0]}), table({"a": [2.0]})]), "two rows"),
    ],
)
def test_a_history_that_makes_no_sense_is_refused(engine: Engine, rows: pd.DataFrame, said: str) -> None:
    with pytest.raises(SeriesError, match=said):
        engine.forecast(rows, 7, START)


def test_engines_are_found_by_name_and_the_default_is_one_of_them() -> None:
    assert find(DEFAULT).name == DEFAULT
    with pytest.raises(UnknownEngine, match="there are combination"):
        find("crystal_ball")


def test_a_horizon_below_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="0 days"):
        forecast(table({"a": [1.0]}), 0, START)
