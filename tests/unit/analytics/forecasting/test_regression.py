"""A stiff regression holds what a wandering level loses: the year of a long series."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting.engine import find
from analytics.forecasting.regression import forecast_ridge
from analytics.forecasting.ridge import solve
from analytics.forecasting.yearly import yearly_curve

START = date(2026, 11, 23)


def test_coefficients_are_those_of_ridge_regression_where_days_are_missing() -> None:
    rng = np.random.default_rng(71)
    table = rng.normal(size=(50, 3))
    y = rng.normal(size=(4, 50))
    y[0, :20] = np.nan
    y[1, [3, 17, 44]] = np.nan
    y[2, :] = np.nan
    decay, penalty = 0.5 ** (np.arange(50)[::-1] / 30), np.array([0.1, 1.0, 2.0])
    found = solve(table, penalty, y, decay)
    for row in range(4):
        seen = ~np.isnan(y[row])
        x, w = table[seen], decay[seen]
        by_hand = np.linalg.solve(x.T @ (w[:, None] * x) + np.diag(penalty), x.T @ (w * y[row, seen]))
        assert found[row] == pytest.approx(by_hand)


def test_last_years_season_is_forecast() -> None:
    days = np.arange(1100)
    ordinal = days + START.toordinal() - 1100
    season = 40 + 25 * np.sin(2 * np.pi * ordinal / 365.25)
    rng = np.random.default_rng(72)
    y = rng.poisson(season)[None].astype(float)
    first = START - timedelta(days=1100)
    mean, quantiles = forecast_ridge(y, first, 28)
    coming = 40 + 25 * np.sin(2 * np.pi * (START.toordinal() + np.arange(28)) / 365.25)
    assert mean[0] == pytest.approx(coming, rel=0.12)
    assert (quantiles[0] < mean).all()
    assert (quantiles[2] > mean).all()
    # Of less than two years nobody can tell a season from a trend.
    young, _ = forecast_ridge(y[:, -600:], START - timedelta(days=600), 28)
    assert np.ptp(young) < 0.25 * np.ptp(season)


def test_the_yearly_curve_is_the_season_without_its_level() -> None:
    ordinal = np.arange(1100) + START.toordinal() - 1100
    season = 25 * np.sin(2 * np.pi * ordinal / 365.25)
    curve = yearly_curve((100 + season)[None], START - timedelta(days=1100), 14)
    assert curve is not None
    assert curve[0, :1100] == pytest.approx(season, abs=2)


def test_a_regression_is_an_engine_by_name() -> None:
    ds = pd.date_range(end=START - timedelta(days=1), periods=60)
    made = find("regression").forecast(pd.DataFrame({"unique_id": "salt", "ds": ds, "y": 3.0}), 7, START)
    assert made["mean"].tolist() == pytest.approx([3.0] * 7)
