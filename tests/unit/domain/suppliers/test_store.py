"""Purchases fill the shelf and set the cost; taken back, both are as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.journal.models import Entry
from domain.models import Purchase, StockMovement, SupplierOrder, SupplierOrderLine
from domain.suppliers import store as suppliers
from domain.suppliers.store import BoughtLine
from domain.values import Money, Quantity


@pytest.fixture
def buy(books: Session, store: int, now: datetime, entry: Callable[..., Entry]) -> Callable[..., Entry]:
    """Buys so much of a product at a cost; the entry."""

    def record(sku: str, quantity: str, cost: str | None, expires_on: date | None = None) -> Entry:
        made = entry("record_purchase")
        lines = [
            BoughtLine(catalogue.get(books, sku), Quantity(quantity), None if cost is None else Money(cost), expires_on)
        ]
        suppliers.record_purchase(books, store_id=store, entry_id=made.id, supplier_id=None, lines=lines, now=now)
        return made

    return record


def test_what_came_in_is_a_batch_at_its_cost(books: Session, buy: Callable[..., Entry]) -> None:
    made = buy("milk-amul-500ml", "40", "26.50", date(2026, 11, 24))
    milk = catalogue.get(books, "milk-amul-500ml")
    assert (milk.stock, milk.cost) == (Quantity(60), Money("26.40")), "(20 × 26.20 + 40 × 26.50) ÷ 60"
    batch = books.scalars(select(StockMovement).filter_by(entry_id=made.id)).one()
    assert (batch.quantity, batch.unit_cost, batch.expires_on) == (Quantity(40), Money("26.50"), date(2026, 11, 24))
    assert books.scalars(select(Purchase.total)).all() == [Money(1060)]


def test_without_a_cost_it_came_at_the_known_one(books: Session, buy: Callable[..., Entry]) -> None:
    buy("milk-amul-500ml", "10", None)
    assert catalogue.get(books, "milk-amul-500ml").cost == Money("26.20")
    assert books.scalars(select(Purchase.total)).all() == [Money(262)]


@pytest.mark.parametrize(
    ("taken_back", "cost"),
    [([2], "26.35"), ([1], "26.60"), ([2, 1], "26.13"), ([1, 2], "26.13"), ([2, 0, 1], "26.20")],
    ids=[
        "the last",
        "an earlier one: the later stays in the average",
        "the later two, newest first",
        "the later two, oldest first",
        "all of them",
    ],
)
def test_costs_of_purchases_taken_back(
    books: Session,
    buy: Callable[..., Entry],
    take_back: Callable[[Entry], Entry],
    taken_back: list[int],
    cost: str,
) -> None:
    made = [buy("milk-amul-500ml", "10", cost) for cost in ("26", "27", "28")]
    for number in taken_back:
        take_back(made[number])
    milk = catalogue.get(books, "milk-amul-500ml")
    assert (milk.cost, milk.stock) == (Money(cost), Quantity(50 - 10 * len(taken_back)))
    totals = books.scalars(select(Purchase.total)).all()
    assert sum(total.value for total in totals) == sum(
        10 * price for number, price in enumerate((26, 27, 28)) if number not in taken_back
    )


def test_a_supplier_is_added_once(books: Session, store: int, now: datetime) -> None:
    gupta = suppliers.get_or_add(books, store, "Gupta Traders", "gupta traders", now)
    assert suppliers.get_or_add(books, store, "GUPTA TRADERS", "gupta traders", now) is gupta


def test_what_is_on_its_way_is_what_was_ordered_and_has_not_come(books: Session, store: int, now: datetime) -> None:
    gupta = suppliers.get_or_add(books, store, "Gupta Traders", "gupta traders", now)
    gupta.lead_time_days = 4
    maggi, coke = catalogue.get(books, "maggi-70g"), catalogue.get(books, "coke-750ml")
    maggi.supplier_id = gupta.id
    for number, status, product, quantity, received in (
        (1, "sent", maggi, 48, 12),
        (2, "sent", maggi, 24, 0),
        (3, "received", maggi, 96, 0),
        (4, "cancelled", coke, 24, 0),
        (5, "sent", coke, 24, 24),
    ):
        order = SupplierOrder(
            number=number,
            store_id=store,
            supplier_id=gupta.id,
            status=status,
            expected_on=now.date() + timedelta(days=2),
            ordered_at=now,
        )
        books.add(order)
        books.flush()
        books.add(
            SupplierOrderLine(
                store_id=store,
                order_id=order.id,
                product_id=product.id,
                quantity=Quantity(quantity),
                received=Quantity(received),
            )
        )
    books.flush()
    assert suppliers.on_order(books, store) == {maggi.id: Quantity(60)}
    assert suppliers.coming(books, store) == {maggi.id: [(now.date() + timedelta(days=2), Quantity(60))]}
    leads = suppliers.lead_times(books, store)
    assert (leads[maggi.id], leads[coke.id]) == (4, suppliers.USUAL_LEAD_TIME_DAYS)
