import itertools
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from analytics.replenishment.contract import DailyDemand, Item
from analytics.replenishment.order import critical_ratio, decide, decide_all
from analytics.replenishment.paths import sample
from analytics.replenishment.shelf import unmet


def steady(daily: float, days: int = 28) -> DailyDemand:
    """A demand that is known."""
    return DailyDemand(mean=[daily] * days, p10=[daily] * days, p50=[daily] * days, p90=[daily] * days)


def item(on_hand: str = "0", lead: int = 2, review: int = 7, **other: object) -> Item:
    values = {"cost": Decimal("13.10"), "price": Decimal(15), **other}
    return Item(on_hand=Decimal(on_hand), lead_time_days=lead, review_days=review, **values)  # type: ignore[arg-type]


def quantity(values: Item, demand: DailyDemand) -> Decimal:
    return decide(values, demand).quantity


def test_an_order_lasts_from_its_coming_to_the_next_ones() -> None:
    # 10 a day, on sale after 2 days, the next order 7 days later: 2 + 7 days need 90, and 45 are there.
    assert quantity(item("45"), steady(10)) == 45


def test_what_nobody_can_deliver_in_time_is_not_ordered() -> None:
    # The shelf is empty: two days' 20 are lost whatever is ordered, 7 days' 70 are not.
    assert quantity(item("0"), steady(10)) == 70


def test_what_is_on_order_counts() -> None:
    # 20 there, 30 come with today's order or before: 90 - 50.
    assert quantity(item("20", on_order=Decimal(30)), steady(10)) == 40


def test_what_comes_too_late_leaves_a_gap_that_no_order_fills() -> None:
    # 10 last for one of the two days until an order can come: 10 are lost, the 30 come on day 3 and serve.
    assert quantity(item("10", on_order=Decimal(30), arriving=((3, Decimal(30)),)), steady(10)) == 40
    # On sale tomorrow they close the gap: 90 - 10 - 30.
    assert quantity(item("10", on_order=Decimal(30), arriving=((1, Decimal(30)),)), steady(10)) == 50


def test_an_order_whose_day_is_not_told_was_made_at_the_last_review() -> None:
    # Reviewed each 2 days with 3 days' lead: what is on its way comes at the latest on day 2, before today's order on day 4.
    values = item("10", lead=3, review=2, on_order=Decimal(20))
    assert quantity(values, steady(10)) == quantity(
        item("10", lead=3, review=2, on_order=Decimal(20), arriving=((2, Decimal(20)),)), steady(10)
    )


def test_what_still_sells_today_is_not_there_tomorrow() -> None:
    assert quantity(item("45", sells_today=Decimal(5)), steady(10)) == 50


def test_below_zero_is_an_empty_shelf_and_nothing_owed() -> None:
    order = decide(item("-4"), steady(10))
    assert order.quantity == decide(item("0"), steady(10)).quantity == 70
    assert order.days_of_stock == 0


def test_orders_come_in_whole_packs_upwards() -> None:
    assert quantity(item("45", pack=Decimal(24)), steady(10)) == 48
    assert quantity(item("42", pack=Decimal(24)), steady(10)) == 48
    assert quantity(item("41", pack=Decimal(24)), steady(10)) == 72
    assert quantity(item("2", pack=Decimal("0.25"), lead=0, review=1), steady(2.1)) == Decimal("0.25")


def test_enough_stock_needs_no_order() -> None:
    order = decide(item("90"), steady(10))
    assert (order.quantity, order.urgency) == (0, "none")


def test_what_never_sells_is_not_ordered() -> None:
    order = decide(item("0"), steady(0))
    assert (order.quantity, order.days_of_stock, order.urgency) == (0, None, "none")


def test_of_milk_no_more_is_ordered_than_sells_before_it_spoils() -> None:
    # On sale on day 2, to be sold that day: one day's 20, whatever the review period.
    assert quantity(item("20", lead=1, shelf_life_days=1), steady(20)) == 20


def test_batches_that_spoil_unsold_are_not_counted() -> None:
    # 50 with two days left: 20 sell, 30 spoil. 20 fresh ones sell after them. 90 - 40 are needed.
    batches = ((2, Decimal(50)),)
    assert quantity(item("70", batches=batches, shelf_life_days=30), steady(10)) == 50
    assert quantity(item("70", shelf_life_days=30), steady(10)) == 20


