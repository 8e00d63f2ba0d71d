"""What is low and on its way already is told with its day, and after what nobody ordered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from actions.coming import say_day
from actions.contract import Phrase
from domain.catalogue import store as catalogue
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, Shop, line, said
from tests.unit.actions.nights import change, foresee
from tests.unit.actions.test_orders import gupta, order

__all__ = ["gupta"]


def lines(shop: Shop, *skus: str) -> list[Any]:
    return list(said(shop.ask("check_stock", lines=tuple(line(sku) for sku in skus)).reply)["lines"])


def test_what_is_on_its_way_is_said_and_comes_last(shop: Shop, gupta: int) -> None:
    change(shop, "maggi-70g", stock=Quantity(0))
    change(shop, "coke-750ml", stock=Quantity(2))
    assert [each["product"] for each in lines(shop)] == ["Maggi Noodles 70 g", "Coca-Cola 750 ml"]
    order(shop, ("maggi-70g", "60"))
    first, second = lines(shop)
    assert (first[""], first["product"]) == ("check_stock.line", "Coca-Cola 750 ml")
    assert second == {
        "": "check_stock.line_coming",
        "line": {"": "check_stock.line_out", "product": "Maggi Noodles 70 g"},
        "quantity": "60 pc",
        "supplier": "Gupta Traders",
        "day": {"": "day.weekday", "day": date(2026, 11, 24)},
    }


def test_what_is_on_its_way_and_not_enough_stays_urgent(shop: Shop, gupta: int) -> None:
    change(shop, "maggi-70g", stock=Quantity(0))
    change(shop, "coke-750ml", stock=Quantity(2))
    order(shop, ("maggi-70g", "1"))
    assert [each[""] for each in lines(shop)] == ["check_stock.line_coming", "check_stock.line"]


def test_an_order_that_is_late_says_so_and_is_not_counted_on(shop: Shop, gupta: int) -> None:
    change(shop, "maggi-70g", stock=Quantity(0))
    order(shop, ("maggi-70g", "60"))
    shop.now += timedelta(days=5)
    [late] = lines(shop)
    assert (late[""], late["quantity"], late["date"]) == ("check_stock.line_late", "60 pc", date(2026, 11, 24))


def test_goods_that_are_named_tell_it_too_until_they_have_come(shop: Shop, gupta: int) -> None:
    order(shop, ("maggi-70g", "24"))
    shop.ask("record_purchase", lines=(line("maggi-70g", "14"),))
    assert (lines(shop, "maggi-70g")[0][""], lines(shop, "maggi-70g")[0]["quantity"]) == (
        "check_stock.line_coming",
        "10 pc",
    )
    shop.ask("record_purchase", lines=(line("maggi-70g", "10"),))
    assert lines(shop, "maggi-70g")[0][""] == "check_stock.line"


@pytest.mark.parametrize(("days", "key"), [(0, "day.weekday"), (6, "day.weekday"), (7, "period.date")])
def test_a_weekday_names_a_day_within_a_week(days: int, key: str) -> None:
    today = date(2026, 11, 30)
    said_as = say_day(today + timedelta(days=days), today)
    assert isinstance(said_as, Phrase)
    assert said_as.key == key


def uncounted(shop: Shop) -> None:
    with store_session(shop.id) as session:
        columns = {"unit": "kg", "mrp": None, "price": Money(60), "cost": Money(50), "created_at": NOON}
        catalogue.add(session, shop.id, sku="gur", name="Jaggery (gur)", **columns)


COUNT = {"": "note.count_it", "product": "Jaggery", "example": "12 kg"}


def test_advice_on_what_nobody_counted_tells_no_stock(shop: Shop) -> None:
    uncounted(shop)
    none = said(shop.ask("reorder_advice", lines=(line("gur"),)).reply)
    assert (none[""], none["stock"], none["notes"]) == ("reorder_advice.no_sales", [], [COUNT])
    foresee(shop, {"gur": ("2", "3", "4")})
    shop.ask("record_sale", lines=(line("gur", "2"),))
    one = said(shop.ask("reorder_advice", lines=(line("gur"),)).reply)
    assert (one[""], one["stock"], one["notes"]) == ("reorder_advice.product", [], [COUNT])
    listed = said(shop.ask("reorder_advice").reply)
    assert [each["stock"] for each in listed["lines"] if each["product"] == "Jaggery"] == [[]]
    assert {"": "note.uncounted", "products": ["Jaggery"]} in listed["more"]
    shop.ask("set_stock", lines=(line("gur", "0"),))
    assert said(shop.ask("reorder_advice", lines=(line("gur"),)).reply)["stock"] == ["0 kg"]
    assert "note.uncounted" not in str(said(shop.ask("reorder_advice").reply))


def test_what_nobody_counted_and_is_on_order_is_not_enough_for_no_days(shop: Shop, gupta: int) -> None:
    uncounted(shop)
    foresee(shop, {"gur": ("2", "3", "4")})
    order(shop, ("gur", "90"))
    reply = said(shop.ask("reorder_advice", lines=(line("gur"),)).reply)
    [shown] = reply["lines"]
    assert (reply[""], shown[""], shown["line"], shown["quantity"]) == (
        "check_stock.done",
        "check_stock.line_coming",
        {**COUNT, "": "check_stock.line_uncounted"},
        "90 kg",
    )


def test_goods_that_nobody_counted_have_no_stock_to_tell_of(shop: Shop) -> None:
    uncounted(shop)
    back = said(shop.ask("record_return", lines=(line("gur", "2"),)).reply)
    thrown = said(shop.ask("record_wastage", lines=(line("gur", "1"),)).reply)
    assert (back["left"], thrown["left"], thrown["notes"]) == ([], [], [])
    counted = said(shop.ask("set_stock", lines=(line("gur", "12"),)).reply)
    assert counted[""] == "set_stock.done"
    assert said(shop.ask("record_wastage", lines=(line("gur", "1"),)).reply)["left"] != []
    shop.ask("undo")
    # Without the count they know as little as before.
    assert said(shop.ask("undo").reply)["state"] == []
    assert said(shop.ask("record_wastage", lines=(line("gur", "1"),)).reply)["left"] == []
