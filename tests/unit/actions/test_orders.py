"""Orders to suppliers, from the order to what came of it; other shops' prices, licences, alerts, suggestions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from actions.contract import Document, Named, Outcome
from domain.models import CompetitorPrice, Feedback, Product, Supplier, SupplierOrder
from domain.suppliers import store as suppliers
from domain.values import Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, Shop, check_reply, line, said
from tests.unit.actions.test_people import asked

GUPTA = Named("Gupta", "gupta")
SHAH = Named("Shah Agency", "sah ajensi")


@pytest.fixture
def gupta(shop: Shop) -> int:
    """Gupta Traders, who delivers Maggi and has a number."""
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta Traders", "gupta trtrs", NOON)
        supplier.phone = "+919811100009"
        session.execute(update(Product).where(Product.sku == "maggi-70g").values(supplier_id=supplier.id))
        return supplier.id


def supplier(shop: Shop, number: int) -> Supplier:
    with store_session(shop.id) as session:
        return session.get_one(Supplier, number)


def statuses(shop: Shop) -> list[tuple[int, str]]:
    with store_session(shop.id) as session:
        rows = session.scalars(select(SupplierOrder).order_by(SupplierOrder.number))
        return [(row.number, row.status) for row in rows]


def on_order(shop: Shop, sku: str) -> str:
    with store_session(shop.id) as session:
        return str(suppliers.on_order(session, shop.id).get(shop.product(sku).id, Quantity(0)))


def order(shop: Shop, *lines: tuple[str, str]) -> Outcome:
    return shop.ask("create_order", lines=tuple(line(sku, quantity) for sku, quantity in lines), supplier=GUPTA)


def sent_on(shop: Shop, written: Outcome, phone: str | None) -> Outcome:
    """What comes of the number that the reply to an order asked for."""
    assert written.offer is not None
    outcome = shop.run(replace(written.offer, now=shop.now, told={} if phone is None else {"phone": phone}))
    assert isinstance(outcome, Outcome)
    return outcome


def test_an_order_is_numbered_told_and_on_order_until_it_came(shop: Shop, gupta: int) -> None:
    outcome = order(shop, ("maggi-70g", "24"), ("soap-lux-100g", "12"))
    [notice] = outcome.messages
    check_reply(notice.reply)
    assert (notice.to, notice.id, said(notice.reply)["number"]) == ("supplier", gupta, 1)
    assert said(outcome.reply)["lines"][0]["cost"] == "695.00"
    assert (on_order(shop, "maggi-70g"), on_order(shop, "soap-lux-100g")) == ("24", "12")

    shop.now += timedelta(days=4)
    part = shop.ask("record_purchase", lines=(line("maggi-70g", "24"), line("soap-lux-100g", "5")), supplier=GUPTA)
    check_reply(part.reply)
    assert {note[""] for note in said(part.reply)["notes"]} >= {"note.order_open"}
    assert (statuses(shop), on_order(shop, "soap-lux-100g")) == ([(1, "sent")], "7")
    assert supplier(shop, gupta).lead_time_days == 3, "between 2 as stated and 4 as it was"
    rest = shop.ask("record_purchase", lines=(line("soap-lux-100g", "7"),))
    assert {"": "note.order_complete", "number": 1} in said(rest.reply)["notes"]
    assert statuses(shop) == [(1, "received")]


def test_undoing_a_purchase_opens_the_order_again_and_forgets_what_it_taught(shop: Shop, gupta: int) -> None:
    order(shop, ("maggi-70g", "24"))
    shop.now += timedelta(days=6)
    shop.ask("record_purchase", lines=(line("maggi-70g", "30"),))
    assert (statuses(shop), supplier(shop, gupta).lead_time_days) == ([(1, "received")], 4)
    shop.ask("undo")
    assert (statuses(shop), on_order(shop, "maggi-70g")) == ([(1, "sent")], "24")
    assert supplier(shop, gupta).lead_time_days == 2
    # Corrected, it counts as what it is now.
    shop.ask("record_purchase", lines=(line("maggi-70g", "30"),))
    shop.ask("correct_last", lines=(line("maggi-70g", "10"),))
    assert (statuses(shop), on_order(shop, "maggi-70g")) == ([(1, "sent")], "14")


def test_an_undone_order_is_called_off(shop: Shop, gupta: int) -> None:
    order(shop, ("maggi-70g", "24"))
    undone = shop.ask("undo")
    assert (statuses(shop), on_order(shop, "maggi-70g")) == ([(1, "cancelled")], "0")
    assert [notice.reply.key for notice in undone.messages] == ["to_supplier.cancelled"]
    order(shop, ("maggi-70g", "12"))
    assert statuses(shop) == [(1, "cancelled"), (2, "sent")]


def test_an_order_to_a_name_nobody_knows_is_asked_about(shop: Shop, gupta: int) -> None:
    wanted, shah = (line("maggi-70g", "24"),), Named("Shah", "sah")
    ask = asked(shop, "create_order", lines=wanted, supplier=shah)
    assert [choice.id for choice in ask.reply.choices] == [str(gupta), "new"]
    known = shop.ask("create_order", lines=wanted, supplier=shah, told={"supplier": str(gupta)})
    assert [notice.id for notice in known.messages] == [gupta]
    shop.ask("create_order", lines=wanted, supplier=shah, told={"supplier": "new", "phone": "+919811100008"})
    assert said(shop.refuse("correct_last", lines=(line(None, "12"),)))[""] == "correct_last.unclear"


def test_without_a_number_the_order_is_a_paper_to_forward(shop: Shop) -> None:
    wanted = (line("maggi-70g", "24"),)
    ask = asked(shop, "create_order", lines=wanted)
    assert (ask.reply.key, ask.shape) == ("create_order.ask_supplier", "name")
    told = {"supplier": "Shah Agency", "supplier_key": "sah ajensi"}
    outcome = shop.ask("create_order", lines=wanted, told=told)
    check_reply(outcome.reply)
    [paper] = outcome.reply.attachments
    assert isinstance(paper, Document)
    assert (paper.format, outcome.messages, statuses(shop)) == ("pdf", (), [(1, "sent")])
    assert said(outcome.reply)["notes"] == [{"": "create_order.ask_phone", "supplier": "Shah Agency"}]
    assert [choice.id for choice in outcome.reply.choices] == ["none", "undo"]
    kept = sent_on(shop, outcome, "none")
    assert (kept.reply.key, kept.messages, statuses(shop)) == ("send_order.kept", (), [(1, "sent")])
    # Asked once: the next order is forwarded without a word of it.
    again = shop.ask("create_order", lines=wanted, supplier=SHAH)
    assert (len(again.reply.attachments), again.offer) == (1, None)
    assert said(again.reply)["notes"] == [{"": "note.order_forward", "supplier": "Shah Agency"}]


def test_an_order_that_is_written_goes_to_the_number_that_is_told(shop: Shop, gupta: int) -> None:
    with store_session(shop.id) as session:
        session.get_one(Supplier, gupta).phone = None
    written = order(shop, ("maggi-70g", "24"))
    assert (written.messages, statuses(shop)) == ((), [(1, "sent")])
    later = sent_on(shop, written, "later")
    assert (later.reply.key, supplier(shop, gupta).phone) == ("send_order.kept", None)
    asked_again = sent_on(shop, written, None)
    assert (asked_again.reply.key, asked_again.offer is None) == ("create_order.ask_phone", False)
    outcome = sent_on(shop, written, "+919811100009")
    [notice] = outcome.messages
    check_reply(notice.reply)
    check_reply(outcome.reply)
    assert (notice.to, notice.id, said(notice.reply)["number"]) == ("supplier", gupta, 1)
    assert (said(outcome.reply)["phone"], supplier(shop, gupta).phone) == ("+919811100009", "+919811100009")
    assert order(shop, ("maggi-70g", "24")).offer is None, "known from now on"


def test_an_order_that_was_taken_back_is_sent_to_nobody(shop: Shop, gupta: int) -> None:
    with store_session(shop.id) as session:
        session.get_one(Supplier, gupta).phone = None
    written = order(shop, ("maggi-70g", "24"))
    shop.ask("undo")
    late = sent_on(shop, written, "+919811100009")
    assert (late.reply.key, late.messages, supplier(shop, gupta).phone) == ("order_status.none", (), None)


def test_an_order_to_several_names_them_in_one_sentence(shop: Shop, gupta: int) -> None:
    def notes(*skus: str) -> list[dict[str, object]]:
        outcome = shop.ask("create_order", lines=tuple(line(sku, "12") for sku in skus))
        check_reply(outcome.reply)
        return list(said(outcome.reply)["notes"])

    others = {"soap-lux-100g": "Anand Dairy", "coke-750ml": "Beta Agency", "sugar-loose": "Mandi"}
    with store_session(shop.id) as session:
        for sku, name in others.items():
            one = suppliers.get_or_add(session, shop.id, name, name.lower(), NOON)
            one.phone = "+919811100008" if name == "Mandi" else ""
            session.execute(update(Product).where(Product.sku == sku).values(supplier_id=one.id))
    sent = {"": "note.order_sent", "supplier": "Gupta Traders"}
    forward = {"": "note.order_forward_many", "suppliers": ["Anand Dairy", "Beta Agency"]}
    assert notes("maggi-70g", "soap-lux-100g", "coke-750ml") == [sent, forward]
    both = {"": "note.order_sent_many", "suppliers": ["Gupta Traders", "Mandi"]}
    assert notes("maggi-70g", "sugar-loose", "coke-750ml") == [
        both,
        {"": "note.order_forward", "supplier": "Beta Agency"},
    ]


def test_a_yes_to_advice_orders_it(shop: Shop, gupta: int) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1)))
    advice = shop.ask("reorder_advice")
    assert (advice.reply.key, said(advice.reply)["suppliers"]) == ("reorder_advice.offer_part", ["Gupta Traders"])
    assert said(advice.reply)["products"] == ["Maggi Noodles 70 g"]
    assert advice.offer is not None
    assert [one.sku for one in advice.offer.lines] == ["maggi-70g"], "what has no supplier is only said"
    shop.run(replace(advice.offer, now=shop.now))
    assert on_order(shop, "maggi-70g") == str(advice.offer.lines[0].quantity)


@pytest.mark.parametrize("keeps", [1, 2, None])
def test_what_was_ordered_is_not_advised_again(shop: Shop, gupta: int, keeps: int | None) -> None:
    # What keeps a day is ordered for the day after it comes: taken for coming sooner, it would be ordered again and again.
    with store_session(shop.id) as session:
        session.execute(update(Product).values(stock=Quantity(500)))
        maggi = update(Product).where(Product.sku == "maggi-70g")
        session.execute(maggi.values(daily_sales=Quantity(24), stock=Quantity(0), shelf_life_days=keeps))
    advice = shop.ask("reorder_advice", lines=(line("maggi-70g"),))
    assert advice.offer is not None
    assert advice.offer.lines[0].quantity
    shop.run(replace(advice.offer, now=shop.now))
    again = shop.ask("reorder_advice", lines=(line("maggi-70g"),))
    assert again.offer is None


def test_another_shops_price_is_kept_compared_and_taken_back(shop: Shop) -> None:
    reply = shop.ask("competitor_price", lines=(line("maggi-70g", price="13"),), shop="Sharma store").reply
    assert said(reply)["lines"] == [
        {
            "": "competitor_price.dearer",
            "product": "Maggi Noodles 70 g",
            "theirs": "13.00",
            "ours": "15.00",
            "difference": "2.00",
        }
    ]
    seen = {"": "note.competitor", "shop": "Sharma store", "price": "13.00"}
    assert seen in said(shop.ask("price_advice", lines=(line("maggi-70g"),)).reply)["notes"]
    shop.ask("correct_last", lines=(line(None, price="16"),))
    assert {**seen, "price": "16.00"} in said(shop.ask("price_advice", lines=(line("maggi-70g"),)).reply)["notes"]
    shop.ask("undo")
    assert "note.competitor" not in str(said(shop.ask("price_advice", lines=(line("maggi-70g"),)).reply))
    assert shop.refuse("competitor_price", lines=(line("maggi-70g"),)).key == "refused.no_price"
    with store_session(shop.id) as session:
        assert len(session.scalars(select(CompetitorPrice)).all()) == 2


def test_a_licence_is_noted_asked_for_its_day_and_taken_back(shop: Shop) -> None:
    assert asked(shop, "licence_reminder", licence="FSSAI").shape == "date"
    noted = shop.ask("licence_reminder", licence="FSSAI", told={"date": "2027-03-31"}).reply
    assert said(noted) == {"": "licence_reminder.done", "licence": "FSSAI", "date": date(2027, 3, 31)}
    assert shop.ask("licence_reminder", date=date(2026, 11, 1)).reply.key == "licence_reminder.lapsed"
    undone = shop.ask("undo").reply
    assert said(undone)["what"] == {"": "entry.licence_reminder", "licence": "", "date": date(2026, 11, 1)}
    check_reply(undone)


def test_alerts_are_switched_by_kind_and_all_together(shop: Shop) -> None:
    assert shop.ask("set_alerts").reply.key == "set_alerts.now"
    shop.ask("set_alerts", alert="low_stock", on=False)
    assert shop.row().muted_alerts == ["low_stock"]
    shop.ask("set_alerts", on=False)
    assert shop.row().muted_alerts == ["credit_overdue", "expiring", "licence", "low_stock", "summary"]
    assert shop.ask("set_alerts", alert="overstock", on=True).reply.key == "set_alerts.unknown"
    shop.ask("set_alerts", on=True)
    assert shop.row().muted_alerts == []


def test_the_owner_chooses_when_the_summary_comes(shop: Shop) -> None:
    shop.ask("set_alerts", alert="summary", on=False)
    reply = said(shop.ask("set_alerts", alert="summary", start=time(20, 30)).reply)
    assert (shop.row().summary_at, shop.row().muted_alerts) == (time(20, 30), [])
    assert reply["lines"][-1] == {"": "set_alerts.line_on", "kind": {"": "alert_kind.summary", "time": time(20, 30)}}
    # A time with an off is no wish for one at that time.
    shop.ask("set_alerts", alert="summary", on=False, start=time(22))
    assert (shop.row().summary_at, shop.row().muted_alerts) == (time(20, 30), ["summary"])


def test_feedback_is_kept(shop: Shop) -> None:
    assert shop.ask("feedback", message_id=7).reply.key == "feedback.done"
    with store_session(shop.id) as session:
        assert [row.message_id for row in session.scalars(select(Feedback))] == [7]


def test_what_sells_together_and_what_is_not_stocked(shop: Shop) -> None:
    for _ in range(6):
        shop.ask("record_sale", lines=(line("sugar-loose", "1"), line("milk-loose", "1")))
    for _ in range(30):
        shop.ask("record_sale", lines=(line("maggi-70g", "1"),))
    shop.ask("record_sale", lines=(line("sugar-loose", "1"), line("milk-loose", "1")))
    shop.ask("undo")
    found = said(shop.ask("product_suggestions").reply)
    assert [(one["product"], one["other"], one["count"]) for one in found["together"]] == [("Sugar", "Fresh milk", 6)]
    assert found["missing"]
    assert "Sugar" not in found["missing"]
    of_milk = said(shop.ask("product_suggestions", lines=(line("milk-loose"),)).reply)
    assert (of_milk["missing"], [one["other"] for one in of_milk["together"]]) == ([], ["Sugar"])
    assert shop.ask("product_suggestions", lines=(line("soap-lux-100g"),)).reply.key == "product_suggestions.none"


def test_suppliers_are_compared_by_what_they_last_charged(shop: Shop, gupta: int) -> None:
    shah = Named("Shah Agency", "sah ajensi")

    def notes() -> list[dict[str, object]]:
        reply = shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply
        advice = reply.params.get("advice", reply)
        return [note for note in said(advice)["notes"] if note[""] == "note.supplier_costs"]

    for who, cost in ((GUPTA, "13.50"), (GUPTA, "13.20")):
        shop.ask("record_purchase", lines=(line("maggi-70g", "12", price=cost),), supplier=who)
    assert notes() == [], "one supplier is no comparison"
    shop.ask("record_purchase", lines=(line("maggi-70g", "12", price="12.90"),), supplier=shah)
    [found] = notes()
    assert [(one["product"], one["price"]) for one in found["lines"]] == [  # type: ignore[attr-defined]
        ("Shah Agency", "12.90"),
        ("Gupta Traders", "13.20"),
    ]
    shop.ask("undo")
    assert notes() == []


def test_an_order_that_names_nothing_offers_the_last_one_again(shop: Shop, gupta: int) -> None:
    order(shop, ("maggi-70g", "24"), ("soap-lux-100g", "12"))
    shop.now += timedelta(days=3)
    for said_supplier in (GUPTA, None):
        outcome = shop.ask("create_order", supplier=said_supplier)
        assert (outcome.reply.key, said(outcome.reply)["cost"]) == ("create_order.offer_last", "695.00")
        assert [one.id for one in outcome.reply.choices] == ["yes", "no"]
        assert statuses(shop) == [(1, "sent")], "nothing is ordered unseen"
    assert outcome.offer is not None
    again = shop.run(outcome.offer)
    assert again.reply.key == "create_order.done"
    assert (on_order(shop, "maggi-70g"), on_order(shop, "soap-lux-100g")) == ("48", "24")
    assert statuses(shop) == [(1, "sent"), (2, "sent")]


def test_goods_without_a_quantity_are_offered_as_they_were_ordered_last(shop: Shop, gupta: int) -> None:
    order(shop, ("maggi-70g", "24"), ("soap-lux-100g", "12"))
    order(shop, ("soap-lux-100g", "6"))
    for goods, quantity in (("maggi-70g", "24"), ("soap-lux-100g", "6")):
        outcome = shop.ask("create_order", supplier=GUPTA, lines=(line(goods),))
        assert outcome.reply.key == "create_order.offer_last"
        assert outcome.offer is not None
        assert [(one.sku, str(one.quantity)) for one in outcome.offer.lines] == [(goods, quantity)]
    both = shop.ask("create_order", lines=(line("soap-lux-100g"), line("maggi-70g"))).offer
    assert both is not None
    assert {(one.sku, str(one.quantity)) for one in both.lines} == {("maggi-70g", "24"), ("soap-lux-100g", "12")}
    assert len(statuses(shop)) == 2, "nothing is ordered unseen"
    never = asked(shop, "create_order", lines=(line("coke-750ml"),))
    assert (never.reply.key, never.shape) == ("refused.no_quantity", "quantity")


def test_without_a_last_order_it_says_what_is_needed(shop: Shop, gupta: int) -> None:
    assert shop.ask("create_order", supplier=GUPTA).reply.key.startswith("reorder_advice.")
