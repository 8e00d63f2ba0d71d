"""Every kind of entry can be taken back, once, with all that it did."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from domain.journal.models import Entry
from domain.models import User
from domain.values import Money
from infra.database.session import store_session
from tests.unit.actions.conftest import RAMESH, Shop, keys, line, said

ENTRIES: list[tuple[str, dict[str, Any]]] = [
    ("record_sale", {"lines": (line("maggi-70g", "5"), line("sugar-loose", "2"))}),
    ("record_sale", {"lines": (line("sugar-loose", "2"),), "customer": RAMESH, "credit": True}),
    ("record_purchase", {"lines": (line("maggi-70g", "20", price="13"), line("sugar-loose", "3"))}),
    ("record_sale", {"amount": Money(5400)}),
    ("record_return", {"lines": (line("maggi-70g", "2"), line("sugar-loose", "1"))}),
    ("record_return", {"lines": (line("maggi-70g", "2"),), "customer": RAMESH, "credit": True}),
    ("record_wastage", {"lines": (line("maggi-70g", "2"), line("sugar-loose", "3"))}),
    ("set_stock", {"lines": (line("maggi-70g", "40"),)}),
    ("set_price", {"lines": (line("maggi-70g", price="14"), line("sugar-loose", price="50"))}),
    ("record_credit", {"customer": RAMESH, "amount": Money(250)}),
    ("record_payment", {"customer": RAMESH, "amount": Money(100)}),
]


def standing(shop: Shop) -> tuple[Any, ...]:
    """What the shop has, asks and is owed."""
    products = (shop.product("maggi-70g"), shop.product("sugar-loose"))
    prices = [(product.price, product.cost) for product in products]
    return shop.stock("maggi-70g"), shop.stock("sugar-loose"), prices, shop.balance(RAMESH.key), shop.sold()


@pytest.mark.parametrize(("intent", "what"), ENTRIES, ids=[f"{i}-{intent}" for i, (intent, _) in enumerate(ENTRIES)])
def test_everything_is_as_it_was(shop: Shop, intent: str, what: dict[str, Any]) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money(60))
    before = standing(shop)
    shop.ask(intent, **what)
    assert standing(shop) != before
    reply = shop.ask("undo").reply
    assert standing(shop) == before
    assert reply.key == "undo.done"
    named = f"entry.{intent}"
    if intent == "record_sale":
        named += "_credit" if what.get("credit") else "" if what.get("lines") else "_total"
    assert said(reply)["what"][""] == named


def test_the_reply_names_what_it_was_and_how_things_stand(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("sugar-loose", "2"),), customer=RAMESH, credit=True)
    assert said(shop.ask("undo").reply) == {
        "": "undo.done",
        "what": {
            "": "entry.record_sale_credit",
            "lines": [{"": "line.goods", "quantity": "2 kg", "product": "Sugar", "amount": "92.00"}],
            "total": "92.00",
            "customer": "Ramesh",
        },
        "state": [
            {"": "line.stock", "product": "Sugar", "quantity": "25 kg"},
            {"": "line.balance", "customer": "Ramesh", "balance": "0.00"},
        ],
    }


def test_one_after_the_other_then_nothing_is_left(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"),))
    shop.ask("record_sale", lines=(line("sugar-loose", "2"),))
    assert "Sugar" in str(said(shop.ask("undo").reply))
    assert "Maggi" in str(said(shop.ask("undo").reply))
    assert shop.refuse("undo").key == "undo.nothing"


def test_a_cost_goes_back_to_what_holds(shop: Shop) -> None:
    first = shop.ask("record_purchase", lines=(line("maggi-70g", "20", price="13"),)).entry_id
    shop.ask("record_purchase", lines=(line("maggi-70g", "20", price="14"),))
    assert shop.product("maggi-70g").cost == Money("13.31")
    shop.ask("undo", about_entry_id=first)
    assert shop.product("maggi-70g").cost == Money("13.42"), (
        "as if the first had never been: (36 × 13.10 + 20 × 14) ÷ 56"
    )
    shop.ask("undo")
    assert shop.product("maggi-70g").cost == Money("13.10")


def test_a_second_time_is_refused(shop: Shop) -> None:
    entry = shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    undone = shop.ask("undo", about_entry_id=entry)
    reply = shop.refuse("undo", about_entry_id=entry)
    assert reply.key == "undo.already"
    assert shop.refuse("undo", about_entry_id=undone.entry_id).key == "undo.already"
    assert shop.stock("maggi-70g") == "36"


def test_swiping_back_takes_that_entry_and_no_other(shop: Shop) -> None:
    first = shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    shop.ask("record_sale", lines=(line("sugar-loose", "2"),))
    shop.ask("undo", about_entry_id=first)
    assert (shop.stock("maggi-70g"), shop.stock("sugar-loose")) == ("36", "23")


def test_swiping_back_to_a_corrected_entry_takes_what_stands_in_its_place(shop: Shop) -> None:
    first = shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    shop.ask("correct_last", lines=(line(None, "6"),))
    shop.ask("undo", about_entry_id=first)
    assert (shop.stock("maggi-70g"), shop.sold()) == ("36", ("0.00", 0))


def test_one_person_does_not_undo_anothers_last(shop: Shop) -> None:
    with store_session(shop.id) as session:
        helper = User(store_id=shop.id, phone="+919811100009", name="Raju", role="helper", created_at=shop.now)
        session.add(helper)
        session.flush()
        number = helper.id
    shop.ask("record_sale", lines=(line("maggi-70g", "5"),))
    assert shop.refuse("undo", user_id=number).key == "undo.nothing"
    shop.ask("record_sale", lines=(line("sugar-loose", "2"),), user_id=number)
    shop.ask("undo")
    assert (shop.stock("maggi-70g"), shop.stock("sugar-loose")) == ("36", "23")


def test_an_entry_of_another_store_is_not_there(shop: Shop) -> None:
    from tests.conftest import make_store

    other = Shop(make_store("Other", "+919811100002"))
    entry = other.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    assert shop.refuse("undo", about_entry_id=entry).key == "undo.nothing"
    assert other.stock("maggi-70g") == "31"


def test_the_message_that_wrote_is_kept(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"),), message_id=7)
    shop.ask("undo", message_id=8)
    with store_session(shop.id) as session:
        assert session.scalars(select(Entry.message_id).order_by(Entry.id)).all() == [7, 8]


def test_what_a_reply_names_is_listed(shop: Shop) -> None:
    shop.ask("set_price", lines=(line("maggi-70g", price="14"),))
    assert keys(shop.ask("undo").reply) == {"undo.done", "entry.set_price", "line.price"}
