"""Batches as they stand: what leaves next, and what expires. They are written with their movements, in `store`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.catalogue.models import Product
from domain.stock.models import Batch
from domain.values import Money, Quantity


@dataclass(frozen=True)
class Expiring:
    """Goods that expire on a day, of all batches of the product."""

    product: Product
    expires_on: date
    quantity: Quantity
    value: Money
    """At what they cost."""


def of_store(session: Session, store_id: int) -> list[Batch]:
    """Every batch of the store, in the order of leaving."""
    query = select(Batch).where(Batch.store_id == store_id)
    return list(
        session.scalars(
            query.order_by(Batch.product_id, Batch.expires_on.nulls_last(), Batch.received_at, Batch.movement_id)
        )
    )


def expiring(session: Session, store_id: int, last: date) -> list[Expiring]:
    """What expires by `last`, what has expired already included; the first to expire first, then the dearest."""
    rows = session.execute(
        select(Product, Batch)
        .join(Batch, Batch.product_id == Product.id)
        .where(Batch.store_id == store_id, Batch.expires_on <= last, Product.active)
    )
    found: dict[tuple[int, date], Expiring] = {}
    for product, batch in rows:
        day = batch.expires_on
        assert day is not None  # the query asks for a day
        key = (product.id, day)
        sum_so_far = found.get(key, Expiring(product, day, Quantity(0), Money(0)))
        quantity = sum_so_far.quantity + batch.quantity
        value = sum_so_far.value + batch.unit_cost * batch.quantity
        found[key] = Expiring(product, day, quantity, value)
    return sorted(found.values(), key=lambda each: (each.expires_on, -each.value.value, each.product.sku))
