"""What to order, with its reason, from the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from actions.contract import Named
from actions.wording import about_money
from analytics.forecasting.explain import Reasons
from analytics.forecasting.local import Effect
from domain.models import Batch, Product, SupplierOrder, SupplierOrderLine
from domain.suppliers import store as suppliers
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, Shop, keys, line, said
from tests.unit.actions.nights import TODAY, change, event, explain, foresee, tell


def test_what_to_order_with_the_reason(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10"), "soap-lux-100g": ("0", "0.1", "1")})
    change(shop, "maggi-70g", stock=Quantity(5), order_pack=Quantity(12))
    reply = shop.ask("reorder_advice").reply
    assert reply.key == "reorder_advice.list"
    first = said(reply)["lines"][0]
    assert (first["product"], first["daily"], first["stock"], first["days"]) == (
        "Maggi Noodles 70 g",
        "8 pc",
        ["5 pc"],
        2,
    )
    ordered = Decimal(first["order"].split()[0])
    assert ordered % 12 == 0
    assert ordered > 0
    assert "Lux Soap 100 g" not in str(said(reply))


def test_the_order_costs_what_its_lines_cost(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(5))
    one = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)
    assert one[""] == "reorder_advice.product"
    # "About so much" is said in whole rupees.
    assert Money(one["cost"]) == about_money(Money("13.10") * Decimal(one["order"].split()[0]))
    assert (about_money(Money("314.50")), about_money(Money("9.40"))) == (Money(315), Money("9.40"))


def test_an_amount_buys_what_is_worth_most(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1)))
    whole = Money(said(shop.ask("reorder_advice").reply)["cost"])
    cut = said(shop.ask("reorder_advice", amount=Money(300)).reply)
    assert Money(0) < Money(cut["cost"]) <= Money(300) < whole
    # Too little for any pack: what the most urgent takes is told.
    little = said(shop.ask("reorder_advice", amount=Money("0.10")).reply)
    assert (little[""], little["amount"]) == ("reorder_advice.too_little", "0.10")
    assert Money(little["cost"]) > Money("0.10")


def test_a_supplier_narrows_the_list(shop: Shop) -> None:
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta", "gupta", NOON)
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1), supplier_id=None))
        session.execute(update(Product).where(Product.sku == "maggi-70g").values(supplier_id=supplier.id))
    offered = said(shop.ask("reorder_advice", supplier=Named("Gupta", "gupta")).reply)
    assert (offered[""], offered["suppliers"]) == ("reorder_advice.offer", ["Gupta"])
    assert [one["product"] for one in offered["advice"]["lines"]] == ["Maggi Noodles 70 g"]
    assert said(shop.refuse("reorder_advice", supplier=Named("Shah", "shah"))) == {
        "": "reorder_advice.unknown_supplier",
        "supplier": "Shah",
        "known": ["Gupta"],
    }
    with store_session(shop.id) as session:
        session.execute(update(Product).values(stock=Quantity(500)))
    assert shop.ask("reorder_advice", supplier=Named("Gupta", "gupta")).reply.key == "reorder_advice.none_of"


def test_old_curd_on_the_shelf_does_not_count_as_fresh(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(60), order_pack=Quantity(1), shelf_life_days=10)

    def came(days_left: int) -> Decimal:
        with store_session(shop.id) as session:
            number = shop.product("maggi-70g").id
            batch = update(Batch).where(Batch.product_id == number)
            session.execute(batch.values(quantity=Quantity(60), expires_on=TODAY + timedelta(days=days_left)))
        reply = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)
        return Decimal(reply["order"].split()[0]) if "order" in reply else Decimal(0)

    soon, later = came(2), came(9)
    assert soon > later


def test_what_is_on_order_is_a_reason(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(0))
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta", "gupta", NOON)
        order = SupplierOrder(
            number=1, store_id=shop.id, supplier_id=supplier.id, status="sent", expected_on=TODAY, ordered_at=NOON
        )
        session.add(order)
        session.flush()
        ordered = SupplierOrderLine(
            store_id=shop.id,
            order_id=order.id,
            product_id=shop.product("maggi-70g").id,
            quantity=Quantity(12),
            received=Quantity(0),
        )
        session.add(ordered)
    reply = shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply
    assert {"": "reason.on_order", "quantity": "12 pc"} in said(reply)["reasons"]


def test_enough_and_no_sales_are_said(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).values(daily_sales=Quantity(0)))
    # A shop that has sold nothing has not "enough of everything".
    assert shop.ask("reorder_advice").reply.key == "demand_forecast.none_at_all"
    two = (line("maggi-70g"), line("coke-750ml"))
    assert said(shop.ask("reorder_advice", lines=two).reply) == {
        "": "demand_forecast.none",
        "products": ["Maggi Noodles 70 g", "Coca-Cola 750 ml"],
    }
    none = shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply
    assert said(none) == {
        "": "reorder_advice.no_sales",
        "product": "Maggi Noodles 70 g",
        "stock": ["36 pc"],
        "notes": [],
    }
    foresee(shop, {"maggi-70g": ("0", "1", "2")})
    enough = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)
    assert (enough[""], enough["daily"], enough["days"]) == ("reorder_advice.enough", "1 pc", 36)
    assert shop.ask("reorder_advice", lines=(line("maggi-70g"), line("coke-750ml"))).reply.key == "reorder_advice.none"


def test_the_list_is_cut_to_what_the_channel_shows(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1)))
    chat = said(shop.ask("reorder_advice").reply)
    sms = said(shop.ask("reorder_advice", channel="sms").reply)
    assert (len(chat["lines"]), chat["more"]) == (6, [{"": "list.more", "count": 1}])
    assert (len(sms["lines"]), sms["more"]) == (3, [{"": "list.more", "count": 4}])
    # What is not shown costs as well.
    assert chat["cost"] == sms["cost"]


def test_a_list_that_is_cut_offers_what_it_shows_for_what_that_costs(shop: Shop) -> None:
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta", "gupta", NOON)
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1), supplier_id=supplier.id))
        costs = {product.sku: product.cost for product in session.scalars(select(Product))}
    outcome = shop.ask("reorder_advice")
    offered = said(outcome.reply)
    assert (offered[""], offered["count"]) == ("reorder_advice.offer_listed", 6)
    assert outcome.offer is not None
    ordered = [(line.sku, line.quantity) for line in outcome.offer.lines]
    total = sum((costs[str(sku)] * quantity for sku, quantity in ordered if quantity), Money(0))
    assert Money(offered["cost"]) == about_money(total)
    assert Money(offered["cost"]) < Money(offered["advice"]["cost"])


@pytest.mark.parametrize(("channel", "in_full"), [("whatsapp", 6), ("sms", 3)])
def test_a_yes_orders_all_that_a_sum_buys_and_no_more(shop: Shop, channel: str, in_full: int) -> None:
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta", "gupta", NOON)
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1), supplier_id=supplier.id))
        costs = {product.sku: product.cost for product in session.scalars(select(Product))}
    outcome = shop.ask("reorder_advice", amount=Money(90000), channel=channel)
    offered = said(outcome.reply)
    assert outcome.offer is not None
    ordered = [(one.sku, one.quantity) for one in outcome.offer.lines]
    assert len(ordered) > in_full
    total = sum((costs[str(sku)] * quantity for sku, quantity in ordered if quantity), Money(0))
    assert (offered[""], Money(offered["advice"]["cost"])) == ("reorder_advice.offer", about_money(total))
    [also] = offered["advice"]["more"]
    assert also[""] == "reorder_advice.also"
    seen = [one["product"] for one in (*offered["advice"]["lines"], *also["lines"])]
    assert seen == [one.text for one in outcome.offer.lines], "nothing is ordered unseen"


def test_why_goods_are_ordered_of_which_there_seems_to_be_enough(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(60), order_pack=Quantity(1), shelf_life_days=10)

    def why(days_left: int) -> list[Any]:
        with store_session(shop.id) as session:
            batch = update(Batch).where(Batch.product_id == shop.product("maggi-70g").id)
            session.execute(batch.values(quantity=Quantity(60), expires_on=TODAY + timedelta(days=days_left)))
        return list(said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)["reasons"])

    [unsold] = why(2)
    assert (unsold[""], unsold["date"]) == ("reason.unsold", TODAY + timedelta(days=2))
    assert Decimal(36) < Decimal(unsold["quantity"].split()[0]) <= Decimal(44), (
        "60 less what sells in two days and today"
    )
    assert why(9) == []
    # All of it sells in time, and yet it does not last until the next order.
    change(shop, "maggi-70g", stock=Quantity(36))
    assert why(5) == [{"": "reason.good_until", "date": TODAY + timedelta(days=5)}]


def test_a_festival_is_said_once(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1)))
    shop.now = NOON.replace(month=12, day=20)
    lines = said(shop.ask("reorder_advice").reply)["lines"]
    assert [reason["festival"] for each in lines for reason in each["reasons"]] == [{"": "festival.christmas"}]


def test_an_order_says_the_products_own_reason(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(5))
    explain(shop, "maggi-70g", Reasons(8.0, festival="Diwali", festival_day=date(2026, 11, 27), trend="falling"))
    shown = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)
    shown = shown.get("advice", shown)
    assert shown["reasons"] == [
        {"": "reason.festival", "festival": {"": "festival.diwali"}, "days": 5},
        {"": "reason.falling"},
    ]


def test_an_order_names_the_event_that_comes_next_once(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10"), "coke-750ml": ("6", "8", "10")})
    for sku in ("maggi-70g", "coke-750ml"):
        change(shop, sku, stock=Quantity(5))
    tell(shop, "wedding", 20)
    tell(shop, "market_day", 3)
    shown = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)
    assert event("market_day", 3) in shown.get("advice", shown)["reasons"]
    shown = said(shop.ask("reorder_advice").reply)
    first, second = shown.get("advice", shown)["lines"][:2]
    assert event("market_day", 3) in first["reasons"]
    assert event("market_day", 3) not in second["reasons"]


def test_an_order_counts_on_the_event_that_the_question_names(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(5))
    explain(shop, "maggi-70g", Reasons(8.0, events={"fair": Effect(3.0, 0.2)}))

    def ask(**said_too: Any) -> tuple[Decimal, list[Any]]:
        shown = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),), **said_too).reply)
        shown = shown.get("advice", shown)
        return Decimal(shown["order"].split()[0]), shown["reasons"]

    usual, none = ask()
    fair, why = ask(day=TODAY + timedelta(days=5), event="fair")
    assert fair - usual >= 12, "16 more will sell that day"
    assert (none, why) == ([], [event("fair", 5)])
    # What is ordered now comes too late for tomorrow.
    assert ask(day=TODAY + timedelta(days=1), event="fair") == (usual, [event("fair", 1)])
    assert ask(event="fair") == (usual, []), "of no day"
    assert ask(day=TODAY + timedelta(days=40), event="fair") == (usual, []), "beyond what is foreseen"
    everything = said(shop.ask("reorder_advice", day=TODAY + timedelta(days=5), event="fair").reply)
    assert event("fair", 5) in everything.get("advice", everything)["lines"][0]["reasons"]


def test_an_order_that_does_not_know_of_an_event_yet_says_so(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(5))
    tell(shop, "fair", 1, late=True)
    shown = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)
    shown = shown.get("advice", shown)
    assert shown["reasons"] == []
    assert {"": "note.figures_old", "date": TODAY} in shown["notes"]


def test_an_event_that_the_shop_never_had_is_said_to_be_unknown(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    unknown = {"": "note.event_unknown", "event": {"": "local_event.fair"}}
    change(shop, "maggi-70g", stock=Quantity(0))
    one = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),), event="fair").reply)
    assert (one[""], one["notes"]) == ("reorder_advice.product", [unknown])
    assert unknown in said(shop.ask("reorder_advice", event="fair").reply)["more"]
    with store_session(shop.id) as session:
        session.execute(update(Product).values(stock=Quantity(500)))
    enough = said(shop.ask("reorder_advice", event="fair").reply)
    assert enough == {"": "reorder_advice.noted", "advice": {"": "reorder_advice.none"}, "notes": [unknown]}
    # Once it was told, there is nothing more to tell.
    tell(shop, "fair", 3)
    assert shop.ask("reorder_advice", event="fair").reply.key == "reorder_advice.none"


def test_an_event_without_a_day_is_the_next_that_was_told_or_its_day_is_asked_for(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(5))
    explain(shop, "maggi-70g", Reasons(8.0, events={"fair": Effect(3.0, 0.2)}))

    def ask() -> tuple[Decimal, list[Any], list[Any]]:
        shown = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),), event="fair").reply)
        shown = shown.get("advice", shown)
        return Decimal(shown["order"].split()[0]), shown["reasons"], shown["notes"]

    no_day = {"": "note.event_day", "event": {"": "local_event.fair"}}
    usual, why, notes = ask()
    assert (why, notes) == ([], [no_day])
    tell(shop, "wedding", 2, late=True)
    assert no_day in ask()[2], "of another kind"
    tell(shop, "fair", 5, late=True)
    fair, why, notes = ask()
    assert fair - usual >= 12
    assert why == [event("fair", 5)]
    assert no_day not in notes


def test_nothing_is_offered_while_the_day_is_asked_for(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    explain(shop, "maggi-70g", Reasons(8.0, events={"fair": Effect(3.0, 0.2)}))
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta", "gupta", NOON)
        session.execute(
            update(Product).where(Product.sku == "maggi-70g").values(stock=Quantity(0), supplier_id=supplier.id)
        )
    for lines in ((line("maggi-70g"),), ()):
        asked = shop.ask("reorder_advice", lines=lines, event="fair")
        assert (asked.offer, "note.event_day" in keys(asked.reply)) == (None, True)
        told = shop.ask("reorder_advice", lines=lines, event="fair", day=TODAY + timedelta(days=3))
        assert told.offer is not None


def test_one_product_is_offered_beside_the_other_that_was_perhaps_meant(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta", "gupta", NOON)
        values = {"stock": Quantity(0), "supplier_id": supplier.id}
        session.execute(update(Product).where(Product.sku == "maggi-70g").values(values))
    asked = replace(line("maggi-70g"), others=("maggi-280g",))
    outcome = shop.ask("reorder_advice", lines=(asked,))
    assert [choice.id for choice in outcome.reply.choices] == ["yes", "no", "sku:maggi-280g"]
    assert outcome.offer is not None
    assert [one.sku for one in outcome.offer.lines] == ["maggi-70g"]
