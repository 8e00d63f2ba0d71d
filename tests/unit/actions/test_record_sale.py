"""What is sold is in the books to the paisa, and the reply says what was understood."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from actions.record_sale import derived_quantity
from domain.models import Sale, SaleLine, StockMovement
from domain.values import Money
from infra.database.session import store_session
from tests.unit.actions.conftest import RAMESH, Shop, keys, line, said


def test_several_items_are_confirmed_with_total_and_stock(shop: Shop) -> None:
    outcome = shop.ask("record_sale", lines=(line("maggi-70g", "5"), line("sugar-loose", "2")))
    assert said(outcome.reply) == {
        "": "record_sale.done",
        "lines": [
            {"": "line.goods", "quantity": "5 pc", "product": "Maggi Noodles 70 g", "amount": "75.00"},
            {"": "line.goods", "quantity": "2 kg", "product": "Sugar", "amount": "92.00"},
        ],
        "total": "167.00",
        "left": [
            {"": "line.stock", "product": "Maggi Noodles 70 g", "quantity": "31 pc"},
            {"": "line.stock", "product": "Sugar", "quantity": "23 kg"},
        ],
        "notes": [],
    }
    assert (shop.stock("maggi-70g"), shop.stock("sugar-loose")) == ("31", "23")
    assert shop.sold() == ("167.00", 1)
    assert [choice.id for choice in outcome.reply.choices] == ["undo"]


def test_one_item_needs_no_total(shop: Shop) -> None:
    assert shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).reply.key == "record_sale.done_one"


def test_by_sms_the_way_back_is_a_word_of_the_text(shop: Shop) -> None:
    assert shop.ask("record_sale", lines=(line("maggi-70g", "5"),), channel="sms").reply.choices == ()


def test_a_price_that_is_said_is_charged(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("coke-750ml", "3", price="40"),)).reply
    assert said(reply)["lines"][0]["amount"] == "120.00"
    assert keys(reply) & {"note.discount", "note.above_mrp"} == set()
    assert shop.product("coke-750ml").price == Money(45)


def test_an_amount_with_a_quantity_sets_the_price(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("coke-750ml", "3", amount="100"),))
    with store_session(shop.id) as session:
        sold = session.scalars(select(SaleLine)).one()
    assert (sold.amount, sold.unit_price) == (Money(100), Money("33.33"))


@pytest.mark.parametrize(
    ("sku", "amount", "quantity"),
    [
        ("sugar-loose", "20", "0.435"),
        ("milk-loose", "31", "0.5"),
        ("maggi-70g", "32", "2"),
        ("soap-lux-100g", "10", "1"),
    ],
)
def test_an_amount_alone_buys_what_the_price_gives(shop: Shop, sku: str, amount: str, quantity: str) -> None:
    reply = shop.ask("record_sale", lines=(line(sku, amount=amount),)).reply
    sold = said(reply)["lines"][0]
    assert (sold["quantity"].split()[0], sold["amount"]) == (quantity, f"{amount}.00")


def test_pieces_are_whole_and_at_least_one(shop: Shop) -> None:
    lux = shop.product("soap-lux-100g")
    assert [str(derived_quantity(lux, Money(rupees), Money(36))) for rupees in (1, 36, 53, 54, 72)] == list("11122")


def test_a_sale_above_the_stock_is_written_and_the_shortage_said(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("maggi-280g", "10"),)).reply
    assert shop.stock("maggi-280g") == "-4"
    assert said(reply)["notes"][0] == {
        "": "note.short",
        "product": "Maggi Noodles 280 g family pack",
        "quantity": "4 pc",
    }


def test_a_price_above_mrp_is_written_as_said_with_a_warning(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("maggi-70g", "2", price="16"),)).reply
    assert shop.sold() == ("32.00", 1)
    assert said(reply)["notes"] == [
        {"": "note.above_mrp", "product": "Maggi Noodles 70 g", "price": "16.00", "mrp": "15.00"}
    ]


def test_an_amount_that_only_rounds_above_mrp_is_no_offence(shop: Shop) -> None:
    assert "note.above_mrp" not in keys(shop.ask("record_sale", lines=(line("maggi-70g", "7", amount="105"),)).reply)


def test_a_total_for_several_items_is_shared_out_to_the_paisa(shop: Shop) -> None:
    lines = (line("maggi-70g", "1"), line("sugar-loose", "1"), line("coke-750ml", "1"))
    reply = shop.ask("record_sale", lines=lines, amount=Money(100)).reply
    amounts = [Money(each["amount"]) for each in said(reply)["lines"]]
    assert sum((amount.value for amount in amounts), Decimal(0)) == Decimal(100)
    assert said(reply)["total"] == "100.00"
    assert said(reply)["notes"] == [{"": "note.discount", "amount": "6.00"}]
    assert shop.sold() == ("100.00", 1)


def test_what_was_said_of_one_line_stays_when_a_total_is_said(shop: Shop) -> None:
    lines = (line("maggi-70g", "2", price="14"), line("sugar-loose", "2"))
    reply = shop.ask("record_sale", lines=lines, amount=Money(110)).reply
    assert [each["amount"] for each in said(reply)["lines"]] == ["28.00", "82.00"]


def test_a_total_of_one_item_is_its_amount(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("coke-750ml", "3"),), amount=Money(120)).reply
    assert said(reply)["lines"][0]["amount"] == "120.00"
    assert reply.params["notes"] == ()


def test_more_than_the_usual_prices_is_said(shop: Shop) -> None:
    lines = (line("milk-loose", "1"), line("sugar-loose", "1"))
    reply = shop.ask("record_sale", lines=lines, amount=Money(110)).reply
    assert said(reply)["notes"] == [{"": "note.surcharge", "amount": "2.00"}]


def test_credit_goes_to_the_account(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("sugar-loose", "1"),), customer=RAMESH, credit=True).reply
    assert (reply.key, said(reply)["balance"]) == ("record_sale.done_credit", "46.00")
    assert said(reply)["notes"] == [{"": "note.new_customer", "customer": "Ramesh"}]
    again = shop.ask("record_sale", lines=(line("sugar-loose", "0.5"),), customer=RAMESH, credit=True).reply
    assert said(again)["balance"] == "69.00"
    assert again.params["notes"] == ()
    assert shop.balance(RAMESH.key) == "69.00"


def test_naming_a_customer_is_no_credit(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("sugar-loose", "1"),), customer=RAMESH, payment="upi").reply
    assert keys(reply) >= {"record_sale.done_one", "note.customer", "note.upi"}
    assert shop.balance(RAMESH.key) == "0.00"


def test_credit_to_nobody_is_refused(shop: Shop) -> None:
    assert shop.refuse("record_sale", lines=(line("sugar-loose", "1"),), credit=True).key == "refused.no_customer"


def test_an_unknown_product_is_named_and_nothing_is_written(shop: Shop) -> None:
    reply = shop.refuse("record_sale", lines=(line("maggi-70g", "5"), line(None, "1", text="tiger biskut")))
    assert said(reply) == {"": "refused.unknown_product", "words": ["tiger biskut"]}


@pytest.mark.parametrize("quantity", [None, "0", "-2"])
def test_without_a_quantity_nothing_is_written(shop: Shop, quantity: str | None) -> None:
    assert shop.refuse("record_sale", lines=(line("maggi-70g", quantity),)).key == "refused.no_quantity"


def test_without_a_product_nothing_is_written(shop: Shop) -> None:
    assert shop.refuse("record_sale").key == "refused.no_product"


def test_a_sale_of_another_day_is_written_for_its_midday(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("maggi-70g", "5"),), entry_date=date(2026, 11, 20)).reply
    assert said(reply)["notes"] == [{"": "note.entry_date", "date": date(2026, 11, 20)}]
    midday = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    with store_session(shop.id) as session:
        assert session.scalars(select(Sale.sold_at)).one() == midday
        assert session.scalars(select(StockMovement.moved_at).where(StockMovement.kind == "sale")).one() == midday


def test_another_product_that_fits_is_offered(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("maggi-70g", "5", others=("maggi-280g", "maggi-70g", "gone")),)).reply
    assert [choice.id for choice in reply.choices] == ["sku:maggi-280g", "undo"]
    assert said(reply)["notes"] == [
        {"": "note.others", "product": "Maggi Noodles 70 g", "others": ["Maggi Noodles 280 g family pack"]}
    ]


def test_by_sms_a_long_list_of_stock_is_cut(shop: Shop) -> None:
    skus = ("maggi-70g", "sugar-loose", "coke-750ml", "soap-lux-100g", "milk-loose")
    reply = shop.ask("record_sale", lines=tuple(line(sku, "1") for sku in skus), channel="sms").reply
    left = said(reply)["left"]
    assert (len(left), left[-1]) == (4, {"": "list.more", "count": 2})


def test_a_product_named_twice_leaves_its_stock_once(shop: Shop) -> None:
    reply = shop.ask("record_sale", lines=(line("maggi-70g", "2"), line("maggi-70g", "3"))).reply
    assert said(reply)["left"] == [{"": "line.stock", "product": "Maggi Noodles 70 g", "quantity": "31 pc"}]


@given(total=st.integers(1, 10_000_000), weights=st.lists(st.integers(0, 1_000_000), min_size=1, max_size=12))
def test_shares_sum_to_the_total(total: int, weights: list[int]) -> None:
    from actions.totals import share_out

    whole = Money(Decimal(total) / 100)
    parts = share_out(whole, [Money(Decimal(weight) / 100) for weight in weights])
    assert sum((part.value for part in parts), Decimal(0)) == whole.value
    assert all(part.value >= 0 for part in parts)
    scale = sum(weights)
    if scale:
        assert all(
            abs(part.value - whole.value * weight / scale) < Decimal("0.01")
            for part, weight in zip(parts, weights, strict=True)
        )


def test_a_total_below_what_was_said_of_the_lines_is_shared_by_all() -> None:
    from actions.totals import settle_total

    assert settle_total(Money(30), [Money(40), Money(20)], [True, False]) == [Money(20), Money(10)]
