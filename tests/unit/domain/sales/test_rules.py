"""What was said of a line is kept; what was not follows from it."""

from __future__ import annotations

import pytest

from domain.sales.rules import PricedLine, price_line
from domain.values import Money, Quantity


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "expected"),
    [
        ("5", None, None, ("5", "46", "230")),
        ("3", "40", None, ("3", "40", "120")),
        ("3", None, "120", ("3", "40", "120")),
        (None, None, "23", ("0.5", "46", "23")),
        (None, "40", "20", ("0.5", "40", "20")),
        ("3", "40", "100", ("3", "40", "100")),
        ("0.333", None, None, ("0.333", "46", "15.32")),
        ("3", None, "100", ("3", "33.33", "100")),
    ],
    ids=[
        "the usual price",
        "a price said",
        "an amount said sets the price",
        "an amount buys so much",
        "an amount buys so much at the price said",
        "a discount leaves the price",
        "paise are rounded once",
        "an amount said is charged, whatever the price rounds to",
    ],
)
def test_fills_in_what_was_not_said(
    quantity: str | None, price: str | None, amount: str | None, expected: tuple[str, str, str]
) -> None:
    line = price_line(
        Quantity(quantity) if quantity else None,
        Money(price) if price else None,
        Money(amount) if amount else None,
        Money(46),
    )
    assert line == PricedLine(Quantity(expected[0]), Money(expected[1]), Money(expected[2]))


def test_nothing_to_go_by_is_an_error() -> None:
    with pytest.raises(ValueError, match="quantity or an amount"):
        price_line(None, Money(40), None, Money(46))
    with pytest.raises(ValueError, match="without a price"):
        price_line(None, None, Money(20), Money(0))
