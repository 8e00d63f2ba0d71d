"""What every order keeps to, whatever the shelf, the forecast and the terms."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.replenishment.contract import DailyDemand, Item
from analytics.replenishment.order import decide
from analytics.replenishment.paths import sample

packs = st.sampled_from([Decimal(1), Decimal(6), Decimal("0.25"), Decimal(24)])
amounts = st.decimals("0", "300", places=2)
lots = st.lists(st.tuples(st.integers(0, 12), st.decimals("0", "40", places=1)), max_size=3).map(tuple)
demands = st.lists(st.tuples(*[st.floats(0, 60)] * 3).map(sorted), min_size=1, max_size=28).map(
    lambda days: DailyDemand(
        mean=[day[1] for day in days],
        p10=[day[0] for day in days],
        p50=[day[1] for day in days],
        p90=[day[2] for day in days],
    )
)
items = st.builds(
    Item,
    on_hand=st.decimals("-20", "300", places=2),
    cost=st.decimals("0", "100", places=2),
    price=st.decimals("0", "150", places=2),
    lead_time_days=st.integers(0, 5),
    review_days=st.integers(1, 10),
    on_order=amounts,
    pack=packs,
    minimum=st.sampled_from([Decimal(0), Decimal(0), Decimal(24)]),
    shelf_life_days=st.none() | st.integers(1, 40),
    batches=lots,
    arriving=lots,
    sells_today=st.decimals("0", "10", places=1),
)


@given(item=items, demand=demands)
def test_an_order_is_whole_packs_never_below_zero_and_the_same_again(item: Item, demand: DailyDemand) -> None:
    order = decide(item, demand)
    assert order.quantity >= 0
    assert order.quantity % item.pack == 0
    assert order.quantity == 0 or order.quantity >= item.minimum
    assert order.reorder_point >= 0
    assert order == decide(item, demand)


@given(item=items, demand=demands)
def test_no_more_is_ordered_than_can_sell_before_it_spoils(item: Item, demand: DailyDemand) -> None:
    if item.shelf_life_days is None or item.cost <= 0:
        return
    days = item.lead_time_days + item.shelf_life_days
    most = sample([demand], days)[0, :, item.lead_time_days :].sum(axis=1).max()
    assert float(decide(item, demand).quantity) < most + float(max(item.pack, item.minimum))


@given(item=items, demand=demands)
def test_plenty_of_fresh_stock_needs_nothing(item: Item, demand: DailyDemand) -> None:
    last = item.lead_time_days + item.review_days
    most = sample([demand], last)[0].sum(axis=1).max()
    full = replace(item, batches=(), on_hand=Decimal(str(most + 10)) + item.sells_today)
    if item.shelf_life_days is None or item.shelf_life_days >= last:
        assert decide(full, demand).quantity == 0


@given(item=items, demand=demands, more=st.decimals("0", "60", places=1))
def test_more_on_the_shelf_never_means_a_larger_order(item: Item, demand: DailyDemand, more: Decimal) -> None:
    fuller = replace(item, on_hand=max(Decimal(0), item.on_hand) + more)
    assert decide(fuller, demand).quantity <= decide(item, demand).quantity


@given(item=items, demand=demands)
def test_what_never_sells_is_never_ordered(item: Item, demand: DailyDemand) -> None:
    days = len(demand.mean)
    assert decide(item, DailyDemand(*[[0.0] * days] * 4)).quantity == 0


@pytest.mark.parametrize("keeps", [None, 2, 30])
def test_a_price_below_the_cost_is_no_reason_to_order(keeps: int | None) -> None:
    item = Item(Decimal(0), Decimal(10), Decimal(9), 1, 7, shelf_life_days=keeps)
    assert decide(item, DailyDemand(*[[5.0] * 14] * 4)).quantity == 0