def test_a_pack_too_large_for_the_shelf_life_is_said() -> None:
    # Five days' sale after coming is 5; a pack of 24 would mostly spoil.
    order = decide(item("2", pack=Decimal(24), shelf_life_days=5), steady(1))
    assert (order.quantity, order.limited_by_shelf_life) == (0, True)


def test_a_range_of_demand_orders_the_newsvendors_quantile() -> None:
    spread = DailyDemand(mean=[10.0] * 9, p10=[5.0] * 9, p50=[10.0] * 9, p90=[15.0] * 9)
    order = decide(item("45"), spread)
    # Cu 1.90, Co 13.10 × 0.25 × 7 / 365 = 0.0628: ratio 0.968, z 1.852.
    # A day's deviation (15 - 10) / 1.2816 = 3.9016; of nine days that share 5 % of their variance 3.9016 × √(9 × 1.4)
    # = 13.85; 90 + 25.6 - 45 = 70.6.
    assert 69 <= order.quantity <= 72
    # Three days: 30 + 1.6449 × 3.9016 × √(3 × 1.1) = 41.66.
    assert float(order.reorder_point) == pytest.approx(41.66, abs=0.6)


def test_the_critical_ratio_is_margin_over_margin_and_cost_of_too_much() -> None:
    dear = item(cost=Decimal(50), price=Decimal(80), shelf_life_days=5)
    assert critical_ratio(dear) == pytest.approx(0.5)
    assert critical_ratio(item(cost=Decimal(20), price=Decimal(80), shelf_life_days=5)) == pytest.approx(0.75)
    assert critical_ratio(item(cost=Decimal(56), price=Decimal(62), shelf_life_days=1)) == 0.5
    assert critical_ratio(item(cost=Decimal(50), price=Decimal(80))) == 0.95


@pytest.mark.parametrize(
    ("on_hand", "urgency"), [("0", "now"), ("29", "now"), ("31", "soon"), ("70", "soon"), ("71", "none")]
)
def test_below_three_days_is_now_and_below_seven_is_soon(on_hand: str, urgency: str) -> None:
    assert decide(item(on_hand), steady(10)).urgency == urgency


def test_below_what_sells_until_delivery_is_now() -> None:
    assert decide(item("45", lead=5), steady(10)).urgency == "now"


def test_days_of_stock_are_stock_over_mean_demand() -> None:
    order = decide(item("36"), steady(8))
    assert order.days_of_stock == Decimal("4.5")
    assert order.daily_demand == 8
    assert order.lead_time_demand == 16


def test_the_first_to_expire_is_sold_first() -> None:
    values = item("30", batches=((3, Decimal(10)), (1, Decimal(10))))
    # Day 1 sells the batch that ends on it, days 2 and 3 the others.
    assert served(values, [10, 10, 10]) == [10, 10, 10]
    # 6 spoil after day 1, 2 after day 3; the 10 that keep are there on day 4.
    assert served(values, [4, 4, 4, 30]) == [4, 4, 4, 10]


def served(values: Item, demand: list[float]) -> list[float]:
    unserved, _ = unmet([values], np.array([[demand]], dtype=float))
    return (np.array(demand) - unserved[0, 0]).tolist()


def test_a_missing_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        DailyDemand([], [], [], [])
    with pytest.raises(ValueError, match="pack"):
        item(pack=Decimal(0))


def test_old_goods_on_the_shelf_are_counted_for_what_they_will_still_sell() -> None:
    # 30 curds with a day left sell 10 tomorrow, and 20 spoil: as good as nothing when the order comes on day 2.
    old = item("30", lead=1, review=1, shelf_life_days=7, batches=((1, Decimal(30)),))
    assert (quantity(old, steady(10)), quantity(item("30", lead=1, review=1, shelf_life_days=7), steady(10))) == (10, 0)


def test_what_costs_little_and_earns_much_is_ordered_above_the_mean_and_the_reverse_below() -> None:
    spread = DailyDemand(mean=[20.0] * 3, p10=[10.0] * 3, p50=[20.0] * 3, p90=[30.0] * 3)
    # Bread of the day, nothing on the shelf when it comes. Quantiles 0.8 and 0.2 of a day: 20 ± 0.8416 × 7.803.
    sandwich = item("0", 0, 1, shelf_life_days=1, cost=Decimal(20), price=Decimal(100))
    bread = item("0", 0, 1, shelf_life_days=1, cost=Decimal(40), price=Decimal(50))
    assert float(quantity(sandwich, spread)) == pytest.approx(26.6, abs=1)
    assert float(quantity(bread, spread)) == pytest.approx(13.4, abs=1)


