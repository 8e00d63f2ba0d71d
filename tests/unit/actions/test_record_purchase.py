"""What came in is on the shelf, at what it cost."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from actions.contract import Named
from domain.models import Purchase, StockMovement, Supplier
from domain.values import Money
from infra.database.session import store_session
from tests.unit.actions.conftest import Shop, line, said

GUPTA = Named("Gupta traders", "gupta traders")


def test_a_purchase_with_a_price_changes_the_cost_and_says_so(shop: Shop) -> None:
    reply = shop.ask("record_purchase", lines=(line("maggi-70g", "20", price="13"),)).reply
    assert said(reply) == {
        "": "record_purchase.done",
        "lines": [{"": "line.goods", "quantity": "20 pc", "product": "Maggi Noodles 70 g", "amount": "260.00"}],
        "left": [{"": "line.stock", "product": "Maggi Noodles 70 g", "quantity": "56 pc"}],
        "notes": [{"": "note.cost_changed", "product": "Maggi Noodles 70 g", "cost": "13.06", "before": "13.10"}],
    }
    assert (shop.stock("maggi-70g"), shop.product("maggi-70g").cost) == ("56", Money("13.06")), (
        "(36 × 13.10 + 20 × 13) ÷ 56"
    )


def test_without_a_cost_nothing_is_invented(shop: Shop) -> None:
    reply = shop.ask("record_purchase", lines=(line("maggi-70g", "20"),)).reply
    assert said(reply)["lines"] == [{"": "line.goods_bare", "quantity": "20 pc", "product": "Maggi Noodles 70 g"}]
    assert reply.params["notes"] == ()
    assert shop.product("maggi-70g").cost == Money("13.10")


def test_supplier_and_expiry_are_kept(shop: Shop) -> None:
    lapse = date(2026, 12, 31)
    reply = shop.ask("record_purchase", lines=(line("milk-loose", "10"),), supplier=GUPTA, date=lapse).reply
    assert said(reply)["notes"] == [
        {"": "note.supplier", "supplier": "Gupta traders"},
        {"": "note.expires_on", "date": lapse},
    ]
    with store_session(shop.id) as session:
        assert session.scalars(select(StockMovement.expires_on).where(StockMovement.kind == "purchase")).one() == lapse
        supplier = session.scalars(select(Supplier)).one()
        assert session.scalars(select(Purchase.supplier_id)).one() == supplier.id


def test_a_total_is_shared_by_the_lines_without_a_cost(shop: Shop) -> None:
    lines = (line("maggi-70g", "10", price="13"), line("sugar-loose", "1"), line("soap-lux-100g", "1"))
    reply = shop.ask("record_purchase", lines=lines, amount=Money(200)).reply
    amounts = [Money(each["amount"]) for each in said(reply)["lines"]]
    assert (amounts[0], amounts[1] + amounts[2]) == (Money(130), Money(70))
    assert said(reply)["notes"][0] == {"": "note.total", "total": "200.00"}


def test_a_total_of_one_product_is_its_amount(shop: Shop) -> None:
    shop.ask("record_purchase", lines=(line("maggi-70g", "20"),), amount=Money(250))
    assert shop.product("maggi-70g").cost == Money("12.89"), "(36 × 13.10 + 20 × 12.50) ÷ 56"


def test_a_total_other_than_the_sum_of_what_was_said_wins(shop: Shop) -> None:
    lines = (line("maggi-70g", "10", price="13"), line("sugar-loose", "1", price="40"))
    reply = shop.ask("record_purchase", lines=lines, amount=Money(160)).reply
    assert said(reply)["notes"][0] == {"": "note.total", "total": "160.00"}


def test_without_a_quantity_or_a_known_product_nothing_is_written(shop: Shop) -> None:
    assert shop.refuse("record_purchase", lines=(line("maggi-70g"),)).key == "refused.no_quantity"
    assert shop.refuse("record_purchase", lines=(line(None, "2", text="oreo"),)).key == "refused.unknown_product"
