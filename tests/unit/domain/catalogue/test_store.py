"""Products are found by sku, and every price they had is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.store import PriceAboveMrp, UnknownProduct
from domain.journal.models import Entry
from domain.stores import store as stores
from domain.values import Money, Quantity
from infra.database.session import enter_store, store_session
from tests.conftest import make_store


def test_an_unknown_sku_is_an_error_of_its_own(books: Session) -> None:
    with pytest.raises(UnknownProduct) as raised:
        catalogue.get(books, "caviar")
    assert raised.value.sku == "caviar"


def test_products_come_by_sku_without_those_no_longer_sold(books: Session, store: int) -> None:
    catalogue.get(books, "coke-750ml").active = False
    skus = [product.sku for product in catalogue.all(books, store)]
    assert skus == ["maggi-280g", "maggi-70g", "milk-amul-500ml", "milk-loose", "soap-lux-100g", "sugar-loose"]


def test_a_new_product_begins_with_nothing_and_caches_hear_of_it(books: Session, store: int, now: datetime) -> None:
    version = stores.get(books, store).catalogue_version
    added = catalogue.add(
        books, store, sku="tiger", name="Tiger biscuit", unit="pc", price=Money(10), cost=Money(8), created_at=now
    )
    assert catalogue.get(books, "tiger") is added
    assert (added.stock, added.order_pack) == (Quantity(0), Quantity(1))
    books.expire_all()
    assert stores.get(books, store).catalogue_version == version + 1


def test_a_price_is_set_and_the_old_one_kept(
    books: Session, store: int, entry: Callable[..., Entry], now: datetime
) -> None:
    maggi = catalogue.get(books, "maggi-70g")
    version = stores.get(books, store).catalogue_version
    change = catalogue.set_price(books, maggi, Money(14), entry("set_price").id, now)
    assert (change.old_price, change.new_price, maggi.price) == (Money(15), Money(14), Money(14))
    books.expire_all()
    assert stores.get(books, store).catalogue_version == version + 1


def test_no_price_is_above_the_mrp(books: Session, now: datetime) -> None:
    maggi, sugar = catalogue.get(books, "maggi-70g"), catalogue.get(books, "sugar-loose")
    with pytest.raises(PriceAboveMrp):
        catalogue.set_price(books, maggi, Money("15.01"), None, now)
    assert maggi.price == Money(15)
    assert catalogue.price_history(books, maggi.id) == []
    catalogue.set_price(books, sugar, Money(500), None, now)
    assert sugar.price == Money(500), "loose goods have no MRP"


@pytest.mark.parametrize(
    ("taken_back", "price", "history"),
    [
        ([1], 14, [14]),
        ([0], 13, [13]),
        ([0, 1], 15, []),
        ([1, 0], 15, []),
    ],
    ids=["the last", "an earlier one: the later stays", "the earlier, then the later", "the later, then the earlier"],
)
def test_prices_taken_back(
    books: Session,
    entry: Callable[..., Entry],
    take_back: Callable[[Entry], Entry],
    now: datetime,
    taken_back: list[int],
    price: int,
    history: list[int],
) -> None:
    maggi = catalogue.get(books, "maggi-70g")
    made = [entry("set_price"), entry("set_price")]
    for number, new in enumerate((14, 13)):
        catalogue.set_price(books, maggi, Money(new), made[number].id, now + timedelta(hours=number))
    for number in taken_back:
        take_back(made[number])
    assert maggi.price == Money(price)
    assert [change.new_price for change in catalogue.price_history(books, maggi.id)] == [Money(p) for p in history]


def test_products_are_read_at_once_and_only_those_there_are(books: Session, store: int) -> None:
    maggi = catalogue.get(books, "maggi-70g")
    found = catalogue.get_many(books, {"maggi-70g", "sugar-loose", "caviar"})
    assert sorted(found) == ["maggi-70g", "sugar-loose"]
    assert found["maggi-70g"] is maggi


def test_a_product_of_another_store_in_hand_is_not_this_store_s(books: Session, store: int) -> None:
    """A transfer goes through two stores in one transaction, and both may sell Maggi."""
    here = catalogue.get(books, "maggi-70g")
    other = make_store("Second", "+919811100002")
    enter_store(books, other)
    there = catalogue.get(books, "maggi-70g")
    assert (there.store_id, here.store_id) == (other, store)
    assert catalogue.get_many(books, {"maggi-70g"}) == {"maggi-70g": there}


def test_a_lock_taken_in_a_savepoint_that_was_rolled_back_is_taken_again(books: Session, store: int) -> None:
    """PostgreSQL lets such a lock go, and somebody else may have sold meanwhile."""
    product_id = catalogue.get(books, "maggi-70g").id
    savepoint = books.begin_nested()
    catalogue.lock(books, {product_id})
    savepoint.rollback()
    with store_session(store) as other:
        catalogue.lock(other, {product_id})[product_id].stock = Quantity(1)
    assert catalogue.lock(books, {product_id})[product_id].stock == Quantity(1)
