from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting.backtest import TooShort, backtest
from analytics.forecasting.engine import UnknownEngine

FIRST = date(2026, 6, 1)


def table(**series: list[float]) -> pd.DataFrame:
    rows = [
        (name, pd.Timestamp(FIRST + timedelta(days=place)), value)
        for name, values in series.items()
        for place, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y"])


def test_what_repeats_every_week_is_forecast_without_error() -> None:
    week = [4.0, 4.0, 5.0, 5.0, 6.0, 12.0, 15.0]
    for score in backtest(table(a=week * 12), 7, 3, ["weekday_mean", "seasonal_naive"]):
        assert (score.wql, score.wape, score.rmsse) == pytest.approx((0, 0, 0), abs=1e-9)
        assert score.coverage == 1
        assert score.days == 21


def test_scores_are_what_they_are_by_hand() -> None:
    # Last week's 2s are forecast for a week of 3s: p10 = p50 = p90 = mean = 2.
    score = backtest(table(a=[2.0, 4.0] + [2.0] * 26 + [3.0] * 7), 7, 1, ["seasonal_naive"])[0]
    assert score.wape == pytest.approx(7 / 21)
    # 2 × (0.1 + 0.5 + 0.9) / 3 of an error of 1 a day.
    assert score.wql == pytest.approx(7 / 21)
    # The naive forecast erred by 2 twice in 27 steps: mean square 8 / 27.
    assert score.rmsse == pytest.approx((1 / (8 / 27)) ** 0.5)
    assert score.bias == pytest.approx(-7 / 21)
    assert score.coverage == 0
    assert score.total == score.total_week == pytest.approx(7 / 21)


def test_a_week_and_a_fortnight_are_judged_each() -> None:
    # The first week is right, the second one sells 4 where 2 are forecast: 14 of 42 are missed.
    score = backtest(table(a=[2.0] * 28 + [2.0] * 7 + [4.0] * 7), 14, 1, ["seasonal_naive"])[0]
    assert score.total_week == 0
    assert score.total == pytest.approx(14 / 42)


def test_a_forecast_never_sees_what_it_is_judged_by() -> None:
    quantities = np.random.default_rng(1).poisson(8, 70).astype(float).tolist()
    changed = [*quantities[:56], *[900.0] * 14]
    first, second = (backtest(table(a=values), 14, 1, ["weekday_mean"])[0] for values in (quantities, changed))
    assert first.wape < 0.6
    assert second.wape == pytest.approx(1.0, abs=0.02)


def test_the_engine_beats_its_baselines_where_weekdays_matter() -> None:
    rng = np.random.default_rng(4)
    series = {f"p{number}": rng.poisson([6, 6, 6, 6, 8, 14, 16] * 16).astype(float).tolist() for number in range(20)}
    ours, naive, average = backtest(table(**series), 14, 4, ["weekday_mean", "seasonal_naive", "moving_average"])
    assert ours.wql < 0.85 * naive.wql
    assert ours.wql < 0.85 * average.wql
    assert 0.75 < ours.coverage < 0.9


def test_progress_is_told_after_each_forecast() -> None:
    told: list[tuple[int, int]] = []
    backtest(table(a=[1.0] * 60), 7, 2, ["weekday_mean", "moving_average"], lambda *at: told.append(at))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_history_too_short_and_an_unknown_engine_are_refused() -> None:
    with pytest.raises(TooShort, match="20 days are too few for 2 origins of 7 days"):
        backtest(table(a=[1.0] * 20), 7, 2, ["weekday_mean"])
    with pytest.raises(UnknownEngine):
        backtest(table(a=[1.0] * 60), 7, 2, ["crystal_ball"])
