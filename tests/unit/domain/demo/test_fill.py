"""A demo store's books add up, end yesterday, and leave something to advise on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.dialogue.requests import named
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.demo.fill import fill_missing, phone_of
from domain.demo.profile import CUSTOMERS, SUPPLIERS
from domain.ledger.models import LedgerEntry
from domain.models import Purchase, Sale, SaleLine, StockMovement, Supplier
from domain.sales import sums
from domain.stores import store as stores
from domain.values import Quantity
from infra import clock
from infra.database.session import desk_session, store_session

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
"""Half past one at night of the 23rd in the shop: its yesterday is the 22nd."""
DAYS = 90


@pytest.fixture
def filled(database: str) -> Iterator[int]:
    """Demo store 1 with a quarter behind it; its number."""
    with clock.stopped_at(NOW):
        (store_id,) = fill_missing(1, DAYS)
        yield store_id


@pytest.fixture
def shop(filled: int) -> Iterator[Session]:
    with store_session(filled) as session:
        yield session


def test_the_books_add_up(shop: Session) -> None:
    moved = select(func.coalesce(func.sum(StockMovement.quantity), 0)).where(StockMovement.product_id == Product.id)
    wrong = shop.execute(select(Product.sku).where(Product.stock != moved.scalar_subquery())).scalars().all()
    assert wrong == []
    posted = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(LedgerEntry.customer_id == Customer.id)
    assert shop.execute(select(Customer.name).where(Customer.balance != posted.scalar_subquery())).scalars().all() == []
    lines = select(func.sum(SaleLine.amount)).where(SaleLine.sale_id == Sale.id)
    assert shop.execute(select(Sale.id).where(Sale.total != lines.scalar_subquery())).scalars().all() == []
    bought = select(func.sum(text("round(quantity * unit_cost, 2)"))).where(StockMovement.kind == "purchase")
    assert shop.scalar(bought) == shop.scalar(select(func.sum(Purchase.total))).value  # type: ignore[union-attr]


def test_stock_was_never_below_nothing(shop: Session) -> None:
    balance = func.sum(StockMovement.quantity).over(
        partition_by=StockMovement.product_id, order_by=(StockMovement.moved_at, StockMovement.id)
    )
    balances = select(balance.label("left")).subquery()
    assert shop.scalar(select(func.min(balances.c.left))) >= Quantity(0)


def test_sales_end_yesterday_by_the_shops_clock(shop: Session, filled: int) -> None:
    first, last = shop.execute(select(func.min(Sale.sold_at), func.max(Sale.sold_at))).one()
    assert clock.local("Asia/Kolkata", last).date().isoformat() == "2026-11-22"
    assert clock.local("Asia/Kolkata", first).date().isoformat() == "2026-08-25"
    begin, end = clock.day_bounds(clock.today("Asia/Kolkata"), "Asia/Kolkata")
    assert sums.summary(shop, filled, begin, end).count == 0
    partitions = set(shop.execute(select(text("tableoid::regclass::text")).select_from(SaleLine)).scalars())
    assert partitions == {f"sale_lines_2026_{month:02}" for month in (8, 9, 10, 11)}


def test_lines_are_at_the_price_of_their_day(shop: Session, filled: int) -> None:
    changes = 0
    for product in catalogue.all(shop, filled):
        history = catalogue.price_history(shop, product.id)
        changes += len(history)
        lines = shop.execute(select(SaleLine.sold_at, SaleLine.unit_price).where(SaleLine.product_id == product.id))
        for sold_at, charged in lines:
            later = [change.old_price for change in history if change.changed_at > sold_at]
            assert charged == (later[0] if later else product.price), product.sku
    assert changes > 10


def test_there_is_something_to_reorder_and_enough_to_sell(shop: Session, filled: int) -> None:
    low = [p.sku for p in catalogue.all(shop, filled) if p.stock.value < 3 * p.daily_sales.value]
    assert 3 <= len(low) <= 60
    assert catalogue.get(shop, "maggi-70g").stock > Quantity(20)
    assert catalogue.get(shop, "maggi-70g").daily_sales.value > 5 * catalogue.get(shop, "maggi-280g").daily_sales.value


def test_who_is_named_by_a_retailer_is_found(shop: Session, filled: int) -> None:
    """The keys in the books are those under which understanding looks a name up."""
    for name, key in CUSTOMERS:
        said = named(name)
        assert said is not None
        assert said.key == key
    for name, key, _ in SUPPLIERS.values():
        said = named(name)
        assert said is not None
        assert said.key == key
    ramesh = named("रमेश")
    assert ramesh is not None
    found = customers.find(shop, filled, ramesh.key)
    assert found is not None
    assert found.name == "Ramesh"
    assert len(customers.owing(shop, filled)) >= 3
    assert {supplier.name for supplier in shop.scalars(select(Supplier))} == {name for name, _, _ in SUPPLIERS.values()}


def test_only_missing_stores_are_filled(filled: int) -> None:
    before = books(filled)
    (second,) = fill_missing(2, 30)
    assert second != filled
    assert books(filled) == before
    assert fill_missing(2, 30) == []
    with desk_session() as session:
        owners = [user.name for number in (1, 2) for user in stores.find_members(session, phone_of(number))]
        assert len(owners) == len(set(owners)) == 2


def test_two_starts_at_once_fill_a_store_once(database: str) -> None:
    with ThreadPoolExecutor(2) as starts:
        made = list(starts.map(lambda _: fill_missing(1, 30), range(2)))
    assert sorted(len(filled) for filled in made) == [0, 1]
    with desk_session() as session:
        assert len(stores.find_members(session, phone_of(1))) == 1


def books(store_id: int) -> tuple[int, Decimal]:
    with store_session(store_id) as session:
        total = session.scalar(select(func.sum(Sale.total)))
        return session.scalar(select(func.count()).select_from(StockMovement)) or 0, total.value if total else Decimal(
            0
        )
