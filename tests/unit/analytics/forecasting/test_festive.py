"""A festival known a year ago is seen ahead."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.festivals import list_days
from analytics.forecasting.engine import forecast
from analytics.forecasting.festive import festive_factors

DIWALI = date(2026, 11, 8)
START = DIWALI - timedelta(days=6)
DAYS = 500


def shop(rush: float, products: int = 8) -> tuple[pd.DataFrame, np.ndarray]:
    """Sales up to START of products that sold `rush` times as much in the four days up to Diwali, and what sells after."""
    rng = np.random.default_rng(31)
    week = np.array([10, 10, 10, 11, 12, 18, 16])
    begin = START - timedelta(days=DAYS)
    days = DAYS + 14
    mean = np.resize(np.roll(week, -begin.weekday()), days)[None, :] * np.linspace(0.6, 3, products)[:, None]
    for festival in list_days(begin, begin + timedelta(days=days))["Diwali"]:
        place = (festival - begin).days
        mean[:, place - 3 : place + 1] *= rush
    y = rng.poisson(mean).astype(float)
    ds = pd.date_range(begin, periods=DAYS)
    rows = [pd.DataFrame({"unique_id": f"p{number}", "ds": ds, "y": y[number, :DAYS]}) for number in range(products)]
    return pd.concat(rows), y[:, DAYS:]


def test_festival_days_are_listed_by_name() -> None:
    days = list_days(date(2024, 1, 1), date(2027, 1, 1))["Diwali"]
    assert [day.year for day in days] == [2024, 2025, 2026]
    assert days[2] == DIWALI


def test_a_festival_known_a_year_ago_is_seen_ahead() -> None:
    history, sold = shop(2.5)
    made = forecast(history, 14, START)["mean"].to_numpy().reshape(len(sold), 14)
    # Diwali is the seventh day ahead: the four days up to it.
    assert made[:, 3:7].sum() == pytest.approx(sold[:, 3:7].sum(), rel=0.15)
    others = [0, 1, 2, *range(7, 14)]
    assert made[:, others].sum() == pytest.approx(sold[:, others].sum(), rel=0.1)
    plain, _ = shop(1.0)
    assert made[:, 3:7].sum() > 2 * forecast(plain, 14, START)["mean"].to_numpy().reshape(len(sold), 14)[:, 3:7].sum()


def test_chance_is_no_festival() -> None:
    rng = np.random.default_rng(32)
    y = rng.negative_binomial(2, 0.3, (200, 800)).astype(float)
    factors = festive_factors(y, date(2024, 1, 1), 28)
    assert (factors != 1).mean() < 0.005
