"""One owner, two shops: switching, goods that go from one to the other, totals over both."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import select

from actions.contract import Ask, Refused
from actions.stores import EVERY_STORE, switch_store
from domain.catalogue import store as catalogue
from domain.models import Entry, Product, ProductAlias, StockMovement, Store, User
from domain.privacy import store as privacy
from domain.stores import store as stores
from domain.values import Money, Quantity
from infra.database.session import desk_session, store_session
from tests.conftest import make_store
from tests.unit.actions.conftest import RAMESH, Shop, check_reply, line, said

OWNER = "+919811100001"


@pytest.fixture
def other(shop: Shop) -> Shop:
    """The owner's second shop, at Station Road."""
    with desk_session() as session:
        session.get_one(Store, shop.id).place = "Main Road"
    second = Shop(make_store("Asha Stores", OWNER))
    with desk_session() as session:
        session.get_one(Store, second.id).place = "Station Road"
    return second


@pytest.fixture
def foreign(shop: Shop) -> Shop:
    return Shop(make_store("Sharma Store", "+919811100002"))


def entries(shop: Shop) -> list[Entry]:
    with store_session(shop.id) as session:
        return list(session.scalars(select(Entry).order_by(Entry.id)))


def test_the_other_of_two_is_meant_when_none_is_named(shop: Shop, other: Shop, foreign: Shop) -> None:
    outcome = shop.ask("switch_store")
    assert outcome.state == {"store": (other.id, other.user_id)}
    assert said(outcome.reply) == {"": "switch_store.done", "shop": "Asha Stores, Station Road"}


@pytest.mark.parametrize("name", ["Station Road", "station", "STATION ROAD"])
def test_a_store_is_found_by_its_place(shop: Shop, other: Shop, name: str) -> None:
    assert shop.ask("switch_store", shop=name).state == {"store": (other.id, other.user_id)}


def test_what_is_not_clear_is_asked_with_the_own_stores_and_no_other(shop: Shop, other: Shop, foreign: Shop) -> None:
    for name in ("Asha Stores", "Sharma Store", f"store:{foreign.id}"):
        outcome = shop.ask("switch_store", shop=name)
        assert outcome.state == {}
        assert [choice.id for choice in outcome.reply.choices] == [f"store:{shop.id}", f"store:{other.id}"]
    assert shop.ask("switch_store", shop=f"store:{other.id}").state == {"store": (other.id, other.user_id)}


def test_who_has_one_shop_is_offered_another_and_nothing_opens_before_a_yes(shop: Shop, foreign: Shop) -> None:
    for asked, key in (
        ({}, "open_store.ask_place"),
        ({"shop": "Sharma Store"}, "open_store.offer"),
        ({"told": {"place": "Station Road"}}, "open_store.offer"),
    ):
        with store_session(shop.id) as session, pytest.raises(Ask) as ask:
            switch_store(session, shop.request("switch_store", **asked))
        check_reply(ask.value.reply)
        assert ask.value.reply.key == key
    assert shop.refuse("switch_store", shop="Station Road", role="helper").key == "refused.owner_only"
    with desk_session() as session:
        assert len(stores.list_ids(session)) == 2