def test_a_supplier_sends_no_less_than_the_minimum() -> None:
    assert quantity(item("85", minimum=Decimal(12), pack=Decimal(6)), steady(10)) == 12
    # Of what spoils: 2 alone would pay, 12 of which 10 spoil do not.
    spoiling = item("8", lead=0, review=1, shelf_life_days=1, cost=Decimal(10), price=Decimal(12))
    assert quantity(spoiling, steady(10)) == 2
    assert quantity(replace(spoiling, minimum=Decimal(12)), steady(10)) == 0


def test_a_pack_that_outlasts_a_review_is_bought_when_it_pays_over_its_life() -> None:
    # 12 in a pack, 3 a day, gone in 4 days or spoilt: with a review each day, one day's margin alone never pays for a pack.
    rare = DailyDemand(mean=[2.7] * 6, p10=[1.0] * 6, p50=[3.0] * 6, p90=[5.0] * 6)
    order = decide(item("0", 1, 1, shelf_life_days=4, pack=Decimal(12), cost=Decimal(8), price=Decimal(12)), rare)
    assert order.quantity == 12


def test_gains_fall_and_change_sign_at_the_order() -> None:
    spread = DailyDemand(mean=[10.0] * 9, p10=[5.0] * 9, p50=[10.0] * 9, p90=[15.0] * 9)
    order = decide(item("45", pack=Decimal(6)), spread)
    packs = int(order.quantity / 6)
    assert all(more <= gain + 1e-9 for gain, more in itertools.pairwise(order.gains))
    assert order.gains[packs - 1] > 0 >= order.gains[packs]
    # The first pack surely sells: its margin less some days' holding.
    assert order.gains[0] == pytest.approx(6 * 1.90, rel=0.05)


def test_what_stands_beside_an_item_does_not_matter() -> None:
    spread = DailyDemand(mean=[2.0] * 9, p10=[0.0] * 9, p50=[2.0] * 9, p90=[4.0] * 9)
    milk, rice = item("3", 1, 1, shelf_life_days=3), item("9", pack=Decimal(5))
    other = item("1", 1, 1, shelf_life_days=20)
    assert decide_all([rice, milk, other, milk], [spread, steady(3), spread, spread])[3] == decide(milk, spread)


def test_paths_have_the_forecasts_means_and_spread() -> None:
    busy = DailyDemand(mean=[40.0] * 5, p10=[30.0] * 5, p50=[39.0] * 5, p90=[52.0] * 5)
    quiet = DailyDemand(mean=[0.4] * 5, p10=[0.0] * 5, p50=[0.0] * 5, p90=[1.0] * 5)
    paths = sample([busy, quiet], 7)
    assert paths[0].mean() == pytest.approx(40, rel=0.001)
    assert np.quantile(paths[0], 0.9) == pytest.approx(52, rel=0.03)
    # P(0) of a Poisson variable with mean 0.4 is 0.670.
    assert (paths[1] == 0).mean() == pytest.approx(0.670, abs=0.01)
    assert paths[1].mean() == pytest.approx(0.4, abs=0.02)
    assert (paths[1] == np.round(paths[1])).all()


def test_a_count_that_varies_more_than_poisson_says_is_drawn_so() -> None:
    lumpy = DailyDemand(mean=[2.0] * 5, p10=[0.0] * 5, p50=[1.0] * 5, p90=[6.0] * 5)
    drawn = sample([lumpy], 5)
    assert drawn.mean() == pytest.approx(2.0, rel=0.05)
    assert drawn.var() > 3 * 2.0


@pytest.mark.parametrize("price", ["13", "1300000000"])
def test_the_rupees_at_stake_do_not_change_how_much_is_ordered(price: str) -> None:
    # 10 a day until the next order in 7 days, though a week's profit be in billions.
    assert quantity(item("0", 0, cost=Decimal(price) * 10 / 13, price=Decimal(price)), steady(10)) == 70
