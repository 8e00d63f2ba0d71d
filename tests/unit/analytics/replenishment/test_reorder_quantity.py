from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.replenishment.contract import DailyDemand, Item
from analytics.replenishment.order import critical_ratio, decide, over
from analytics.replenishment.shelf import outlook


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
    assert quantity(item("10", on_order=Decimal(30)), steady(10)) == 40
    # On sale tomorrow they close the gap: 90 - 10 - 30.
    assert quantity(item("10", on_order=Decimal(30), arriving=((1, Decimal(30)),)), steady(10)) == 50


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
    # Cu 1.90, Co 13.10 × 0.25 × 7 / 365 = 0.0628: ratio 0.968, kept to 0.95, z 1.6449.
    # A day's deviation (15 - 10) / 1.2816 = 3.9016; of nine days 11.705; 90 + 19.25 - 45 = 64.25.
    assert order.service == 0.95
    assert order.quantity == 65
    # Three days: 30 + 1.6449 × 6.7577.
    assert order.reorder_point == Decimal("41.115")


def test_the_critical_ratio_is_margin_over_margin_and_cost_of_too_much() -> None:
    dear = item(cost=Decimal(50), price=Decimal(80), shelf_life_days=5)
    assert critical_ratio(dear) == pytest.approx(0.5)
    assert critical_ratio(item(cost=Decimal(20), price=Decimal(80), shelf_life_days=5)) == pytest.approx(0.75)
    assert critical_ratio(item(cost=Decimal(56), price=Decimal(62), shelf_life_days=1)) == 0.5
    assert critical_ratio(item(cost=Decimal(50), price=Decimal(80))) == 0.95


def test_a_thing_that_sells_now_and_then_varies_as_poisson_says() -> None:
    rare = DailyDemand(mean=[0.05] * 7, p10=[0.0] * 7, p50=[0.0] * 7, p90=[0.0] * 7)
    assert over(rare, 7).variance == pytest.approx(0.35)


def test_days_past_the_forecast_repeat_its_mean_day() -> None:
    assert over(DailyDemand([2.0, 4.0], [2.0, 4.0], [2.0, 4.0], [2.0, 4.0]), 5).mean == pytest.approx(15.0)


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
    # Day 1 sells the batch that ends on it, day 2 and half of day 3 the other... nothing spoils.
    assert outlook(values, [10, 10, 10]).usable == 30
    assert outlook(values, [4, 4, 4]).usable == 30 - 6 - 2


def test_a_missing_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        DailyDemand([], [], [], [])
    with pytest.raises(ValueError, match="pack"):
        item(pack=Decimal(0))


amounts = st.decimals("-20", "500", places=2)
daily = st.lists(st.tuples(*[st.floats(0, 60)] * 3).map(sorted), min_size=1, max_size=28)


@given(
    on_hand=amounts,
    on_order=st.decimals("0", "200", places=2),
    pack=st.sampled_from([Decimal(1), Decimal(6), Decimal("0.25"), Decimal(24)]),
    lead=st.integers(0, 7),
    review=st.integers(1, 14),
    keeps=st.none() | st.integers(1, 60),
    days=daily,
)
def test_any_order_is_whole_packs_and_never_below_zero(
    on_hand: Decimal,
    on_order: Decimal,
    pack: Decimal,
    lead: int,
    review: int,
    keeps: int | None,
    days: list[list[float]],
) -> None:
    low, middle, high = ([day[place] for day in days] for place in range(3))
    demand = DailyDemand(mean=middle, p10=low, p50=middle, p90=high)
    values = item(str(on_hand), lead, review, on_order=on_order, pack=pack, shelf_life_days=keeps)
    order = decide(values, demand)
    assert order.quantity >= 0
    assert order.quantity % pack == 0
    assert order.reorder_point >= 0
    more = item(str(on_hand + 10), lead, review, on_order=on_order, pack=pack)
    fewer = item(str(on_hand), lead, review, on_order=on_order, pack=pack)
    if lead == 0:
        # More on the shelf never means a larger order. (With a lead time it may: fewer sales are lost.)
        assert decide(more, demand).quantity <= decide(fewer, demand).quantity
