"""What leaves first, and what a unit has cost on average."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.stock.rules import Holding, Moved, apply, average_cost, replay
from domain.values import Money, Quantity

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
SOON, LATER = date(2026, 11, 24), date(2026, 12, 24)


def moved(number: int, quantity: str, cost: str | None = None, expires_on: date | None = None) -> Moved:
    at = NOW + timedelta(hours=number)
    unit_cost = None if cost is None else Money(cost)
    return Moved(number, at, Quantity(quantity), unit_cost, expires_on, fresh=cost is not None)


def lots(holding: Holding) -> list[tuple[int, str]]:
    return [(lot.movement_id, str(lot.quantity)) for lot in holding.lots]


@pytest.mark.parametrize(
    ("stock", "cost", "quantity", "unit_cost", "average"),
    [
        ("10", "10", "10", "12", "11"),
        ("36", "13.10", "20", "13", "13.06"),
        ("0", "10", "5", "12", "12"),
        ("-3", "10", "5", "12", "12"),
        ("10", "0", "5", "12", "12"),
        ("10", "10", "10", "0", "5"),
        ("1", "0.01", "1", "0.02", "0.02"),
    ],
    ids=["both", "to the paisa", "an empty shelf", "below zero", "no cost known", "a free gift", "half up"],
)
def test_a_moving_average(stock: str, cost: str, quantity: str, unit_cost: str, average: str) -> None:
    assert average_cost(Quantity(stock), Money(cost), Quantity(quantity), Money(unit_cost)) == Money(average)


def test_what_expires_first_leaves_first_whenever_it_came() -> None:
    came = [moved(1, "10", "5", LATER), moved(2, "10", "5", SOON), moved(3, "10", "5")]
    assert lots(replay(Money(0), came)) == [(2, "10"), (1, "10"), (3, "10")]
    assert lots(replay(Money(0), [*came, moved(4, "-12")])) == [(1, "8"), (3, "10")]


def test_below_zero_there_is_no_batch_and_what_comes_fills_the_hole_first() -> None:
    oversold = replay(Money(5), [moved(1, "3", "5"), moved(2, "-8")])
    assert (oversold.stock, oversold.lots) == (Quantity(-5), ())
    assert lots(apply(oversold, moved(3, "4", "5"))) == []
    filled = apply(oversold, moved(3, "12", "6", SOON))
    assert (filled.stock, lots(filled), filled.cost) == (Quantity(7), [(3, "7")], Money(6))


def test_what_comes_back_or_is_found_expires_with_what_is_being_sold() -> None:
    held = replay(Money(0), [moved(1, "10", "5", LATER), moved(2, "10", "7", SOON), moved(3, "-2"), moved(4, "1")])
    assert [(lot.movement_id, lot.expires_on, lot.unit_cost) for lot in held.lots][:2] == [
        (2, SOON, Money(7)),
        (4, SOON, Money(6)),
    ]


def test_goods_without_a_day_keep_for_their_shelf_life() -> None:
    fresh = Moved(1, NOW, Quantity(5), Money(5), None, keeps_until=SOON, fresh=True)
    assert replay(Money(0), [fresh]).lots[0].expires_on == SOON


def test_an_expired_batch_leaves_before_a_fresh_one() -> None:
    yesterday = date(2026, 11, 21)
    held = replay(Money(0), [moved(1, "6", "5", LATER), moved(2, "10", "5", yesterday), moved(3, "-4")])
    assert lots(held) == [(2, "6"), (1, "6")]
