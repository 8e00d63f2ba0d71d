"""A new product in a known category is forecast better than by its own first week's mean."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.forecasting.engine import forecast
from analytics.forecasting.panel import to_panel
from analytics.forecasting.young import lend_past, read_categories

START = date(2026, 11, 23)
DAYS = 120
OLD, NEW = 25, 60
WEEK = np.array([0.7, 0.7, 0.8, 0.9, 1.1, 1.5, 1.3])


def shop(days_seen: int, seed: int = 51) -> tuple[pd.DataFrame, np.ndarray]:
    """Biscuits that have sold for months, others that came `days_seen` ago, soap; and what the new ones will sell on average."""
    rng = np.random.default_rng(seed)
    begin = START - timedelta(days=DAYS)
    week = np.resize(np.roll(WEEK, -begin.weekday()), DAYS + 14)
    rows, future = [], []
    for number in range(OLD + NEW + 5):
        kind = "soap" if number >= OLD + NEW else "biscuit"
        mean = (60 if kind == "soap" else 2) * np.exp(rng.normal(0, 0.35)) * week
        sold = rng.negative_binomial(3, 3 / (3 + mean)).astype(float)
        first = DAYS - days_seen if OLD <= number < OLD + NEW else 0
        ds = pd.date_range(begin, periods=DAYS)[first:]
        table = {"unique_id": f"{kind}-{number:02}", "ds": ds, "y": sold[first:DAYS], "category": kind}
        rows.append(pd.DataFrame(table))
        if first:
            future.append(mean[DAYS:])
    return pd.concat(rows, ignore_index=True), np.array(future)


def new_ones(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["unique_id"].isin([f"biscuit-{number:02}" for number in range(OLD, OLD + NEW)])]


def ahead(history: pd.DataFrame) -> np.ndarray:
    return new_ones(forecast(history, 14, START))["mean"].to_numpy().reshape(NEW, 14)


def test_a_new_product_is_forecast_better_than_by_its_first_weeks_mean() -> None:
    ours, first_weeks, without = 0.0, 0.0, 0.0
    for seed in (51, 52, 53):
        history, future = shop(7, seed)
        first_week = new_ones(history).groupby("unique_id")["y"].mean().to_numpy()[:, None]
        first_weeks += np.abs(first_week - future).sum()
        ours += np.abs(ahead(history) - future).sum()
        without += np.abs(ahead(history.drop(columns="category")) - future).sum()
    assert ours < 0.8 * first_weeks
    assert ours < 0.8 * without


def test_a_product_that_came_today_sells_what_its_category_does() -> None:
    history, future = shop(1)
    made = ahead(history)
    assert abs(made.mean() - future.mean()) < 0.25 * future.mean()
    # Its one day alone tells each product's sales twice as badly, though all together they come out as high.
    alone = ahead(history.drop(columns="category"))
    assert np.abs(made - future).sum() < 0.6 * np.abs(alone - future).sum()


def test_grown_products_and_unknown_categories_are_left_as_they_are() -> None:
    history, _ = shop(7)
    panel = to_panel(history, START)
    lent = lend_past(panel, read_categories(history, panel.ids))
    grown = [row for row, name in enumerate(panel.ids) if name not in set(new_ones(history)["unique_id"])]
    np.testing.assert_array_equal(lent.y[grown], panel.y[grown])
    assert (~np.isnan(lent.y)).sum() > (~np.isnan(panel.y)).sum()
    assert lend_past(panel, read_categories(history.drop(columns="category"), panel.ids)) is panel


def test_the_category_that_was_told_last_counts_in_whatever_order_rows_come() -> None:
    rows = [("b", 3, "soap"), ("a", 2, "rice"), ("b", 1, "oil"), ("b", 4, None), ("a", 1, "dal"), ("c", 1, None)]
    history = pd.DataFrame(rows, columns=["unique_id", "ds", "category"])
    history["ds"] = pd.Timestamp(START) - pd.to_timedelta(10 - history["ds"], unit="D")
    assert read_categories(history, ["a", "b", "c"]) == ["rice", "soap", ""]
