"""Words about helpers, and what is said of a new product."""

from __future__ import annotations

import pytest

from actions.contract import Line
from bot.dialogue import new_goods, shops, staff
from domain.values import Money
from nlu.spelling.normalise import normalise


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ADD HELPER 9876543210", ("add_helper", "+919876543210")),
        ("helper jodo 98765 43210", ("add_helper", "+919876543210")),
        ("remove helper +91 98765-43210", ("remove_helper", "+919876543210")),
        ("हेल्पर हटाओ ९८७६५४३२१०", ("remove_helper", "+919876543210")),
        ("ஹெல்பர் 9876543210", ("add_helper", "+919876543210")),
        ("Ramesh ka number 9876543210 likho", None),
        ("helper ko 500 diye", None),
        ("helper 9876543210 9876543211", None),
    ],
)
def test_a_helper_with_a_number_is_a_command(text: str, meant: tuple[str, str] | None) -> None:
    assert staff.read(text) == meant


@pytest.mark.parametrize(
    ("text", "price", "told"),
    [
        ("add product Tiger biscuit 100 g 10 rupees", "10", {"pack": "100 g"}),
        ("new item basmati gold rice 120 rupees kg", "120", {"unit": "kg"}),
        ("naya saman: paneer 380 rupaye kilo", "380", {"unit": "kg"}),
        ("add product Bingo chips 20 rupees cost 17", "20", {"cost": Money(17)}),
        ("new item Red Bull 250 ml mrp 125 price 120", "120", {"pack": "250 ml", "mrp": Money(125)}),
        ("new item Tiger", None, {}),
    ],
)
def test_what_is_said_of_a_new_product(text: str, price: str | None, told: dict[str, object]) -> None:
    line = new_goods.describe(Line("x", price=Money(price) if price else None), normalise(text))
    found = {name: getattr(line, name) for name in ("pack", "unit", "cost", "mrp") if getattr(line, name) is not None}
    assert found == told
    assert line.price == (Money(price) if price else None)


@pytest.mark.parametrize(
    ("text", "about_all"),
    [
        ("dono dukan ki bikri", True),
        ("total sales of all shops today", True),
        ("ரெண்டு கடை விற்பனை", True),
        ("दोन्ही दुकानांची विक्री", True),
        ("aaj ki bikri", False),
        ("dono dukan dikhao", False),
        ("doosri dukan ki bikri", False),
    ],
)
def test_the_sales_of_all_shops_are_asked_for(text: str, about_all: bool) -> None:
    assert shops.asks_sales_of_all(normalise(text)) is about_all


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Station Road", 2),
        ("स्टेशन रोड", 2),
        ("ஸ்டேஷன்", 2),
        ("main", 1),
        ("Asha", None),
        ("Gandhi Nagar", None),
        ("", None),
    ],
)
def test_a_shop_is_known_by_its_place_in_any_script(said: str, number: int | None) -> None:
    assert shops.meant(said, {1: "Asha Stores, Main Road", 2: "Asha Stores, Station Road"}) == number
