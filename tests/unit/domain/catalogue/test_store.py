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
