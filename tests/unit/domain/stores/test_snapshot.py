"""A snapshot says how the store stands, in strings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.customers import store as customers
from domain.journal.models import Entry
from domain.ledger import store as ledger
from domain.sales import store as sales
from domain.sales.store import SoldLine
from domain.stores.snapshot import snapshot
from domain.values import Money, Quantity


def test_a_snapshot_is_net_of_what_was_undone_and_of_yesterday(
    books: Session, store: int, entry: Callable[..., Entry], take_back: Callable[[Entry], Entry], now: datetime
) -> None:
    def sell(sku: str, quantity: str, amount: str, at: datetime) -> Entry:
        made = entry()
        product = catalogue.get(books, sku)
        lines = [SoldLine(product, Quantity(quantity), product.price, Money(amount))]
        sales.record(books, store_id=store, entry_id=made.id, lines=lines, sold_at=at, now=now)
        return made

    sell("maggi-70g", "5", "75", now)
    sell("maggi-70g", "1", "15", now)
    sell("coke-750ml", "2", "90", now - timedelta(days=1))
    take_back(sell("sugar-loose", "2.5", "115", now))
    for name, balance in (("Ramesh", "250"), ("Sita", "0")):
        customer = customers.get_or_add(books, store, name, name.lower(), now)
        ledger.post(books, customer, Money(balance), "credit", entry_id=None, now=now)
    found = snapshot(books, store, now)
    assert found["today"] == {"maggi-70g": {"count": "2", "quantity": "6", "amount": "90.00"}}
    assert found["balances"] == {"Ramesh": "250.00", "Sita": "0.00"}
    stocks = {product["sku"]: (product["stock"], product["price"]) for product in found["products"]}
    assert stocks["maggi-70g"] == ("30", "15.00")
    assert stocks["coke-750ml"] == ("16", "45.00")
    assert stocks["sugar-loose"] == ("25", "46.00")
    assert snapshot(books, store, now + timedelta(days=1))["today"] == {}
