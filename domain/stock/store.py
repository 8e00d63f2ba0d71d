"""Stock, moved and counted. Balance and movement are written together, under the product's lock."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
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
        StockMovement.product_id.in_(product_ids), StockMovement.kind.in_(("count", "purchase"))
    )
    return set(session.scalars(query.distinct()))


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back every movement of an entry by one the other way."""
    movements = session.scalars(
        select(StockMovement).where(StockMovement.entry_id == entry_id).order_by(StockMovement.id)
    ).all()
    products = catalogue.lock(session, {movement.product_id for movement in movements})
    for movement in movements:
        move(
            session,
            products[movement.product_id],
            -movement.quantity,
            "reversal",
            entry_id=reversal_id,
            now=now,
            unit_cost=movement.unit_cost,
            expires_on=movement.expires_on,
        )
