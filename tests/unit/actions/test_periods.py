"""A period in days of the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from actions.periods import ahead, back

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("period", "first", "last", "key"),
    [
        (None, "2026-11-22", "2026-11-22", "period.today"),
        ("today", "2026-11-22", "2026-11-22", "period.today"),
        ("tomorrow", "2026-11-22", "2026-11-22", "period.today"),
        ("yesterday", "2026-11-21", "2026-11-21", "period.yesterday"),
        ("this_week", "2026-11-16", "2026-11-22", "period.this_week"),
        ("last_week", "2026-11-09", "2026-11-15", "period.last_week"),
        ("this_month", "2026-11-01", "2026-11-22", "period.this_month"),
        ("last_month", "2026-10-01", "2026-10-31", "period.last_month"),
        ("7d", "2026-11-16", "2026-11-22", "period.last_days"),
        ("1d", "2026-11-22", "2026-11-22", "period.last_days"),
        ("0d", "2026-11-22", "2026-11-22", "period.today"),
        ("99999d", "2025-11-22", "2026-11-22", "period.last_days"),
    ],
)
def test_back(period: str | None, first: str, last: str, key: str) -> None:
    days = back(period, SUNDAY)
    assert (days.first.isoformat(), days.last.isoformat(), days.name.key) == (first, last, key)


@pytest.mark.parametrize(
    ("period", "first", "last", "key"),
    [
        (None, "2026-11-23", "2026-11-23", "period.tomorrow"),
        ("yesterday", "2026-11-23", "2026-11-23", "period.tomorrow"),
        ("today", "2026-11-22", "2026-11-22", "period.today"),
        ("this_week", "2026-11-22", "2026-11-22", "period.this_week"),
        ("next_week", "2026-11-23", "2026-11-29", "period.next_week"),
        ("this_month", "2026-11-22", "2026-11-30", "period.this_month"),
        ("7d", "2026-11-23", "2026-11-29", "period.next_days"),
    ],
)
def test_ahead(period: str | None, first: str, last: str, key: str) -> None:
    days = ahead(period, SUNDAY)
    assert (days.first.isoformat(), days.last.isoformat(), days.name.key) == (first, last, key)


def test_months_of_any_length() -> None:
    assert back("last_month", date(2027, 3, 31)).count == 28
    assert back("last_month", date(2027, 1, 1)).first == date(2026, 12, 1)
    assert ahead("this_month", date(2028, 2, 1)).last == date(2028, 2, 29)
    assert ahead("this_month", date(2026, 12, 31)).last == date(2026, 12, 31)
