"""Figures: the numbers of a message with what each is, and those that are one: "1 kilo 250 gram", "2 kg 400"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

_HUNDREDS, _THOUSAND, _STEP = 100, 1000, 50
"""Grams that are said without a unit behind kilos, at least, those of a kilo, and their steps."""
_SMALLER = ("kg", "l")

Role = Literal[
    "count",  # a number alone: most often a quantity
    "quantity",  # a number with a unit
    "money",  # rupees: price or amount, as the product's price makes likely
    "price",  # rupees for one unit: "@40", "40 rupaye kilo", "13 ke bhav se"
    "amount",  # rupees for the line: "120 me", "20 rupaye ki chini"
    "pack_price",  # which of two packs: "10 wala parle g"
    "total",  # rupees for the whole message
]


@dataclass(frozen=True)
class Figure:
    """A number of the message and the words that tell what it is, tokens `start` to `end`."""

    start: int
    end: int
    value: Decimal
    role: Role
    unit: str | None = None
    """Of a quantity: the unit said. Of a price: what it is for one of."""
    of_next: bool = False
    """Whether it says so of the product that follows: "20 rupaye ki chini"."""


PARTS = {
    ("quintal", "kg"): "0.01",
    ("kg", "g"): "0.001",
    ("l", "ml"): "0.001",
    ("kg", "quarter"): "0.25",
    ("l", "quarter"): "0.25",
}
"""What a smaller unit is of the one before it."""


def with_grams(figures: Sequence[Figure]) -> list[Figure]:
    """Figures with "2 kg 400" as one of 2.4: where no money is said, hundreds right behind kilos are grams."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        whole = last is not None and last.role == "quantity" and last.unit in _SMALLER and last.end == figure.start
        grams = figure.role == "count" and _HUNDREDS <= figure.value < _THOUSAND and not figure.value % _STEP
        if last is not None and whole and grams and last.value == last.value.to_integral_value():
            joined[-1] = replace(last, end=figure.end, value=last.value + figure.value / _THOUSAND)
        else:
            joined.append(figure)
    return joined


def together(figures: Sequence[Figure]) -> list[Figure]:
    """Figures with "1 kilo 250 gram" as one of 1.25 kilo."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        part = PARTS.get((last.unit or "", figure.unit or "")) if last is not None else None
        small = Decimal(part) * figure.value if part is not None and figure.role == "quantity" else None
        if last is not None and small is not None and last.end == figure.start and small < 1 <= last.value:
            joined[-1] = replace(last, end=figure.end, value=last.value + small)
        else:
            joined.append(figure)
    return joined
