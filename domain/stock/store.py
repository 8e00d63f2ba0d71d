"""Stock, moved and counted. Balance and movement are written together, under the product's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.stock.models import MovementKind, StockMovement
from domain.values import Money, Quantity


def move(
    session: Session,
    product: Product,
    quantity: Quantity,
    kind: MovementKind,
    *,
    entry_id: int | None,
    now: datetime,
    unit_cost: Money | None = None,
    expires_on: date | None = None,
) -> StockMovement:
    """Add a movement (positive: came, negative: went) and carry it into the balance, which may go below nothing."""
    locked = catalogue.lock(session, {product.id})[product.id]
    locked.stock = locked.stock + quantity
    movement = StockMovement(
        moved_at=now,
        store_id=locked.store_id,
        product_id=locked.id,
        entry_id=entry_id,
        kind=kind,
        quantity=quantity,
        unit_cost=unit_cost,
        expires_on=expires_on,
    )
    session.add(movement)
    session.flush()
    return movement


def count(
    session: Session, product: Product, counted: Quantity, *, entry_id: int | None, now: datetime
) -> StockMovement | None:
    """Book the difference between what was counted and what the books say; None when they agree."""
    locked = catalogue.lock(session, {product.id})[product.id]
    difference = counted - locked.stock
    return move(session, locked, difference, "count", entry_id=entry_id, now=now) if difference else None


def known(session: Session, product_ids: set[int]) -> set[int]:
    """Those products of which stock was ever counted or came in; the balance of others only says what was sold."""
    query = select(StockMovement.product_id).where(
        StockMovement.product_id.in_(product_ids), StockMovement.kind.in_(("count", "purchase", "transfer"))
    )
    return set(session.scalars(query.distinct()))


@dataclass(frozen=True)
class Counted:
    """What was counted of a product, with what its list says of the goods."""

    product: Product
    quantity: Quantity
    unit_cost: Money | None = None
    expires_on: date | None = None


def count_many(session: Session, counts: Sequence[Counted], *, entry_id: int, now: datetime) -> None:
    """Book the difference between what was counted and the books, of many products at once, each named once."""
    locked = catalogue.lock(session, {counted.product.id for counted in counts})
    rows = []
    for counted in counts:
        product = locked[counted.product.id]
        difference = counted.quantity - product.stock
        if difference:
            product.stock = counted.quantity
            rows.append(_row(product, difference, "count", entry_id, now, counted.unit_cost, counted.expires_on))
    _insert(session, rows)


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back every movement of an entry by one the other way."""
    movements = session.scalars(
        select(StockMovement).where(StockMovement.entry_id == entry_id).order_by(StockMovement.id)
    ).all()
    products = catalogue.lock(session, {movement.product_id for movement in movements})
    rows = []
    for movement in movements:
        product, back = products[movement.product_id], -movement.quantity
        product.stock = product.stock + back
        rows.append(_row(product, back, "reversal", reversal_id, now, movement.unit_cost, movement.expires_on))
    _insert(session, rows)


def _row(
    product: Product,
    quantity: Quantity,
    kind: MovementKind,
    entry_id: int,
    now: datetime,
    unit_cost: Money | None,
    expires_on: date | None,
) -> dict[str, Any]:
    return {
        "moved_at": now,
        "store_id": product.store_id,
        "product_id": product.id,
        "entry_id": entry_id,
        "kind": kind,
        "quantity": quantity,
        "unit_cost": unit_cost,
        "expires_on": expires_on,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    session.flush()
    if rows:
        session.execute(insert(StockMovement), rows)
