"""What was said, in the product's own unit: "do darjan ande" is 24, "250 gram haldi" is 0.25 kg."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import regex

from nlu.concepts import concepts_in
from nlu.contract import Product, plain
from nlu.spelling.normalise import normalise

# Units of weight and volume in the kilogram or litre; a "pav" is a quarter of either.
_MEASURES = {
    "quintal": (Decimal(100), "kg"),
    "kg": (Decimal(1), "kg"),
    "g": (Decimal("0.001"), "kg"),
    "l": (Decimal(1), "l"),
    "ml": (Decimal("0.001"), "l"),
}
_PRINTED = regex.compile(r"(\d+(?:\.\d+)?)\s*(kg|g|l|ml)")
_THOUSANDTH = Decimal("0.001")
_QUARTER = Decimal("0.25")
_COUNTS = {"dozen": Decimal(12), "pair": Decimal(2)}
_ON_TRAYS, TRAY = frozenset({"egg"}), Decimal(30)
"""What a tray holds thirty of."""
_SINGLE = ("", "1", "1 pc")
"""Packs of what is sold one by one."""
# Containers whose content the catalogue does not say: of anything, and of loose goods.
BULK = frozenset({"case", "sack", "tray"})
_CONTAINERS = BULK | {"packet", "bottle", "box", "sachet", "strip", "roll", "bar"}
PACKED = frozenset({"packet", "bottle", "bar", "box", "sachet", "pc"})
MEASURED = frozenset({"quintal", "kg", "g", "l", "ml", "quarter"})


def tidy(value: Decimal) -> Decimal:
    """The same number to three places (grams, millilitres), without trailing zeros or exponent."""
    return Decimal(plain(value.quantize(_THOUSANDTH, ROUND_HALF_UP)))


def measure(value: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """A weight in kg or a volume in l; None for what is counted."""
    if unit not in _MEASURES:
        return None
    factor, base = _MEASURES[unit]
    return value * factor, base


def pack_of(product: Product) -> tuple[Decimal, str] | None:
    """The size printed on a packed product, in kg or l: `70 g` gives (0.07, kg). None for loose goods and pieces."""
    printed = _PRINTED.fullmatch(product.pack.strip().lower()) if product.unit == "pc" else None
    return measure(Decimal(printed[1]), printed[2]) if printed is not None else None


def convert(value: Decimal, unit: str | None, product: Product) -> Decimal | None:
    """`value` in `unit` as a quantity of `product`, in its own unit; None when the two do not go together.

    A packed product said by weight counts packs ("1 kilo surf excel" is one pack of 1 kg, "10 kg aashirvaad atta" two
    of 5 kg). Packs of unknown content ("2 peti coke") are counted as said.
    """
    if unit is None or unit == product.unit:
        return value
    if product.unit == "pc":
        if unit == "tray" and is_by_the_tray(product):
            return value * TRAY
        if unit in _COUNTS:
            return value * _COUNTS[unit]
        size = measure(value, unit) or (measure(value * 250, "g") if unit == "quarter" else None)
        if size is None:
            return value
        pack = pack_of(product)
        if pack is None or pack[1] != size[1]:
            return None
        packs = size[0] / pack[0]
        return packs if packs == packs.to_integral_value() and packs > 0 else None
    if unit == "quarter":
        return value * _QUARTER
    size = measure(value, unit)
    if size is not None:
        return size[0] if size[1] == product.unit else None
    return None if unit in _COUNTS else value


def in_base(value: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """A quantity without a product in kg, l or pieces; what has none of them ("2 packets") as said."""
    if unit == "quarter":
        return tidy(value * _QUARTER), "kg"
    if unit in _COUNTS:
        return tidy(value * _COUNTS[unit]), "pc"
    size = measure(value, unit) if unit is not None else None
    return (tidy(size[0]), size[1]) if size is not None else (tidy(value), unit)


def is_clear(unit: str | None, product: Product) -> bool:
    """Whether `unit` says how much of `product` it is: "2 peti coke" and "3 packet" of loose sugar do not."""
    if unit == "tray" and is_by_the_tray(product):
        return True
    return unit not in (BULK if product.unit == "pc" else _CONTAINERS)


def is_by_the_tray(product: Product) -> bool:
    """Whether trays of a product hold thirty: of eggs, sold one by one."""
    return product.unit == "pc" and product.pack.strip() in _SINGLE and bool(_concepts(product.name) & _ON_TRAYS)


@lru_cache(maxsize=4096)
def _concepts(name: str) -> frozenset[str]:
    return frozenset(concepts_in(normalise(name).split())[0])


def price_for_one(value: Decimal, unit: str | None, product: Product) -> Decimal | None:
    """₹ `value` for one `unit` as ₹ for one of the product's own unit: "60 rupaye darjan" is 5 a piece."""
    if unit is None:
        return value
    one = convert(Decimal(1), unit, product)
    return value / one if one else None
