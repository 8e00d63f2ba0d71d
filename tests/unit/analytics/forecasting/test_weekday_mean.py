from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting.weekday_mean import WeekdayMean

START = date(2026, 11, 23)
"""A Monday."""


def history(quantities: list[float], censored: list[bool] | None = None) -> pd.DataFrame:
    days = [START - timedelta(days=len(quantities) - place) for place in range(len(quantities))]
    table = pd.DataFrame({"unique_id": "tea", "ds": pd.to_datetime(days), "y": quantities})
    return table if censored is None else table.assign(censored=censored)


def test_a_constant_series_forecasts_itself_without_doubt() -> None:
    made = WeekdayMean().forecast(history([7.0] * 70), 10, START)
    for column in ("p10", "p50", "p90", "mean"):
        assert made[column].to_numpy() == pytest.approx([7.0] * 10)


def test_a_weekly_pattern_is_found_exactly_when_nothing_disturbs_it() -> None:
    week = [4.0, 4.0, 5.0, 5.0, 6.0, 12.0, 15.0]
    made = WeekdayMean().forecast(history(week * 8), 14, START)
    assert made["mean"].to_numpy() == pytest.approx(week * 2)


def test_differences_between_weekdays_that_are_chance_are_drawn_to_the_mean() -> None:
    seen = np.random.default_rng(7).poisson(10, 56).astype(float)
    made = WeekdayMean().forecast(history(seen.tolist()), 7, START)
    raw = seen.reshape(8, 7).mean(axis=0)
    assert made["mean"].std() < 0.5 * raw.std()


def test_a_weekend_rise_in_noise_survives() -> None:
    rng = np.random.default_rng(7)
    seen = rng.poisson([10, 10, 10, 10, 10, 25, 25] * 8).astype(float)
    made = WeekdayMean().forecast(history(seen.tolist()), 7, START)["mean"].to_numpy()
    assert made[5:].min() > 1.8 * made[:5].max()


def test_the_level_follows_recent_weeks_more_than_old_ones() -> None:
    made = WeekdayMean().forecast(history([10.0] * 28 + [20.0] * 28), 7, START)
    assert made["mean"].mean() > 16


def test_days_with_an_empty_shelf_do_not_pull_the_forecast_down() -> None:
    quantities, censored = [6.0] * 56, [False] * 56
    for day in range(40, 50):
        quantities[day], censored[day] = 0.0, True
    assert WeekdayMean().forecast(history(quantities, censored), 7, START)["mean"].to_numpy() == pytest.approx(
        [6.0] * 7
    )
    assert WeekdayMean().forecast(history(quantities), 7, START)["mean"].mean() < 5.5


def test_a_shelf_that_was_empty_for_eight_weeks_is_forecast_from_before() -> None:
    week = [4.0, 4.0, 5.0, 5.0, 6.0, 12.0, 15.0]
    quantities = week * 8 + [0.0] * 63
    made = WeekdayMean().forecast(history(quantities, [False] * 56 + [True] * 63), 7, START)
    assert made["mean"].to_numpy() == pytest.approx(week)


def test_days_without_a_row_are_zero_from_the_first_sale_on() -> None:
    sparse = history([8.0] * 56).iloc[::2]
    assert WeekdayMean().forecast(sparse, 14, START)["mean"].mean() == pytest.approx(4.0, rel=0.1)


def test_days_before_the_first_sale_do_not_count() -> None:
    made = WeekdayMean().forecast(history([0.0] * 28 + [5.0] * 28), 7, START)
    assert made["mean"].to_numpy() == pytest.approx([5.0] * 7)


def test_a_product_of_two_days_gets_a_poisson_range() -> None:
    made = WeekdayMean().forecast(history([9.0, 9.0]), 1, START).iloc[0]
    assert made["mean"] == pytest.approx(9.0)
    assert made["p90"] == pytest.approx(9 + 1.2816 * 3 * (26 / 28), rel=0.01)
    assert made["p10"] == pytest.approx(9 - 1.2816 * 3 * (26 / 28), rel=0.01)


def test_four_days_in_five_lie_in_the_range() -> None:
    rng = np.random.default_rng(11)
    seen = rng.poisson(12, (300, 63)).astype(float)
    table = pd.concat(
        [history(row[:56].tolist()).assign(unique_id=f"{place:03}") for place, row in enumerate(seen)],
        ignore_index=True,
    )
    made = WeekdayMean().forecast(table, 7, START)
    actual = seen[:, 56:].ravel()
    inside = ((actual >= made["p10"]) & (actual <= made["p90"])).mean()
    assert 0.76 <= inside <= 0.9
