"""Statuses only move forward."""

from __future__ import annotations

from itertools import permutations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conversations.models import Status
from domain.conversations.rules import forward, translate


@pytest.mark.parametrize(
    ("reported", "ours"),
    [
        ("accepted", "sent"),
        ("queued", "sent"),
        ("sending", "sent"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("Delivered", "delivered"),
        ("read", "read"),
        ("failed", "failed"),
        ("canceled", "failed"),
        ("undelivered", "undelivered"),
        ("receiving", None),
        ("", None),
    ],
)
def test_a_providers_word_in_ours(reported: str, ours: str | None) -> None:
    assert translate(reported) == ours


@pytest.mark.parametrize(
    ("current", "reported", "after"),
    [
        ("sending", "sent", "sent"),
        ("queued", "delivered", "delivered"),
        ("sent", "delivered", "delivered"),
        ("delivered", "sent", "delivered"),
        ("read", "delivered", "read"),
        ("delivered", "read", "read"),
        ("delivered", "failed", "delivered"),
        ("sent", "failed", "failed"),
        ("failed", "sent", "failed"),
        ("failed", "undelivered", "failed"),
        ("undelivered", "failed", "undelivered"),
        ("undelivered", "delivered", "delivered"),
        ("dropped", "delivered", "dropped"),
    ],
)
def test_forward(current: str, reported: Status, after: str) -> None:
    assert forward(current, reported) == after


STATUSES = st.sampled_from(get_args(Status))


@given(current=STATUSES, reported=STATUSES)
def test_the_same_report_twice_is_the_report_once(current: str, reported: Status) -> None:
    once = forward(current, reported)
    assert forward(once, reported) == once


def test_whatever_the_order_of_the_callbacks_the_end_is_the_same() -> None:
    reports: tuple[Status, ...] = ("sent", "delivered", "read", "sent")
    ends = set()
    for order in permutations(reports):
        status = "sending"
        for report in order:
            status = forward(status, report)
        ends.add(status)
    assert ends == {"read"}
