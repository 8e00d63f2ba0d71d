from decimal import Decimal

import pytest

from analytics.replenishment.budget import meet_minimum, within_cash
from analytics.replenishment.contract import DailyDemand, Item, Order
from analytics.replenishment.order import decide


def line(daily: float, cost: str, price: str, on_hand: str = "0", **other: object) -> tuple[Item, Order]:
    values = {"lead_time_days": 1, "review_days": 7, **other}
    item = Item(on_hand=Decimal(on_hand), cost=Decimal(cost), price=Decimal(price), **values)  # type: ignore[arg-type]
    return item, decide(item, DailyDemand([daily] * 14, [daily] * 14, [daily] * 14, [daily] * 14))


def spent(lines: list[tuple[Item, Order]], orders: list[Order]) -> Decimal:
    return sum((item.cost * order.quantity for (item, _), order in zip(lines, orders, strict=True)), Decimal(0))


def test_the_money_goes_to_what_earns_most_of_a_rupee() -> None:
    # A week of each: ₹700 of tea at 50 % on cost, ₹700 of rice at 10 %.
    lines = [line(1, "100", "110"), line(1, "100", "150")]
    rice, tea = within_cash(lines, Decimal(900))
    assert (rice.quantity, tea.quantity) == (2, 7)
    assert (rice.limited_by_cash, tea.limited_by_cash) == (True, False)


def test_enough_money_changes_nothing() -> None:
    lines = [line(1, "100", "110"), line(1, "100", "150")]
    assert within_cash(lines, Decimal(1400)) == [order for _, order in lines]


def test_no_money_buys_nothing_and_says_so() -> None:
    lines = [line(1, "100", "110"), line(1, "100", "150", on_hand="90")]
    orders = within_cash(lines, Decimal(0))
    assert [(order.quantity, order.limited_by_cash) for order in orders] == [(0, True), (0, False)]


@pytest.mark.parametrize("cash", [50, 333, 500, 1000, 2500])
def test_never_more_than_the_cash_is_spent_and_only_whole_packs(cash: int) -> None:
    lines = [line(3, "13.10", "15", pack=Decimal(24)), line(2, "46", "50", pack=Decimal(5)), line(5, "22", "28")]
    orders = within_cash(lines, Decimal(cash))
    assert spent(lines, orders) <= cash
    assert all(order.quantity % item.pack == 0 for (item, _), order in zip(lines, orders, strict=True))
    assert all(order.quantity <= full.quantity for (_, full), order in zip(lines, orders, strict=True))


def test_a_dear_pack_that_does_not_fit_leaves_room_for_a_cheap_one() -> None:
    lines = [line(10, "90", "150", pack=Decimal(10)), line(1, "10", "11")]
    dear, cheap = within_cash(lines, Decimal(500))
    assert (dear.quantity, cheap.quantity) == (0, 7)


def test_a_minimum_order_is_bought_whole_or_not_at_all() -> None:
    lines = [line(4, "10", "15", minimum=Decimal(20)), line(1, "10", "11")]
    assert [order.quantity for order in within_cash(lines, Decimal(150))] == [0, 7]
    assert [order.quantity for order in within_cash(lines, Decimal(230))] == [23, 0]


def test_an_order_above_the_suppliers_minimum_stays() -> None:
    lines = [line(1, "100", "110"), line(1, "100", "150")]
    assert meet_minimum(lines, Decimal(1400)) == [order for _, order in lines]


def test_a_small_order_is_filled_up_with_what_sells() -> None:
    dead = line(0, "10", "15")
    lines = [line(1, "100", "130"), line(1, "50", "60", on_hand="8"), dead]
    tea, soap, nothing = meet_minimum(lines, Decimal(800))
    assert 800 <= spent(lines, [tea, soap, nothing]) < 900
    assert nothing.quantity == 0
    assert tea.quantity >= lines[0][1].quantity


def test_what_can_not_reach_the_minimum_waits() -> None:
    lines = [line(1, "100", "130"), line(1, "50", "60", on_hand="8")]
    assert [order.quantity for order in meet_minimum(lines, Decimal(50_000))] == [0, 0]


def test_a_minimum_that_would_spoil_waits() -> None:
    milk = line(1, "50", "52", review_days=1, shelf_life_days=2)
    assert meet_minimum([milk], Decimal(400))[0].quantity == 0


def test_where_nothing_is_needed_nothing_is_filled_up() -> None:
    lines = [line(1, "100", "130", on_hand="50")]
    assert meet_minimum(lines, Decimal(500)) == [order for _, order in lines]
