"""A forecast is the same on a machine with more processors, and burns no more of them."""

from datetime import date

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_info, threadpool_limits

from analytics.forecasting import combination
from analytics.forecasting.engine import forecast_with, train

START = date(2026, 11, 23)


def shop() -> pd.DataFrame:
    rng = np.random.default_rng(61)
    ds = pd.date_range(end="2026-11-22", periods=800)
    y = rng.gamma(2.0, np.exp(rng.normal(1, 0.5, (60, 1))) * np.ones(800))
    names = np.repeat([f"{number:02}" for number in range(60)], 800)
    return pd.DataFrame({"unique_id": names, "ds": np.tile(ds, 60), "y": y.ravel()})


def test_forecasts_do_not_depend_on_how_many_threads_there_may_be() -> None:
    history = shop()
    learned = combination.Learned()
    with threadpool_limits(1, "blas"):
        alone = forecast_with(learned, history, 14, START)
    with threadpool_limits(4, "blas"):
        among_many = forecast_with(learned, history, 14, START)
    pd.testing.assert_frame_equal(alone, among_many, check_exact=True)


def test_the_threads_of_others_are_given_back() -> None:
    history = shop()
    with threadpool_limits(2, "blas"):
        train(history[history["unique_id"] < "03"], 14, START)
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {2}
