from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from analytics.replenishment.censoring import estimate, fill_in, infer, recover, stretch
from analytics.replenishment.contract import Item

DAYS = 112


def poisson(mean: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (DAYS, 1)).astype(float)


@pytest.mark.parametrize("shelf", [10, 12, 14])
def test_sold_out_days_are_filled_in_to_what_was_asked_for(shelf: int) -> None:
    asked = np.hstack([poisson(12, seed) for seed in range(20)])
    sold = np.minimum(asked, shelf)
    made = fill_in(sold, asked >= shelf)[-84:].mean()
    lost = asked[-84:].mean() - sold[-84:].mean()
    assert lost > 0.03 * 12
    assert made == pytest.approx(asked[-84:].mean(), abs=0.34 * lost)


def test_no_day_is_filled_in_below_what_was_sold_and_other_days_stay() -> None:
    asked = poisson(8)
    out = asked >= 9
    made = fill_in(np.minimum(asked, 9), out)
    assert (made >= np.minimum(asked, 9)).all()
    assert (made[~out] == asked[~out]).all()


def test_without_a_day_sold_out_nothing_changes() -> None:
    asked = poisson(8)
    assert fill_in(asked, np.zeros(asked.shape, dtype=bool)) is asked


def test_days_without_a_sale_before_an_empty_shelf_were_sold_out() -> None:
    asked = np.hstack([poisson(1.0), poisson(1.0, 2)])
    asked[-6], asked[-5:] = 1, 0
    out = infer(asked, np.array([True, False]))
    assert out[-5:, 0].all()
    assert not out[:, 1].any()
    assert not out[-6, 0]


def test_a_day_without_a_sale_of_what_always_sells_was_sold_out_unless_the_shop_was_closed() -> None:
    asked = np.hstack([poisson(12), poisson(9, 2), poisson(7, 3)])
    asked[-30, 0] = 0
    asked[-20] = 0
    out = infer(asked, np.zeros(3, dtype=bool))
    assert out[-30].tolist() == [True, False, False]
    assert not out[-20].any()


def test_sales_cut_off_at_the_top_are_stretched_and_others_are_not() -> None:
    asked = np.hstack([np.random.default_rng(seed).poisson(12, (336, 1)) for seed in range(20)]).astype(float)
    cut = asked.copy()
    cut[-56:] = np.minimum(cut[-56:], 11)
    whole = np.ones(20, dtype=bool)
    lost = asked[-56:].mean() - cut[-56:].mean()
    assert asked[-56:].mean() - stretch(cut, whole)[-56:].mean() == pytest.approx(0, abs=0.35 * lost)
    assert stretch(asked, whole).mean() == pytest.approx(asked.mean(), rel=0.02)


def history(y: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"unique_id": "milk", "ds": pd.date_range("2026-01-01", periods=len(y)), "y": y})


def milk(on_hand: str, shelf_life_days: int | None = 3) -> dict[str, Item]:
    return {
        "milk": Item(
            on_hand=Decimal(on_hand),
            cost=Decimal(20),
            price=Decimal(25),
            lead_time_days=1,
            review_days=1,
            shelf_life_days=shelf_life_days,
        )
    }


def test_the_last_day_of_what_is_gone_is_taken_for_sold_out() -> None:
    y = poisson(12)[:, 0]
    y[-1] = 5
    last = pd.Timestamp("2026-01-01") + pd.Timedelta(days=DAYS - 1)
    gone = estimate(history(y), milk("0", None), last)
    there = estimate(history(y), milk("4", None), last)
    assert gone["y"].iloc[-1] > 5
    assert there["y"].iloc[-1] == 5
    assert (gone["y"].to_numpy()[:-1] == y[:-1]).all()


def test_the_same_every_day_with_some_left_is_no_shelf_too_small() -> None:
    steady = history(np.full(DAYS, 10.0))
    assert (estimate(steady, milk("4"), steady["ds"].max())["y"] == 10).all()
    assert estimate(steady, milk("0"), steady["ds"].max())["y"].iloc[-2] > 10


def test_what_is_gone_was_sold_out_on_the_last_day_though_nobody_told() -> None:
    told = history(poisson(12)[:, 0]).assign(censored=False)
    told.loc[DAYS - 1, "y"] = 5
    assert estimate(told, milk("0"), told["ds"].max())["y"].iloc[-1] > 5
    assert estimate(told, milk("2"), told["ds"].max())["y"].iloc[-1] == 5


def test_a_slow_thing_that_is_sold_out_often_is_brought_back_to_the_years_level() -> None:
    sold = np.ones((DAYS, 2))
    sold[-56:, 0], sold[-56:, 1] = 0.8, 0.2
    assert recover(sold)[-1].tolist() == pytest.approx([1.0, 0.3])
    busy = 10 * sold
    assert (recover(busy)[-1, 0]) == 8


def test_days_told_as_sold_out_are_filled_in_and_those_that_sold_nothing_stay_censored() -> None:
    y = poisson(12)[:, 0]
    told = history(y)
    told["censored"] = False
    told.loc[[100, 101], "censored"] = True
    told.loc[100, "y"], told.loc[101, "y"] = 3, 0
    made = estimate(told, milk("4"), told["ds"].max())
    assert made["y"].iloc[100] > 3
    assert made["censored"].tolist() == [day == 101 for day in range(DAYS)]


def test_days_without_a_row_are_days_without_a_sale_and_nothing_comes_before_the_first() -> None:
    two = history(np.array([4.0, 6.0]))
    made = estimate(two, milk("4"), pd.Timestamp("2026-01-05"))
    assert made["y"].tolist() == [4, 6, 0, 0, 0]
    late = pd.concat([two, two.assign(unique_id="curd", ds=two["ds"] + pd.Timedelta(days=2))])
    both = estimate(late, {**milk("4"), "curd": milk("3")["milk"]}, pd.Timestamp("2026-01-04"))
    assert both.groupby("unique_id")["y"].apply(list).to_dict() == {"curd": [4, 6], "milk": [4, 6, 0, 0]}
