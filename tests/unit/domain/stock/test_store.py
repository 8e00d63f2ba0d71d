"""The stock of a product is the sum of its movements, whatever happens and however many write at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.journal import store as journal
from domain.journal.models import Entry
from domain.sales import store as sales
from domain.sales.store import SoldLine
from domain.stock import store as stock
from domain.stock.models import StockMovement
from domain.suppliers import store as suppliers
from domain.suppliers.store import BoughtLine
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import store_session

QUANTITIES = st.integers(1, 20_000).map(lambda thousandths: Quantity(f"{thousandths / 1000:.3f}"))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sell", "buy", "count", "undo"]), st.sampled_from(["maggi-70g", "milk-loose"]), QUANTITIES
    ),
    min_size=1,
    max_size=12,
)


def moved(session: Session, product: Product) -> Quantity:
    total = select(func.sum(StockMovement.quantity)).where(StockMovement.product_id == product.id)
    return session.scalar(total) or Quantity(0)


def test_a_count_books_the_difference(books: Session, entry: Callable[..., Entry], now: datetime) -> None:
    maggi = catalogue.get(books, "maggi-70g")
    booked = stock.count(books, maggi, Quantity(40), entry_id=entry("set_stock").id, now=now)
    assert booked is not None
    assert (booked.quantity, booked.kind, maggi.stock) == (Quantity(4), "count", Quantity(40))
    assert stock.count(books, maggi, Quantity(40), entry_id=entry("set_stock").id, now=now) is None
    stock.count(books, maggi, Quantity(0), entry_id=entry("set_stock").id, now=now)
    assert (maggi.stock, moved(books, maggi)) == (Quantity(0), Quantity(0))


def test_what_is_taken_back_returns_to_its_batch(
    books: Session, entry: Callable[..., Entry], take_back: Callable[[Entry], Entry], now: datetime
) -> None:
    milk = catalogue.get(books, "milk-loose")
    came, spoiled = entry("record_purchase"), entry("record_wastage")
    best_before = date(2026, 11, 24)
    stock.move(
        books,
        milk,
        Quantity(8),
        "purchase",
        entry_id=came.id,
        now=now,
        unit_cost=Money(55),
        expires_on=best_before,
    )
    stock.move(books, milk, Quantity("-1.5"), "wastage", entry_id=spoiled.id, now=now, expires_on=best_before)
    take_back(spoiled)
    assert milk.stock == Quantity(18)
    reversal = take_back(came)
    assert milk.stock == moved(books, milk) == Quantity(10)
    back = books.scalars(select(StockMovement).filter_by(entry_id=reversal.id)).one()
    assert (back.kind, back.quantity, back.unit_cost, back.expires_on) == (
        "reversal",
        Quantity(-8),
        Money(55),
        best_before,
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_stock_is_the_sum_of_movements_after_anything(store: int, steps: list[tuple[str, str, Quantity]]) -> None:
    now = clock.now()
    with store_session(store) as session:
        for kind, sku, quantity in steps:
            product = catalogue.get(session, sku)
            if kind == "undo":
                last = journal.last(session, store)
                if last is not None:
                    back = journal.open_reversal(session, last, user_id=None, message_id=None, now=now)
                    for noun in (sales, suppliers, stock):
                        noun.reverse(session, last.id, back.id, now)
                continue
            made = journal.write(session, store_id=store, kind=kind, request={}, user_id=None, message_id=None, now=now)
            if kind == "sell":
                line = SoldLine(product, quantity, product.price, product.price * quantity)
                sales.record(session, store_id=store, entry_id=made.id, lines=[line], sold_at=now, now=now)
            elif kind == "buy":
                lines = [BoughtLine(product, quantity)]
                suppliers.record_purchase(
                    session, store_id=store, entry_id=made.id, supplier_id=None, lines=lines, now=now
                )
            else:
                stock.count(session, product, quantity, entry_id=made.id, now=now)
        session.expire_all()
        for product in catalogue.all(session, store):
            assert product.stock == moved(session, product), product.sku


def test_taking_everything_back_leaves_the_shop_as_it_was(store: int, now: datetime) -> None:
    with store_session(store) as session:
        before = {product.sku: product.stock for product in catalogue.all(session, store)}
        maggi, milk = catalogue.get(session, "maggi-70g"), catalogue.get(session, "milk-loose")
        for quantity in ("3", "0.5"):
            made = journal.write(session, store_id=store, kind="x", request={}, user_id=None, message_id=None, now=now)
            lines = [SoldLine(p, Quantity(quantity), p.price, p.price * Quantity(quantity)) for p in (maggi, milk)]
            sales.record(session, store_id=store, entry_id=made.id, lines=lines, sold_at=now, now=now)
            stock.count(session, maggi, Quantity(99), entry_id=made.id, now=now)
        while (last := journal.last(session, store)) is not None:
            back = journal.open_reversal(session, last, user_id=None, message_id=None, now=now)
            sales.reverse(session, last.id, back.id, now)
            stock.reverse(session, last.id, back.id, now)
        assert {product.sku: product.stock for product in catalogue.all(session, store)} == before


def test_both_of_two_sales_at_once_are_in_the_books(store: int) -> None:
    """Two helpers sell the same two products, named in opposite order, twenty times: nobody waits for ever."""
    rounds = 10
    together = Barrier(2, timeout=30)

    def sell(skus: tuple[str, str]) -> None:
        for _ in range(rounds):
            together.wait()
            with store_session(store) as session:
                now = clock.now()
                lines = [SoldLine(catalogue.get(session, sku), Quantity(1), Money(1), Money(1)) for sku in skus]
                sales.record(session, store_id=store, entry_id=None, lines=lines, sold_at=now, now=now)

    orders = [("maggi-70g", "coke-750ml"), ("coke-750ml", "maggi-70g")]
    with ThreadPoolExecutor(2) as helpers:
        list(helpers.map(sell, orders))
    with store_session(store) as session:
        for sku, before in (("maggi-70g", 36), ("coke-750ml", 18)):
            product = catalogue.get(session, sku)
            assert product.stock == moved(session, product) == Quantity(before - 2 * rounds)


def test_a_product_read_before_is_read_again_when_it_moves(store: int, now: datetime) -> None:
    """What another transaction committed in between is neither lost nor overwritten."""
    with store_session(store) as first:
        maggi = catalogue.get(first, "maggi-70g")
        assert maggi.stock == Quantity(36)
        with store_session(store) as second:
            stock.move(second, catalogue.get(second, "maggi-70g"), Quantity(-6), "sale", entry_id=None, now=now)
        stock.move(first, maggi, Quantity(-5), "sale", entry_id=None, now=now)
        assert maggi.stock == Quantity(25)


def test_movements_are_only_ever_added(books: Session, store: int) -> None:
    from sqlalchemy import delete, update
    from sqlalchemy.exc import ProgrammingError

    for change in (delete(StockMovement), update(StockMovement).values(quantity=Quantity(0))):
        with pytest.raises(ProgrammingError, match="permission denied"), books.begin_nested():
            books.execute(change)
