"""Debts by age, and phone numbers as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customers.rules import Posting, age, parse_phone
from domain.values import ZERO_MONEY, Money

TODAY = date(2026, 11, 22)


def aged(*postings: tuple[int, int]) -> list[str]:
    """Days ago and rupees of each posting, as the four buckets."""
    lines = [Posting(TODAY - timedelta(days=days), Money(amount)) for days, amount in postings]
    return [str(bucket) for bucket in age(lines, TODAY)]


def test_a_payment_settles_the_oldest_debt_first() -> None:
    assert aged((100, 300), (40, 200), (5, 100)) == ["100.00", "200.00", "0.00", "300.00"]
    assert aged((100, 300), (40, 200), (5, 100), (1, -350)) == ["100.00", "150.00", "0.00", "0.00"]
    # Also one that was paid before the debt was made.
    assert aged((50, -20), (5, 100)) == ["80.00", "0.00", "0.00", "0.00"]
    assert aged((5, 100), (1, -500)) == ["0.00"] * 4


@pytest.mark.parametrize(("days", "bucket"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3)])
def test_the_limits_of_the_ages(days: int, bucket: int) -> None:
    assert [amount != "0.00" for amount in aged((days, 1))].index(True) == bucket


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(-500, 500).filter(bool)), max_size=12))
def test_the_buckets_sum_to_what_is_owed(postings: list[tuple[int, int]]) -> None:
    lines = [Posting(TODAY - timedelta(days=days), Money(amount)) for days, amount in postings]
    balance = sum((line.amount for line in lines), ZERO_MONEY)
    assert sum(age(lines, TODAY), ZERO_MONEY) == max(balance, ZERO_MONEY)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("98765 43210", "+919876543210"),
        ("uska number +91 98765-43210 hai", "+919876543210"),
        ("09876543210", "+919876543210"),
        ("९८७६५४३२१०", "+919876543210"),
        ("+447911123456", "+447911123456"),
        ("250", None),
        ("1234567890", None),
        ("+91 12345", None),
        ("98765 43210 ya 98765 43211", None),
    ],
)
def test_a_phone_number_as_people_write_it(text: str, phone: str | None) -> None:
    assert parse_phone(text) == phone
