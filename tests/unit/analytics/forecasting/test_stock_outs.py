"""A day without stock is no day without demand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting.engine import forecast
from analytics.forecasting.lost import lost_demand

START = date(2026, 11, 23)
DAYS = 240


def demand() -> pd.DataFrame:
    rng = np.random.default_rng(21)
    week = np.array([8, 8, 8, 9, 10, 15, 14])
    rows = [
        (f"p{number}", pd.Timestamp(START - timedelta(days=DAYS - day)), float(quantity))
        for number in range(10)
        for day, quantity in enumerate(rng.poisson(np.resize(week, DAYS) * (1 + number / 5)))
    ]
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y"])


def plant(table: pd.DataFrame, share: float) -> pd.DataFrame:
    """`table` with spells of four days of an empty shelf, the first of them selling a part of its demand only."""
    rng = np.random.default_rng(22)
    number = (table["ds"] - table["ds"].min()).dt.days
    spells = {(name, spell) for name in table["unique_id"].unique() for spell in range(60) if rng.random() < share}
    empty = [(name, day // 4) in spells for name, day in zip(table["unique_id"], number, strict=True)]
    sold = np.where(number % 4 == 0, np.floor(table["y"] * rng.random(len(table))), 0)
    return table.assign(y=np.where(empty, sold, table["y"]), censored=empty)


def test_planted_stock_outs_leave_the_forecast_within_five_per_cent() -> None:
    full = demand()
    planted = plant(full, 0.25)
    lost = 1 - planted["y"].sum() / full["y"].sum()
    assert lost > 0.18
    known = forecast(full, 14, START)["mean"].sum()
    assert forecast(planted, 14, START)["mean"].sum() == pytest.approx(known, rel=0.05)
    # Where nobody says that shelves were empty, the forecast is far too low.
    assert forecast(planted.drop(columns="censored"), 14, START)["mean"].sum() < 0.9 * known


def test_shelves_that_busy_days_empty_are_not_taken_for_quiet_ones() -> None:
    full = demand()
    stock = full.groupby("unique_id")["y"].transform(lambda sold: sold.quantile(0.8))
    capped = full.assign(y=np.minimum(full["y"], stock), censored=full["y"] > stock)
    known = forecast(full, 14, START)["mean"].sum()
    assert forecast(capped, 14, START)["mean"].sum() == pytest.approx(known, rel=0.05)


def test_what_was_lost_is_estimated() -> None:
    full = demand()
    planted = plant(full, 0.25)
    lost = lost_demand(planted)
    assert len(lost) == planted["censored"].sum()
    assert (lost["lost"] >= 0).all()
    assert lost["lost"].sum() == pytest.approx(full["y"].sum() - planted["y"].sum(), rel=0.1)


def test_a_history_without_empty_shelves_lost_nothing() -> None:
    assert lost_demand(demand()).empty
    assert lost_demand(demand().assign(censored=False)).empty
