from decimal import Decimal

import pytest

from nlu.contract import Product
from nlu.words.units import convert, in_base, is_clear, price_for_one, tidy

SUGAR = Product("sugar", "Sugar (loose)", "kg", Decimal(46), pack="1 kg")
OIL = Product("oil", "Oil (loose)", "l", Decimal(150))
EGG = Product("egg", "Egg", "pc", Decimal(7), pack="1")
ATTA = Product("atta", "Atta 5 kg", "pc", Decimal(285), pack="5 kg")

CASES = [
    ("250", "g", SUGAR, "0.25"),
    ("3", "quarter", SUGAR, "0.75"),
    ("5", None, SUGAR, "5"),
    ("500", "ml", OIL, "0.5"),
    ("2", "dozen", EGG, "24"),
    ("1", "pair", EGG, "2"),
    ("10", "kg", ATTA, "2"),
    ("3", "packet", ATTA, "3"),
    ("1", "l", SUGAR, None),
    ("2", "dozen", SUGAR, None),
    ("3", "kg", ATTA, None),
    ("1", "kg", EGG, None),
]


@pytest.mark.parametrize(("value", "unit", "product", "quantity"), CASES)
def test_quantities_come_in_the_products_own_unit(
    value: str, unit: str | None, product: Product, quantity: str | None
) -> None:
    expected = None if quantity is None else Decimal(quantity)
    assert convert(Decimal(value), unit, product) == expected


def test_a_price_for_a_dozen_is_a_twelfth_a_piece() -> None:
    assert price_for_one(Decimal(60), "dozen", EGG) == 5


def test_a_price_for_100_grams_is_ten_times_that_a_kilo() -> None:
    assert price_for_one(Decimal("46"), "g", SUGAR) == 46000


@pytest.mark.parametrize(
    ("unit", "product", "clear"),
    [("case", EGG, False), ("packet", EGG, True), ("packet", SUGAR, False), ("kg", SUGAR, True), (None, SUGAR, True)],
)
def test_containers_of_unknown_content_are_not_clear(unit: str | None, product: Product, clear: bool) -> None:
    assert is_clear(unit, product) is clear


@pytest.mark.parametrize(("value", "text"), [("10.000", "10"), ("0.4347826", "0.435"), ("100", "100")])
def test_tidy_numbers_have_no_zeros_or_exponent(value: str, text: str) -> None:
    assert str(tidy(Decimal(value))) == text


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        ("250", "g", ("0.25", "kg")),
        ("2", "quintal", ("200", "kg")),
        ("500", "ml", ("0.5", "l")),
        ("3", "quarter", ("0.75", "kg")),
        ("2", "dozen", ("24", "pc")),
        ("2", "packet", ("2", "packet")),
        ("5", None, ("5", None)),
    ],
)
def test_without_a_product_a_quantity_is_in_kg_l_or_pieces(value: str, unit: str | None, base: tuple[str, str]) -> None:
    quantity, its_unit = in_base(Decimal(value), unit)
    assert (str(quantity), its_unit) == base
