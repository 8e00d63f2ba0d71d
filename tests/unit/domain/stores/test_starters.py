"""The first catalogue of each kind of shop: rows that the books take."""

from __future__ import annotations

import pytest

from domain.stores import starters
from domain.values import ZERO_MONEY


@pytest.mark.parametrize("kind", sorted(set(starters.KINDS) - {"other"}))
def test_the_usual_goods_of_a_kind_are_sound(kind: str) -> None:
    goods = starters.goods(kind)
    assert len(goods) >= 20
    assert len({row["sku"] for row in goods}) == len({row["name"] for row in goods}) == len(goods)
    for row in goods:
        assert row["unit"] in ("kg", "l", "pc")
        assert ZERO_MONEY < row["cost"] < row["price"] <= (row["mrp"] or row["price"]), row["name"]
        assert row["gst_percent"] in (0, 5, 12, 18, 28, 40)
        # A shop is told "sold 2 {the first}", and weighed goods may have a price, but loose ones no MRP.
        assert row["unit"] == "pc" or row["mrp"] is None


def test_what_usually_sells_is_known_of_the_goods_but_is_not_in_the_books() -> None:
    for kind in set(starters.KINDS) - {"other"}:
        assert set(starters.usual_sales(kind)) == {row["sku"] for row in starters.goods(kind)}
        assert not any(row["daily_sales"] for row in starters.goods(kind))
    assert starters.usual_sales("unheard of") == {}


def test_another_kind_begins_empty_and_no_kind_is_a_fault() -> None:
    assert starters.goods("other") == ()
    with pytest.raises(KeyError):
        starters.goods("pharmacy")
