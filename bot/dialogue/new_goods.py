"""What a message says of a product that is new to the shop, beside its name and price: pack, unit, cost, MRP. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from actions.contract import Line
from domain.values import Money
from nlu.lexicon import every_lexicon
from nlu.spelling.tokens import Token, tokenise

_MEASURES = frozenset({"kg", "g", "l", "ml"})
_LARGEST_PACK = {"kg": Decimal(50), "l": Decimal(20), "g": Decimal(5000), "ml": Decimal(5000)}
"""More than this is no pack: "380 kilo" is a price for a kilo."""


@dataclass(frozen=True)
class _Number:
    value: Decimal
    what: str
    """`pack`, `cost`, `mrp` or `price`."""


def describe(line: Line, normalised: str) -> Line:
    """The only line of an `add_product` with what the words say of the product."""
    tokens = tokenise(normalised)
    units = {start: unit for unit, start, _ in every_lexicon().table("units").occurrences(tokens)}
    numbers: list[_Number] = []
    pack, unit = None, None
    for i, token in enumerate(tokens):
        if token.is_number:
            follows = units.get(i + 1)
            value = Decimal(token.text)
            if follows in _MEASURES and value <= _LARGEST_PACK[follows]:
                pack = pack or f"{token.text} {follows}"
                numbers.append(_Number(value, "pack"))
            else:
                numbers.append(_Number(value, _called(tokens, i)))
        elif units.get(i) in ("kg", "l") and not _sizes(tokens, i, units[i]):
            unit = units[i]
    told = {what: Money(number.value) for what in ("cost", "mrp") for number in numbers if number.what == what}
    prices = [number.value for number in numbers if number.what == "price"]
    price = Money(prices[0]) if told and len(prices) == 1 else line.price
    if told and not prices:
        # "cost 17 mrp 20": sold at the MRP, as packed goods are.
        price = told.get("mrp")
    unit = unit if pack is None else None
    return replace(line, price=price, unit=unit, pack=pack, cost=told.get("cost"), mrp=told.get("mrp"))


def _sizes(tokens: Sequence[Token], i: int, unit: str) -> bool:
    return i > 0 and tokens[i - 1].is_number and Decimal(tokens[i - 1].text) <= _LARGEST_PACK[unit]


def _called(tokens: Sequence[Token], i: int) -> str:
    """What a number is called by the word before it, a sign or the currency between them aside."""
    before = [token.lower for token in tokens[max(0, i - 3) : i] if token.is_word or token.is_number]
    currency = every_lexicon().table("currency")
    for word in reversed(before):
        if currency.whole(tokenise(word)) is not None:
            continue
        return next((what for what, words in _words().items() if word in words), "price")
    return "price"


@cache
def _words() -> dict[str, frozenset[str]]:
    path = Path(__file__).with_name("new_goods.yml")
    listed: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {what: frozenset(words) for what, words in listed.items()}
