"""What to order, which price, how much will sell: each with its reason, from the data."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from actions.contract import Named
from actions.demand_forecast import add_up
from analytics.forecasting.explain import Reasons, to_detail
from domain.insights import store as insights
from domain.insights.contract import Forecast
from domain.local_events import store as local_events
from domain.local_events.contract import Spell
from domain.models import Batch, Product, Store, SupplierOrder, SupplierOrderLine
from domain.stores import store as stores
from domain.suppliers import store as suppliers
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests import forecasts
from tests.unit.actions.conftest import NOON, Shop, keys, line, said

TODAY = date(2026, 11, 22)


def foresee(shop: Shop, daily: dict[str, tuple[str, str, str]], days: int = 28) -> None:
    """Write a forecast of so much a day (p10, p50, p90), from today on."""
    figures = {
        shop.product(sku).id: (float(low), float(middle), float(high), float(middle))
        for sku, (low, middle, high) in daily.items()
    }
    with store_session(shop.id) as session:
        forecasts.foresee(session, shop.id, figures, TODAY, NOON, days=days)


def change(shop: Shop, sku: str, **columns: Any) -> None:
    """Set columns of a product."""
    with store_session(shop.id) as session:
        session.execute(update(Product).where(Product.sku == sku).values(**columns))


def test_what_to_order_with_the_reason(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10"), "soap-lux-100g": ("0", "0.1", "1")})
    change(shop, "maggi-70g", stock=Quantity(5), order_pack=Quantity(12))
    reply = shop.ask("reorder_advice").reply
    assert reply.key == "reorder_advice.list"
    first = said(reply)["lines"][0]
    assert (first["product"], first["daily"], first["stock"], first["days"]) == (
        "Maggi Noodles 70 g",
        "8 pc",
        "5 pc",
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
    assert Money(one["cost"]) == Money("13.10") * Decimal(one["order"].split()[0])


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
    assert shop.ask("reorder_advice").reply.key == "reorder_advice.none"
    none = shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply
    assert said(none) == {
        "": "reorder_advice.no_sales",
        "product": "Maggi Noodles 70 g",
        "stock": "36 pc",
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


def test_a_festival_is_said_once(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).values(daily_sales=Quantity(5), stock=Quantity(1)))
    shop.now = NOON.replace(month=12, day=20)
    lines = said(shop.ask("reorder_advice").reply)["lines"]
    assert [reason["festival"] for each in lines for reason in each["reasons"]] == ["Christmas"]


def test_a_price_to_raise_is_offered_and_a_yes_sets_it(shop: Shop) -> None:
    change(shop, "sugar-loose", price=Money(43))
    outcome = shop.ask("price_advice", lines=(line("sugar-loose"),))
    reply = said(outcome.reply)
    assert (reply[""], reply["current"], reply["reason"][""]) == (
        "price_advice.change",
        "43.00",
        "price_reason.raise_to_margin",
    )
    assert Money(43) < Money(reply["price"]) < Money("47.31")
    assert reply["reason"]["target_margin"] == 20
    assert [each["name"][""] for each in reply["scenarios"]] == ["scenario.conservative", "scenario.moderate"]
    # The bold price is the middle one here: a step is a tenth at most.
    assert len({each["price"] for each in reply["scenarios"]}) == 2
    assert [choice.id for choice in outcome.reply.choices] == ["yes", "no"]
    assert outcome.offer is not None
    shop.run(outcome.offer)
    assert shop.product("sugar-loose").price == Money(reply["price"])


def test_at_mrp_it_stays(shop: Shop) -> None:
    outcome = shop.ask("price_advice", lines=(line("maggi-70g"),))
    assert said(outcome.reply) == {
        "": "price_advice.keep",
        "product": "Maggi Noodles 70 g",
        "price": "15.00",
        "margin": 13,
        "reason": {"": "price_reason.at_mrp", "mrp": "15.00"},
        "notes": [],
    }
    assert outcome.offer is None


def test_above_mrp_it_comes_down(shop: Shop) -> None:
    change(shop, "soap-lux-100g", price=Money(38))
    reply = said(shop.ask("price_advice", lines=(line("soap-lux-100g"),), channel="sms").reply)
    assert (reply["price"], reply["reason"]) == ("36.00", {"": "price_reason.lower_to_mrp", "mrp": "36.00"})
    assert (reply["notes"], reply["scenarios"]) == ([{"": "note.mrp", "mrp": "36.00"}], [])


def test_every_reason_has_its_facts(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Store).values(target_margin=Decimal("0.05")))
    change(shop, "sugar-loose", price=Money(60))
    assert keys(shop.ask("price_advice", lines=(line("sugar-loose"),)).reply) >= {"price_reason.keep"}
    change(shop, "sugar-loose", daily_sales=Quantity("0.1"), stock=Quantity(90))
    assert keys(shop.ask("price_advice", lines=(line("sugar-loose"),)).reply) >= {"price_reason.lower_to_sell"}


def test_several_prices_are_a_list(shop: Shop) -> None:
    change(shop, "sugar-loose", price=Money(43))
    reply = shop.ask("price_advice", lines=(line("maggi-70g"), line("sugar-loose"), line(None, text="oreo"))).reply
    assert keys(reply) == {"price_advice.list", "price_advice.line", "price_advice.line_keep", "note.not_found"}
    assert shop.refuse("price_advice").key == "refused.no_product"


def test_tomorrow_by_its_range(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5.2", "8", "11.1"), "milk-loose": ("7.66", "9.41", "12")})
    reply = shop.ask("demand_forecast", lines=(line("maggi-70g"), line("milk-loose"))).reply
    assert said(reply) == {
        "": "demand_forecast.done",
        "period": {"": "period.tomorrow"},
        "lines": [
            {
                "": "demand_forecast.line",
                "product": "Maggi Noodles 70 g",
                "expected": "8 pc",
                "low": "5 pc",
                "high": "12 pc",
            },
            {"": "demand_forecast.line", "product": "Fresh milk", "expected": "9.4 l", "low": "7.7 l", "high": "12 l"},
        ],
        "notes": [],
    }


def test_too_little_stock_for_it_is_said(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    week = shop.ask("demand_forecast", lines=(line("maggi-70g"),), period="7d").reply
    assert said(week)["notes"] == [{"": "note.not_enough", "product": "Maggi Noodles 70 g", "stock": "36 pc"}]
    assert shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply.params["notes"] == ()


def test_a_period_that_was_not_forecast_to_its_end_is_called_what_it_is(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")}, days=4)
    reply = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),), period="7d").reply)
    assert (reply["period"], reply["lines"][0]["expected"]) == ({"": "period.next_days", "days": 3}, "24 pc")


def test_of_nothing_in_particular_what_brings_most(shop: Shop) -> None:
    assert shop.ask("demand_forecast").reply.key == "demand_forecast.none_at_all"
    foresee(shop, dict.fromkeys(("maggi-70g", "coke-750ml", "sugar-loose"), ("1", "2", "3")))
    lines = said(shop.ask("demand_forecast").reply)["lines"]
    assert [each["product"] for each in lines] == ["Maggi Noodles 70 g", "Sugar", "Coca-Cola 750 ml"]


def test_without_a_forecast_nothing_is_invented(shop: Shop) -> None:
    assert said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply) == {
        "": "demand_forecast.none",
        "products": ["Maggi Noodles 70 g"],
    }


@pytest.mark.parametrize(
    ("days", "mean", "low", "high"),
    [
        # 4 days of 8 (5..11): the spread is twice that of one.
        (4 * [("5", "8", "11", "8")], "32", "26", "38"),
        # Sells once in a while: the median day is nothing.
        (4 * [("0", "0", "1", "0.8")], "3.2", "0", "3.2"),
        ([("3", "4", "6", "4.2")], "4.2", "3", "6"),
    ],
)
def test_days_add_up(days: list[tuple[str, str, str, str]], mean: str, low: str, high: str) -> None:
    rows = [Forecast(1, TODAY, *(Decimal(figure) for figure in figures), "test", NOON) for figures in days]
    total = add_up(rows)
    assert (total.mean, total.low, total.high) == (Decimal(mean), Decimal(low), Decimal(high))


def explain(shop: Shop, sku: str, why: Reasons) -> None:
    """Write why a product's forecast is what it is, as a night does."""
    with store_session(shop.id) as session:
        insights.put_advice(session, shop.id, "demand", {shop.product(sku).id: to_detail(why)}, NOON)


