"""What is known of days ahead moves a forecast where the shop's own days show that it matters, and nowhere else."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting.combination import Learned
from analytics.forecasting.covariates import covariate_factors
from analytics.forecasting.engine import explain_with, forecast_with
from analytics.school import on_holiday

START = date(2027, 5, 8)
"""Three days before the schools of Delhi close."""
DAYS = 730


def calendar(ahead: int) -> pd.DataFrame:
    ds = pd.date_range(START - timedelta(days=DAYS), periods=DAYS + ahead)
    return pd.DataFrame({"ds": ds, "school_holiday": [float(on_holiday("DL", day.date())) for day in ds]})


def shop(effect: float, products: int = 6) -> pd.DataFrame:
    """Products that sell exp(`effect`) times as much while schools are closed."""
    rng = np.random.default_rng(61)
    days = calendar(0)
    mean = np.linspace(8, 30, products)[:, None] * np.exp(effect * days["school_holiday"].to_numpy())
    return pd.concat(
        [
            pd.DataFrame({"unique_id": f"p{row}", "ds": days["ds"], "y": rng.poisson(one)})
            for row, one in enumerate(mean)
        ]
    )


def test_a_school_holiday_is_seen_ahead() -> None:
    history = shop(-0.7)
    known = calendar(28)
    made, reasons = explain_with(Learned(), history, 28, START, known)
    sums = made.groupby("ds")["mean"].sum().to_numpy()
    usual = 6 * 19.0
    assert sums[:3] == pytest.approx(np.full(3, usual), rel=0.1)
    assert sums[3:] == pytest.approx(np.full(25, usual * np.exp(-0.7)), rel=0.15)
    unaware = forecast_with(Learned(), history, 28, START).groupby("ds")["mean"].sum().to_numpy()
    coming = np.where(np.arange(28) < 3, usual, usual * np.exp(-0.7))
    # The curve of the year knows that May is quiet, but not on which day.
    assert np.abs(sums - coming).sum() < 0.5 * np.abs(unaware - coming).sum()
    assert {one.festival for one in reasons.values()} == {None}, "a school holiday was taken for a festival"


def test_what_happens_once_is_a_season() -> None:
    history = shop(-0.7)
    late = history[history["ds"] >= pd.Timestamp(START - timedelta(days=200))]
    known = calendar(28)
    y = late.pivot_table(index="unique_id", columns="ds", values="y").to_numpy(dtype=float)
    assert (covariate_factors(y, START - timedelta(days=200), 28, known) == 1).all()


def test_chance_is_no_effect() -> None:
    rng = np.random.default_rng(62)
    wander = np.cumsum(rng.normal(0, 0.03, (300, DAYS)), axis=1)
    y = rng.negative_binomial(2, 2 / (2 + 4 * np.exp(wander))).astype(float)
    known = calendar(28).assign(wet=(rng.random(DAYS + 28) < 0.1).astype(float))
    factors = covariate_factors(y, START - timedelta(days=DAYS), 28, known)
    assert (factors != 1).any(axis=1).mean() < 0.02


def test_an_unknown_day_is_a_usual_one() -> None:
    history = shop(-0.7)
    known = calendar(28)
    known.loc[known["ds"] >= pd.Timestamp(START), "school_holiday"] = np.nan
    made = forecast_with(Learned(), history, 28, START, known).groupby("ds")["mean"].sum()
    assert made.mean() == pytest.approx(6 * 19.0, rel=0.1)
