"""Money and quantities: exact, rounded half up, and never mixed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values import Money, Quantity

KINDS = [Money, Quantity]


@pytest.mark.parametrize("kind", KINDS)
def test_refuses_floats_and_what_is_no_number(kind: Any) -> None:
    with pytest.raises(TypeError, match="float"):
        kind(0.1)
    with pytest.raises(ValueError, match="number"):
        kind("NaN")
    with pytest.raises(ValueError, match="number"):
        kind(Decimal("Infinity"))


def test_rounds_half_away_from_zero() -> None:
    assert str(Money("2.675")) == "2.68"
    assert str(Money("-2.675")) == "-2.68"
    assert str(Quantity("0.0005")) == "0.001"


def test_money_and_quantity_do_not_mix() -> None:
    mixed: Any = Quantity(1)
    assert Money(1) != mixed
    for operation in (lambda: Money(1) + mixed, lambda: Money(1) - mixed, lambda: Money(1) < mixed):
        with pytest.raises(TypeError):
            operation()


def test_a_quantity_is_shown_without_idle_zeros() -> None:
    assert [str(Quantity(text)) for text in ("2.500", "40", "0.000", "-0.0001", "100")] == [
        "2.5",
        "40",
        "0",
        "0",
        "100",
    ]


def test_a_price_per_nothing_is_an_error() -> None:
    assert Money(100).per(Quantity("0.25")) == Money(400)
    with pytest.raises(ZeroDivisionError):
        Money(100).per(Quantity(0))


@given(st.lists(st.integers(-(10**9), 10**9), max_size=20))
def test_sums_lose_no_paisa(paise: list[int]) -> None:
    total = sum((Money(Decimal(amount) / 100) for amount in paise), Money(0))
    assert total.value * 100 == sum(paise)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_order_is_that_of_the_numbers(left: int, right: int) -> None:
    assert (Money(left) < Money(right)) == (left < right)
    assert (Money(left) >= Money(right)) == (left >= right)
