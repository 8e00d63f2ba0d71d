"""A store as it stands, as plain values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.customers import store as customers
from domain.sales import sums
from domain.stores import store as stores
from infra import clock


def snapshot(session: Session, store_id: int, now: datetime) -> dict[str, Any]:
    """Products with stock and price, today's sales by product net of undone ones, and what each customer owes.

    `{"products": [{"sku", "stock", "price"}], "today": {sku: {"count", "quantity", "amount"}}, "balances": {name: amount}}`,
    numbers as strings. Today is the store's own date at `now`.
    """
    zone = stores.get(session, store_id).timezone
    begin, end = clock.day_bounds(clock.local(zone, now).date(), zone)
    return {
        "products": [
            {"sku": product.sku, "stock": str(product.stock), "price": str(product.price)}
            for product in catalogue.all(session, store_id)
        ],
        "today": {
            line.sku: {"count": str(line.count), "quantity": str(line.quantity), "amount": str(line.amount)}
            for line in sums.summary(session, store_id, begin, end).products
        },
        "balances": {customer.name: str(customer.balance) for customer in customers.all(session, store_id)},
    }