def test_another_shop_has_the_goods_and_settings_of_the_first_and_nothing_on_its_shelf(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.add(ProductAlias(store_id=shop.id, product_id=shop.product("maggi-70g").id, alias="magi chhota"))
        row = session.get_one(Store, shop.id)
        row.quiet_start, row.upi_id, row.muted_alerts = time(20), "asha@okaxis", ["low_stock"]
        session.get_one(User, shop.user_id).language = "ta"
        agreed = {"notice": "onboarding 2026-11", "language": "ta-Taml", "channel": "sms", "agreed_at": shop.now}
        privacy.keep_consent(session, store_id=shop.id, user_id=shop.user_id, **agreed)
    shop.ask("record_sale", lines=(line("maggi-70g", "2"),), customer=RAMESH, credit=True)
    outcome = shop.ask("switch_store", shop="Station  Road", told={"open": "yes"})
    assert said(outcome.reply) == {"": "open_store.done", "shop": "Asha Stores, Station Road"}
    number, user = outcome.state["store"]
    second = Shop(number)
    assert (second.user_id, second.user().role, second.user().language) == (user, "owner", "ta")
    copied = second.row()
    assert (copied.place, copied.quiet_start, copied.upi_id, copied.muted_alerts) == (
        "Station Road",
        time(20),
        "asha@okaxis",
        ["low_stock"],
    )
    maggi = second.product("maggi-70g")
    assert (maggi.price, maggi.cost, maggi.stock) == (Money(15), Money("13.10"), Quantity(0))
    with store_session(number) as session:
        assert session.scalars(select(ProductAlias.alias)).all() == ["magi chhota"]
        assert [each.language for each in privacy.consents(session, number)] == ["ta-Taml"]
        assert len(session.scalars(select(Product)).all()) == 7
    # Neither sees the other's books, and each keeps its own.
    second.ask("record_sale", lines=(line("maggi-70g", "1"),))
    assert (shop.sold(), second.sold()) == (("30.00", 1), ("15.00", 1))
    assert second.balance("rames") is None
    assert shop.ask("switch_store").state == {"store": (number, user)}


def test_a_third_shop_is_opened_when_a_new_one_is_wished_for(shop: Shop, other: Shop) -> None:
    with store_session(shop.id) as session, pytest.raises(Ask) as ask:
        switch_store(session, shop.request("switch_store", told={"new": "yes"}))
    assert ask.value.reply.key == "open_store.ask_place"
    opened = shop.ask("switch_store", told={"new": "yes", "place": "Gandhi Chowk", "open": "yes"})
    assert said(opened.reply)["shop"] == "Asha Stores, Gandhi Chowk"
    # One that is there already is gone to.
    again = shop.ask("switch_store", told={"new": "yes", "place": "Station Road"})
    assert again.state == {"store": (other.id, other.user_id)}


def test_goods_go_from_one_shop_to_the_other_and_come_back_as_one(shop: Shop, other: Shop) -> None:
    outcome = shop.ask("transfer_stock", lines=(line("maggi-70g", "10"),), shop="Station Road")
    assert (shop.stock("maggi-70g"), other.stock("maggi-70g")) == ("26", "46")
    assert said(outcome.reply)["shop"] == "Asha Stores, Station Road"
    assert [len(entries(one)) for one in (shop, other)] == [1, 1]
    with store_session(other.id) as session:
        assert session.scalars(select(StockMovement.quantity).where(StockMovement.kind == "transfer")).all() == [
            Quantity(10)
        ]
    shop.ask("undo")
    assert (shop.stock("maggi-70g"), other.stock("maggi-70g")) == ("36", "36")
    assert [len(entries(one)) for one in (shop, other)] == [2, 2]
    assert shop.ask("check_stock", lines=(line("maggi-70g"),)).reply.key == "check_stock.done"


def test_what_nobody_counted_goes_without_a_word_of_what_is_left(shop: Shop, other: Shop) -> None:
    with store_session(shop.id) as session:
        columns = {"unit": "kg", "mrp": None, "price": Money(60), "cost": Money(50), "created_at": shop.now}
        catalogue.add(session, shop.id, sku="gur", name="Jaggery (gur)", **columns)
    sent = said(shop.ask("transfer_stock", lines=(line("gur", "10"),), shop="Station Road").reply)
    assert (sent["left"], sent["notes"]) == ([], [])
    again = said(shop.ask("transfer_stock", lines=(line("gur", "1"),), shop="Station Road").reply)
    assert again["left"] == [], "what was sent has not come in"


def test_where_they_went_it_is_not_the_last_entry(shop: Shop, other: Shop) -> None:
    shop.ask("transfer_stock", lines=(line("maggi-70g", "10"),))
    assert other.refuse("undo").key == "undo.nothing"


def test_a_product_that_the_other_shop_lacks_is_taken_in(shop: Shop, other: Shop) -> None:
    with store_session(other.id) as session:
        session.scalars(select(Product).where(Product.sku == "soap-lux-100g")).one().sku = "old-soap"
        session.scalars(select(Product).where(Product.sku == "old-soap")).one().name = "Old soap"
    shop.ask("transfer_stock", lines=(line("soap-lux-100g", "20"),))
    assert (shop.stock("soap-lux-100g"), other.stock("lux-soap-100-g")) == ("-8", "20")
    assert other.product("lux-soap-100-g").price == Money(36)


def test_goods_never_go_to_anothers_shop(shop: Shop, other: Shop, foreign: Shop) -> None:
    goods = (line("maggi-70g", "10"),)
    assert shop.refuse("transfer_stock", lines=goods, shop="Sharma Store").key == "transfer_stock.where"
    assert shop.refuse("transfer_stock", lines=goods, shop=f"store:{foreign.id}").key == "transfer_stock.where"
    assert shop.refuse("transfer_stock", lines=goods, role="helper").key == "refused.owner_only"


def test_nor_to_a_shop_where_one_only_helps(shop: Shop, foreign: Shop) -> None:
    with store_session(foreign.id) as session:
        stores.add_member(session, foreign.id, OWNER, "Asha", "helper", shop.now)
    with pytest.raises(Refused) as refused:
        shop.ask("transfer_stock", lines=(line("maggi-70g", "10"),), shop="Sharma Store")
    assert refused.value.reply.key == "transfer_stock.where"
    with desk_session() as session:
        helper = session.scalars(select(User.id).where(User.phone == OWNER, User.store_id == foreign.id)).one()
    assert shop.ask("switch_store").state == {"store": (foreign.id, helper)}


def test_the_sales_of_all_own_shops_are_added_up(shop: Shop, other: Shop, foreign: Shop) -> None:
    for one, count in ((shop, "1"), (other, "2"), (foreign, "4")):
        one.ask("record_sale", lines=(line("maggi-70g", count),))
    shown = said(shop.ask("sales_report", shop=EVERY_STORE).reply)
    assert (shown["count"], shown["total"]) == (2, "45.00")
    assert [(row["shop"], row["total"]) for row in shown["lines"]] == [
        ("Asha Stores, Main Road", "15.00"),
        ("Asha Stores, Station Road", "30.00"),
    ]
