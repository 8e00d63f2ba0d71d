"""What is on order: from whom, until when, what of it came."""

from __future__ import annotations

from datetime import date, timedelta

from actions.contract import Named
from domain.suppliers import store as suppliers
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, Shop, line, said
from tests.unit.actions.test_orders import gupta, order

__all__ = ["gupta"]


def test_each_open_order_with_its_day_and_what_came_of_it(shop: Shop, gupta: int) -> None:
    assert said(shop.ask("order_status").reply) == {"": "order_status.none", "supplier": "", "notes": []}
    order(shop, ("maggi-70g", "24"), ("soap-lux-100g", "12"))
    [shown] = said(shop.ask("order_status").reply)["lines"]
    assert (shown[""], shown["number"], shown["supplier"], shown["date"]) == (
        "order_status.line",
        1,
        "Gupta Traders",
        date(2026, 11, 24),
    )
    assert [(goods["quantity"], goods["product"]) for goods in shown["lines"]] == [
        ("24 pc", "Maggi Noodles 70 g"),
        ("12 pc", "Lux Soap 100 g"),
    ]
    shop.now += timedelta(days=3)
    shop.ask("record_purchase", lines=(line("maggi-70g", "24"), line("soap-lux-100g", "5")))
    [shown] = said(shop.ask("order_status").reply)["lines"]
    assert shown[""] == "order_status.line_late"
    assert [goods["quantity"] for goods in shown["lines"]] == ["7 pc"]
    assert [goods["quantity"] for goods in shown["came"]] == ["24 pc", "5 pc"]
    shop.ask("record_purchase", lines=(line("soap-lux-100g", "7"),))
    none = said(shop.ask("order_status", supplier=Named("Gupta", "gupta")).reply)
    assert none == {
        "": "order_status.none",
        "supplier": "Gupta Traders",
        "notes": [{"": "note.order_complete", "number": 1}],
    }


def test_an_order_that_was_taken_back_is_not_on_its_way(shop: Shop, gupta: int) -> None:
    order(shop, ("maggi-70g", "24"))
    shop.ask("undo")
    assert shop.ask("order_status").reply.key == "order_status.none"


def test_of_a_supplier_who_is_named_only_their_orders(shop: Shop, gupta: int) -> None:
    with store_session(shop.id) as session:
        suppliers.get_or_add(session, shop.id, "Anand Dairy", "anand deri", NOON).phone = ""
    order(shop, ("maggi-70g", "24"))
    shop.ask("create_order", lines=(line("milk-loose", "20"),), supplier=Named("Anand Dairy", "anand deri"))
    everything = said(shop.ask("order_status").reply)["lines"]
    assert sorted(one["supplier"] for one in everything) == ["Anand Dairy", "Gupta Traders"]
    for asked in ({"told": {"said": "anand ka order kahan hai"}}, {"supplier": Named("Anand", "anand")}):
        assert [one["supplier"] for one in said(shop.ask("order_status", **asked).reply)["lines"]] == ["Anand Dairy"]
    refused = shop.refuse("order_status", supplier=Named("Verma", "verma"))
    assert refused.key == "reorder_advice.unknown_supplier"