def test_a_forecast_says_why_by_the_models_own_account(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    why = Reasons(8.0, busy_day=date(2026, 11, 29), busy_daily=14.2, trend="rising", payday=True)
    explain(shop, "maggi-70g", why)
    [note] = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"]
    # The two that count most.
    assert note == {
        "": "note.because",
        "lines": [{"": "reason.busy_day", "daily": "14 pc", "day": date(2026, 11, 29)}, {"": "reason.payday"}],
    }


def test_an_order_says_the_products_own_reason(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("6", "8", "10")})
    change(shop, "maggi-70g", stock=Quantity(5))
    explain(shop, "maggi-70g", Reasons(8.0, festival="Diwali", festival_day=date(2026, 11, 27), trend="falling"))
    shown = said(shop.ask("reorder_advice", lines=(line("maggi-70g"),)).reply)
    shown = shown.get("advice", shown)
    assert shown["reasons"] == [{"": "reason.festival", "festival": "Diwali", "days": 5}, {"": "reason.falling"}]


def tell(shop: Shop, kind: str, begin: int, days: int = 1) -> None:
    with store_session(shop.id) as session:
        first = TODAY + timedelta(days=begin)
        spell = Spell(kind, first, first + timedelta(days=days - 1))
        owner = stores.members(session, shop.id)[0].id
        local_events.tell(session, shop.id, spell, key=f"{kind} {begin}", user_id=owner, today=TODAY, now=NOON)


def event(kind: str, begin: int) -> dict[str, object]:
    return {"": "reason.local_event", "event": {"": f"local_event.{kind}"}, "day": TODAY + timedelta(days=begin)}


def test_a_forecast_names_the_event_on_its_days_and_no_other(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    explain(shop, "maggi-70g", Reasons(8.0, trend="rising"))
    tell(shop, "fair", -1, 3)
    tell(shop, "shop_closed", 9)
    [note] = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"]
    assert note["lines"] == [event("fair", 1), {"": "reason.rising"}], "of tomorrow, unless said"


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


def test_figures_that_missed_a_night_say_their_day(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("0", "8", "11")})
    shop.now += timedelta(hours=30)
    assert keys(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply).isdisjoint({"note.figures_old"})
    shop.now += timedelta(hours=10)
    [note] = [
        one
        for one in said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"]
        if one[""] == "note.figures_old"
    ]
    assert note["date"] == TODAY
