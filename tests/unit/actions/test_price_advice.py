"""Which price to charge, with its reason."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import update

from domain.models import Store
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import Shop, keys, line, said
from tests.unit.actions.nights import change


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


def test_where_too_little_was_sold_no_volume_is_told(shop: Shop) -> None:
    change(shop, "sugar-loose", price=Money(43), daily_sales=Quantity(0), stock=Quantity(0))
    reply = said(shop.ask("price_advice", lines=(line("sugar-loose"),)).reply)
    assert {str(each["daily"]) for each in reply["scenarios"]} == {"[]"}
