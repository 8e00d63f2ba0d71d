"""What comes back and what is thrown away, totals without items, and what lies on the shelf."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from domain.models import Batch, LedgerEntry, Product, Sale, SaleLine, StockMovement
from domain.sales import sums
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, RAMESH, SITA, ZONE, Shop, keys, line, said

TODAY = date(2026, 11, 22)


def summary(shop: Shop, day: date = TODAY) -> sums.SalesSummary:
    with store_session(shop.id) as session:
        return sums.summary(session, shop.id, *clock.day_bounds(day, ZONE))


def test_goods_come_back_at_the_price_they_were_last_sold_at(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("coke-750ml", "3", price="40"),))
    reply = shop.ask("record_return", lines=(line("coke-750ml", "1"),)).reply
    assert said(reply) == {
        "": "record_return.done",
        "lines": [{"": "line.goods", "quantity": "1 pc", "product": "Coca-Cola 750 ml", "amount": "40.00"}],
        "total": "40.00",
        "left": [{"": "line.stock", "product": "Coca-Cola 750 ml", "quantity": "16 pc"}],
        "notes": [],
    }
    found = summary(shop)
    assert (found.count, found.total, found.returned, found.cost) == (1, Money(80), Money(40), Money(78))
    assert (found.products[0].count, found.products[0].quantity) == (1, Quantity(2))


def test_a_price_that_is_said_is_given_back(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("coke-750ml", "3"),))
    assert said(shop.ask("record_return", lines=(line("coke-750ml", "1", price="42"),)).reply)["total"] == "42.00"
    assert said(shop.ask("record_return", lines=(line("coke-750ml", "2"),), amount=Money(80)).reply)["total"] == "80.00"


def test_what_was_taken_on_credit_goes_off_the_account(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("soap-lux-100g", "2"),), customer=RAMESH, credit=True)
    reply = shop.ask("record_return", lines=(line("soap-lux-100g", "1"),), customer=RAMESH).reply
    assert said(reply)["state"][1] == {"": "line.balance", "customer": "Ramesh", "balance": "36.00"}
    assert reply.key == "record_return.done_account"
    assert shop.balance(RAMESH.key) == "36.00"
    with store_session(shop.id) as session:
        assert session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)).all() == ["credit", "return"]
    # Sita paid: she gets her money, whatever Ramesh owes.
    shop.ask("record_credit", customer=SITA, amount=Money(10))
    assert (
        shop.ask("record_return", lines=(line("soap-lux-100g", "1"),), customer=SITA).reply.key == "record_return.done"
    )
    assert shop.balance(SITA.key) == "10.00"


def test_a_return_of_nothing_or_to_nobodys_account_is_refused(shop: Shop) -> None:
    assert shop.refuse("record_return", lines=(line("maggi-70g"),)).key == "refused.no_quantity"
    assert shop.refuse("record_return", lines=(line("maggi-70g", "1"),), credit=True).key == "refused.no_customer"
    assert shop.refuse("record_return").key == "refused.no_product"


def test_a_return_of_yesterday_is_of_yesterday(shop: Shop) -> None:
    yesterday = TODAY - timedelta(days=1)
    shop.ask("record_return", lines=(line("maggi-70g", "1"),), entry_date=yesterday)
    assert (summary(shop).total, summary(shop, yesterday).total) == (Money(0), Money(-15))


def test_wastage_leaves_at_cost_from_the_batch_that_expires_first(shop: Shop) -> None:
    shop.ask("record_purchase", lines=(line("milk-loose", "10", price="60"),), date=TODAY + timedelta(days=1))
    shop.ask("record_purchase", lines=(line("milk-loose", "10", price="60"),), date=TODAY + timedelta(days=5))
    reply = shop.ask("record_wastage", lines=(line("milk-loose", "4"),)).reply
    assert said(reply)["cost"] == "234.68", "4 × 58.67, the average of 10 at 56 and 20 at 60"
    with store_session(shop.id) as session:
        left = dict(
            session.execute(select(Batch.expires_on, Batch.quantity).join(Product).filter_by(sku="milk-loose")).all()
        )
        assert left == {
            None: Quantity(10),
            TODAY + timedelta(days=1): Quantity(6),
            TODAY + timedelta(days=5): Quantity(10),
        }
        assert session.scalars(select(StockMovement.unit_cost).filter_by(kind="wastage")).one() == Money("58.67")
    assert (shop.stock("milk-loose"), shop.sold()) == ("26", ("0.00", 0))


def test_more_wasted_than_there_is_says_so(shop: Shop) -> None:
    reply = shop.ask("record_wastage", lines=(line("maggi-280g", "8"),)).reply
    assert "check_stock.line_negative" in keys(reply)
    assert shop.stock("maggi-280g") == "-2"


def test_a_total_without_items_is_in_the_totals_only(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "2"),))
    reply = shop.ask("record_sale", amount=Money(5400)).reply
    assert said(reply) == {"": "record_sale.done_total", "total": "5400.00", "day": "5430.00", "notes": []}
    found = summary(shop)
    assert (found.count, found.total, found.without_items) == (2, Money(5430), Money(5400))
    assert [product.sku for product in found.products] == ["maggi-70g"]


def test_a_total_on_an_account_is_credit(shop: Shop) -> None:
    reply = shop.ask("record_sale", amount=Money(250), customer=RAMESH, credit=True).reply
    assert reply.key == "record_credit.done"
    assert (shop.balance(RAMESH.key), shop.sold()) == ("250.00", ("0.00", 0))


def test_a_product_twice_in_a_sale_is_one_sale_of_it(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"), line("maggi-70g", "2", price="14")))
    assert [(each.count, each.quantity) for each in summary(shop).products] == [(1, Quantity(7))]


def test_what_expires_within_the_days_said_at_its_cost(shop: Shop) -> None:
    assert shop.ask("expiring_products").reply.key == "expiring_products.none"
    for days, cost in ((-1, "20"), (3, "30"), (20, "40")):
        lines = (line("milk-amul-500ml", "2", price=cost),)
        shop.ask("record_purchase", lines=lines, date=TODAY + timedelta(days=days))
    reply = said(shop.ask("expiring_products").reply)
    assert (reply["total"], [one[""] for one in reply["lines"]]) == (
        "100.00",
        ["expiring_products.line_expired", "expiring_products.line"],
    )
    assert reply["lines"][1]["date"] == TODAY + timedelta(days=3)
    assert said(shop.ask("expiring_products", period="30d").reply)["total"] == "180.00"
    shop.ask("record_wastage", lines=(line("milk-amul-500ml", "2"),))
    assert said(shop.ask("expiring_products").reply)["total"] == "60.00"
    named = shop.ask("expiring_products", lines=(line("coke-750ml"),)).reply
    assert named.key == "expiring_products.none"


def test_what_does_not_move_and_the_money_in_it(shop: Shop) -> None:
    with store_session(shop.id) as session:
        for product in session.scalars(select(Product)):
            product.created_at = NOON - timedelta(days=100)
    shop.ask("record_sale", lines=(line("maggi-70g", "30"),))
    shop.ask("record_sale", lines=(line("coke-750ml", "2"),), entry_date=TODAY - timedelta(days=10))
    shop.ask("record_sale", lines=(line("soap-lux-100g", "1"),), entry_date=TODAY - timedelta(days=40))
    lines = {one["product"]: one for one in said(shop.ask("slow_products").reply)["lines"]}
    assert "Maggi Noodles 70 g" not in lines
    assert (lines["Coca-Cola 750 ml"][""], lines["Coca-Cola 750 ml"]["days"]) == ("slow_products.line", 240)
    assert (lines["Lux Soap 100 g"][""], lines["Lux Soap 100 g"]["days"]) == ("slow_products.line_unsold", 40)
    assert next(iter(lines)) == "Sugar", "25 × 41.50 is the most money"


def test_what_is_new_is_not_slow(shop: Shop) -> None:
    with store_session(shop.id) as session:
        for product in session.scalars(select(Product)):
            product.created_at = NOON - timedelta(days=5)
    assert shop.ask("slow_products").reply.key == "slow_products.none"


@pytest.mark.parametrize("intent", ["record_sale", "record_purchase", "record_return", "record_wastage", "set_stock"])
def test_absurd_figures_and_days_to_come_are_refused(shop: Shop, intent: str) -> None:
    assert shop.refuse(intent, lines=(line("sugar-loose", "10000000"),)).key == "refused.figure"
    tomorrow = TODAY + timedelta(days=1)
    assert shop.refuse(intent, lines=(line("sugar-loose", "1"),), entry_date=tomorrow).key == "refused.future"
    assert shop.refuse(intent, lines=(line("sugar-loose", "-1"),)).key in ("refused.no_quantity", "refused.figure")
    assert shop.refuse(intent, lines=(line("sugar-loose", "9" * 40),)).key == "refused.figure"


def test_absurd_money_is_refused(shop: Shop) -> None:
    assert shop.refuse("record_credit", customer=RAMESH, amount=Money("9" * 30)).key == "refused.figure"
    assert shop.refuse("record_sale", lines=(line("maggi-70g", "1", price="-5"),)).key == "refused.figure"
    shop.ask("record_sale", lines=(line("maggi-70g", "5"),))
    assert shop.refuse("correct_last", lines=(line(None, "50000000"),)).key == "refused.figure"
    assert shop.stock("maggi-70g") == "31"


def test_the_sale_of_a_return_is_of_its_own_kind(shop: Shop) -> None:
    shop.ask("record_return", lines=(line("maggi-70g", "2"),))
    with store_session(shop.id) as session:
        sale, back = session.scalars(select(Sale)).one(), session.scalars(select(SaleLine)).one()
    assert (sale.kind, sale.total, back.quantity, back.amount) == ("return", Money(-30), Quantity(-2), Money(-30))
