"""Counting, asking what is left, setting prices and asking for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.catalogue import store as catalogue
from domain.models import PriceChange, Product
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, Shop, keys, line, said


def test_a_count_is_what_there_is(shop: Shop) -> None:
    reply = shop.ask("set_stock", lines=(line("maggi-70g", "40"), line("sugar-loose", "25"))).reply
    assert said(reply)["lines"] == [
        {"": "set_stock.line", "product": "Maggi Noodles 70 g", "quantity": "40 pc", "before": "36 pc"},
        {"": "set_stock.line_same", "product": "Sugar", "quantity": "25 kg"},
    ]
    assert shop.stock("maggi-70g") == "40"


def test_nothing_may_be_counted_but_not_less(shop: Shop) -> None:
    shop.ask("set_stock", lines=(line("maggi-70g", "0"),))
    assert shop.stock("maggi-70g") == "0"
    assert shop.refuse("set_stock", lines=(line("maggi-70g", "-1"),)).key == "refused.no_quantity"
    assert shop.refuse("set_stock", lines=(line("maggi-70g"),)).key == "refused.no_quantity"


def test_what_is_left_and_for_how_long(shop: Shop) -> None:
    reply = shop.ask("check_stock", lines=(line("maggi-70g"), line(None, text="oreo"))).reply
    assert said(reply) == {
        "": "check_stock.done",
        # 36 at 8 a day
        "lines": [{"": "check_stock.line", "product": "Maggi Noodles 70 g", "quantity": "36 pc", "days": 4}],
        "notes": [{"": "note.not_found", "words": ["oreo"]}],
    }


@pytest.mark.parametrize(
    ("sold", "key"),
    [("36", "check_stock.line_out"), ("40", "check_stock.line_negative"), ("30", "check_stock.line_bare")],
)
def test_an_empty_shelf_is_told_apart(shop: Shop, sold: str, key: str) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", sold),))
    assert key in keys(shop.ask("check_stock", lines=(line("maggi-70g"),)).reply)


def test_what_nobody_counted_is_no_empty_shelf(shop: Shop) -> None:
    with store_session(shop.id) as session:
        columns = {"unit": "kg", "mrp": None, "price": Money(60), "cost": Money(50), "created_at": NOON}
        catalogue.add(session, shop.id, sku="gur", name="Jaggery (gur)", **columns)
    uncounted = {"": "check_stock.line_uncounted", "product": "Jaggery", "example": "12 kg"}

    def ask() -> Any:
        return said(shop.ask("check_stock", lines=(line("gur"),)).reply)["lines"]

    assert ask() == [uncounted]
    # What is sold before the first count leaves no stock below nothing, nor does an undo tell of one.
    shop.ask("record_sale", lines=(line("gur", "2"), line("maggi-70g", "1")))
    assert ask() == [uncounted]
    state = said(shop.ask("undo").reply)["state"]
    assert [one["product"] for one in state] == ["Maggi Noodles 70 g"]
    shop.ask("set_stock", lines=(line("gur", "12"),))
    assert ask() == [{"": "check_stock.line_bare", "product": "Jaggery", "quantity": "12 kg"}]
    shop.ask("set_stock", lines=(line("gur", "0"),))
    assert ask() == [{"": "check_stock.line_out", "product": "Jaggery"}]


def test_an_unknown_product_is_refused(shop: Shop) -> None:
    for intent in ("check_stock", "check_price", "sales_report", "reorder_advice", "price_advice", "demand_forecast"):
        assert shop.refuse(intent, lines=(line(None, text="oreo"),)).key == "refused.unknown_product"


def test_all_that_is_low_the_most_urgent_first(shop: Shop) -> None:
    assert shop.ask("check_stock").reply.key == "check_stock.none_low"
    shop.ask("record_sale", lines=(line("maggi-70g", "28"), line("maggi-280g", "5"), line("coke-750ml", "18")))
    reply = shop.ask("check_stock").reply
    assert reply.key == "check_stock.low"
    assert [each["product"] for each in said(reply)["lines"]] == [
        "Coca-Cola 750 ml",
        "Maggi Noodles 70 g",
        "Maggi Noodles 280 g family pack",
    ]


def test_a_list_of_low_stock_is_cut_by_sms(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).values(stock=Quantity(1), daily_sales=Quantity(5)))
    reply = shop.ask("check_stock", channel="sms").reply
    assert (len(said(reply)["lines"]), said(reply)["more"]) == (3, [{"": "list.more", "count": 4}])


def test_a_price_is_set_beside_the_old_one(shop: Shop) -> None:
    version = shop.row().catalogue_version
    reply = shop.ask("set_price", lines=(line("maggi-70g", price="14"), line("sugar-loose", price="46"))).reply
    assert said(reply)["lines"] == [
        {"": "set_price.line", "product": "Maggi Noodles 70 g", "price": "14.00", "before": "15.00"},
        {"": "set_price.line_same", "product": "Sugar", "price": "46.00"},
    ]
    assert shop.product("maggi-70g").price == Money(14)
    assert shop.row().catalogue_version > version
    with store_session(shop.id) as session:
        assert session.scalars(select(PriceChange.new_price)).all() == [Money(14)]


def test_above_mrp_is_refused_with_the_reason_and_all_stays(shop: Shop) -> None:
    reply = shop.refuse("set_price", lines=(line("sugar-loose", price="48"), line("maggi-70g", price="16")))
    assert said(reply) == {
        "": "set_price.above_mrp",
        "product": "Maggi Noodles 70 g",
        "price": "16.00",
        "mrp": "15.00",
    }
    assert shop.product("sugar-loose").price == Money(46)


def test_loose_goods_have_no_mrp(shop: Shop) -> None:
    shop.ask("set_price", lines=(line("sugar-loose", price="50"),))
    assert shop.product("sugar-loose").price == Money(50)


def test_below_cost_is_warned_of(shop: Shop) -> None:
    reply = shop.ask("set_price", lines=(line("maggi-70g", price="12"),)).reply
    assert said(reply)["notes"] == [
        {"": "note.below_cost", "product": "Maggi Noodles 70 g", "price": "12.00", "cost": "13.10"}
    ]


def test_a_price_for_several_is_a_price_for_one(shop: Shop) -> None:
    shop.ask("set_price", lines=(line("sugar-loose", "2", amount="90"), line("coke-750ml", amount="44")))
    assert (shop.product("sugar-loose").price, shop.product("coke-750ml").price) == (Money(45), Money(44))


@pytest.mark.parametrize("price", [{}, {"price": "0"}])
def test_without_a_price_nothing_is_set(shop: Shop, price: dict[str, str]) -> None:
    assert shop.refuse("set_price", lines=(line("maggi-70g", **price),)).key == "refused.no_price"


def test_prices_are_told_with_mrp_or_by_unit(shop: Shop) -> None:
    reply = shop.ask("check_price", lines=(line("maggi-70g"), line("sugar-loose"))).reply
    assert said(reply)["lines"] == [
        {"": "check_price.line_mrp", "product": "Maggi Noodles 70 g", "price": "15.00", "mrp": "15.00"},
        {"": "check_price.line", "product": "Sugar", "price": "46.00", "unit": {"": "unit.kg"}},
    ]
    assert shop.refuse("check_price").key == "refused.no_product"


def test_quantities_are_said_as_people_do(shop: Shop) -> None:
    from actions import wording

    pieces, loose = shop.product("maggi-70g"), shop.product("sugar-loose")
    assert [str(wording.about(pieces, Decimal(x)).quantity) for x in ("7.6", "2.44", "0.31")] == ["8", "2.4", "0.3"]
    assert [str(wording.about(loose, Decimal(x)).quantity) for x in ("7.66", "0.444")] == ["7.7", "0.44"]
    assert [str(m.quantity) for m in wording.between(pieces, Decimal("4.6"), Decimal("8.1"))] == ["4", "9"]
    assert wording.short("Good Knight Coil (10)") == "Good Knight Coil (10)"
    assert wording.short("Rajma (kidney beans)") == "Rajma"
