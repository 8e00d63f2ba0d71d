"""New products by chat: what is written, refused, and taken out again."""

from __future__ import annotations

from actions.contract import Line
from domain.values import Money, Quantity
from tests.unit.actions.conftest import Shop, keys, line, said


def new(text: str, price: str | None = "10", **more: object) -> dict[str, tuple[Line, ...]]:
    return {"lines": (Line(text, price=Money(price) if price else None, **more),)}  # type: ignore[arg-type]


def test_a_product_is_added_with_the_pack_in_its_name_and_a_sku_of_it(shop: Shop) -> None:
    outcome = shop.ask("add_product", **new("tiger biscuit", pack="100 g", cost=Money(8)))
    product = shop.product("tiger-biscuit-100-g")
    assert (product.name, product.unit, product.pack, product.price, product.cost, product.stock) == (
        "Tiger biscuit 100 g",
        "pc",
        "100 g",
        Money(10),
        Money(8),
        Quantity(0),
    )
    assert said(outcome.reply)["lines"] == [{"": "line.price", "product": "Tiger biscuit 100 g", "price": "10.00"}]
    assert "note.assumed_cost" not in keys(outcome.reply)
    assert shop.ask("record_sale", lines=(line("tiger-biscuit-100-g", "2"),)).entry_id


def test_a_cost_that_was_not_said_is_assumed_and_said(shop: Shop) -> None:
    outcome = shop.ask("add_product", **new("paneer", "380", unit="kg"))
    assert shop.product("paneer").cost == Money(304)
    assert {"note.assumed_cost", "add_product.line_loose"} <= keys(outcome.reply)


def test_a_name_in_another_script_has_a_sku_too(shop: Shop) -> None:
    shop.ask("add_product", **new("டைகர் பிஸ்கட்"))
    reply = shop.refuse("add_product", **new("டைகர்  பிஸ்கட்"))
    assert reply.key == "add_product.exists"


def test_what_is_refused(shop: Shop) -> None:
    assert shop.refuse("add_product", **new("SUGAR (loose)")).key == "add_product.exists"
    assert shop.refuse("add_product", **new("Tiger", None)).key == "refused.no_price"
    assert shop.refuse("add_product", **new("!!")).key == "refused.no_product"
    assert shop.refuse("add_product", **new("Tiger", "12", mrp=Money(10))).key == "set_price.above_mrp"


def test_undo_takes_it_out_and_it_may_come_again(shop: Shop) -> None:
    shop.ask("add_product", **new("Tiger"))
    shop.ask("undo")
    assert not shop.product("tiger").active
    shop.ask("add_product", **new("Tiger", "12"))
    assert (shop.product("tiger").active, shop.product("tiger").price) == (True, Money(12))


def test_its_price_is_mended(shop: Shop) -> None:
    shop.ask("add_product", **new("Tiger"))
    shop.ask("correct_last", lines=(Line("", price=Money(12)),))
    assert (shop.product("tiger").active, shop.product("tiger").price) == (True, Money(12))
