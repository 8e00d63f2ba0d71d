"""What a message was taken for, in the line that an agent decides by."""

from __future__ import annotations

from typing import Any

import pytest

from bot.console.thread import understood


@pytest.mark.parametrize(
    ("trace", "line"),
    [
        ({}, ""),
        ({"intent": "greet"}, "greet"),
        (
            {
                "intent": "record_sale",
                "items": [{"sku": "sugar-loose", "quantity": "2"}],
                "frame": {"customer": "Ramesh", "credit": True},
            },
            "record_sale: 2 sugar-loose, Ramesh, on credit",
        ),
        ({"intent": "record_payment", "frame": {"customer": "Sita", "amount": "500"}}, "record_payment: Sita, 500"),
    ],
)
def test_who_and_whether_on_credit_is_in_the_line(trace: dict[str, Any], line: str) -> None:
    assert understood(trace, "on credit") == line
