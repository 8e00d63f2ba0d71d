"""The inventory simulation that the reorder benchmark measures with."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.bench.inventory.ours import oracle
from tests.bench.inventory.shops import KEEPS, Shop
from tests.bench.inventory.simulation import View, sell, simulate

DAYS = 80


def shop(demand: float, life: int = KEEPS, lead: int = 1, review: int = 1) -> Shop:
    return Shop(
        name="one thing",
        first=pd.Timestamp("2026-01-05"),
        demand=np.full((DAYS, 1), demand),
        price=np.array([12.0]),
        cost=np.array([10.0]),
        lead=np.array([lead]),
        review=np.array([review]),
        pack=np.array([1.0]),
        life=np.array([life]),
    )


def always(quantity: float):  # type: ignore[no-untyped-def]
    return lambda view: np.full(len(view.due), quantity)


def test_the_first_to_expire_leaves_first_and_no_more_than_is_there() -> None:
    shelf = np.array([[0.0, 2.0, 5.0], [0.0, 0.0, 1.0]])
    assert sell(shelf, np.array([4.0, 3.0])).tolist() == [4, 1]
    assert shelf.tolist() == [[0, 0, 3], [0, 0, 0]]


def test_what_is_asked_for_and_not_there_is_lost_margin() -> None:
    costs = simulate(shop(5.0), always(3.0), 40, 10, 20)
    assert costs.lost.sum() == pytest.approx(20 * 2 * 2)
    assert (costs.held.sum(), costs.spoiled.sum()) == (0, 0)


def test_what_is_not_sold_in_its_days_spoils() -> None:
    # 5 of 7 sell; the rest of each delivery is sold first on the next day, so from some day on 2 spoil a day.
    costs = simulate(shop(5.0, life=3), always(7.0), 40, 10, 20)
    assert costs.spoiled.sum() == pytest.approx(20 * 2 * 10)
    assert costs.lost.sum() == 0


def test_an_order_is_on_sale_after_lead_time_and_one_day() -> None:
    seen: list[float] = []

    def once(view: View) -> np.ndarray:
        seen.append(float(view.sales[-1, 0]))
        return np.array([40.0 if view.day == 45 else 0.0])

    simulate(shop(5.0, lead=2), once, 40, 0, 12)
    # Opens with lead time and review, 3 days' stock. Ordered after closing on day 45: on sale from day 48 on.
    assert seen == [5, 5, 5, 0, 0, 0, 0, 0, 5, 5, 5, 5]


def test_a_policy_sees_sales_and_not_what_was_asked_for() -> None:
    views: list[View] = []

    def watch(view: View) -> np.ndarray:
        views.append(view)
        return np.array([2.0])

    simulate(shop(5.0), watch, 40, 0, 10)
    assert views[-1].sales[-5:, 0].tolist() == [2] * 5
    assert views[-1].sold_out[-5:, 0].all()


def test_only_what_is_due_is_ordered_in_whole_packs() -> None:
    costs = simulate(shop(5.0, review=5), always(5.0), 40, 10, 20)
    assert costs.lost.sum() == pytest.approx(20 / 5 * 20 * 2)
    with pytest.raises(ValueError, match="whole packs"):
        simulate(replace(shop(5.0), pack=np.array([2.0])), always(3.0), 40, 0, 5)


def test_an_oracle_loses_and_spoils_next_to_nothing() -> None:
    varying = replace(shop(5.0, life=2), demand=np.random.default_rng(1).poisson(5, (DAYS, 1)).astype(float))
    costs = simulate(varying, oracle(varying, 40), 40, 4, 8)
    assert costs.lost.sum() + costs.spoiled.sum() == 0
