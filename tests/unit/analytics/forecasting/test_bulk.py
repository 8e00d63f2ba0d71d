"""Orders by the gross are cut before levels and errors are learnt; busy days, seasons and growth are not."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting.bulk import reach, swell, without_bulk
from analytics.forecasting.combination import Learned
from analytics.forecasting.engine import explain_with, forecast

START = date(2026, 11, 23)
ONES = np.ones(1)


def bulky(days: int = 300) -> np.ndarray:
    """(1, days): two or three a day, and thirty times that on one day in thirty."""
    y = np.tile([2.0, 3.0], days // 2)[None]
    y[0, 7::30] = 90
    return y


def test_a_gross_is_cut_to_what_a_busy_day_sells() -> None:
    y = bulky()
    cut = without_bulk(y, ONES)
    assert cut[0, 7::30].max() < 20
    assert (np.delete(cut, np.s_[7::30], axis=1) == np.delete(y, np.s_[7::30], axis=1)).all()


def test_the_mean_is_put_back() -> None:
    y = bulky()
    cut = without_bulk(y, ONES)
    assert cut.mean() * swell(y, cut)[0, 0] == pytest.approx(y.mean())
    assert swell(np.zeros((1, 5)), np.zeros((1, 5)))[0, 0] == 1


def test_p90_goes_further_where_bulk_orders_had_a_share() -> None:
    said = np.broadcast_to(np.array([1.0, 4.0, 8.0])[:, None, None], (3, 2, 1))
    assert reach(said, np.array([[1.0], [2.0]]))[:, :, 0].T.tolist() == [[1, 4, 8], [1, 4, 10]]


def test_chance_season_and_growth_are_left() -> None:
    rng = np.random.default_rng(1)
    rare, daily = rng.poisson(0.3, (20, 400)), rng.poisson(20, (20, 400))
    festive = np.where(np.arange(400) % 180 < 10, 50.0, 20.0) * np.ones((20, 1))
    grown = rng.poisson(np.where(np.arange(400) < 200, 3, 30), (20, 400))
    y = np.concatenate([rare, daily, festive, grown]).astype(float)
    assert (without_bulk(y, np.ones(len(y))) == y).mean() > 0.999


def test_dozens_are_counted_by_the_dozen() -> None:
    y = 12.0 * np.random.default_rng(2).poisson(0.3, (20, 400))
    assert (without_bulk(y, np.full(20, 12.0)) == y).all()
    assert (without_bulk(y, np.ones(20)) <= y).all()


def test_unknown_days_stay_unknown() -> None:
    y = bulky()
    y[0, 3] = np.nan
    cut = without_bulk(y, ONES)
    assert np.flatnonzero(np.isnan(cut[0])).tolist() == [3]
    assert without_bulk(np.empty((2, 0)), np.ones(2)).shape == (2, 0)


def table(values: np.ndarray) -> pd.DataFrame:
    days = pd.date_range(START - timedelta(days=values.shape[1]), periods=values.shape[1])
    rows = [(str(row), day, sold) for row, line in enumerate(values) for day, sold in zip(days, line, strict=True)]
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y"])


def test_reasons_tell_the_mean_with_bulk_orders_in_it() -> None:
    made, why = explain_with(Learned(), table(bulky(120)), 14, START)
    assert why["0"].daily == pytest.approx(made["mean"][:7].mean())
    assert why["0"].daily == pytest.approx(bulky(120).mean(), rel=0.2)
    assert why["0"].trend is None


def test_one_order_by_the_gross_hardly_moves_the_days_ahead() -> None:
    rng = np.random.default_rng(3)
    y = rng.poisson(3, (6, 120)).astype(float)
    for row in range(6):
        y[row, rng.choice(110, 3, replace=False)] += 150
    after = y.copy()
    after[0, -2] = 400

    def made(values: np.ndarray) -> pd.DataFrame:
        forecasts = forecast(table(values), 14, START)
        return forecasts[forecasts["unique_id"] == "0"]

    before, moved = made(y), made(after)
    assert moved["p50"].mean() == pytest.approx(before["p50"].mean(), abs=0.5)
    assert moved["p90"].mean() < 2 * before["p90"].mean()
    # Of the mean they are a part: 3 a day and 3.75 in orders, 7 with the last one.
    assert moved["mean"].mean() > before["mean"].mean() > 4
