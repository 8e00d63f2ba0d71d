"""Stock, moved and counted. Balance, batches and movement are written together, under the product's lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.journal.models import Entry
from domain.journal.store import stands
from domain.stock.models import Batch, MovementKind, StockMovement
from domain.stock.rules import Holding, Lot, Moved, apply, replay
from domain.stores.models import Store
from domain.values import Money, Quantity
from infra import clock


@dataclass(frozen=True)
class Expiring:
    """Goods that expire on a day, of all batches of the product."""

    product: Product
    expires_on: date
    quantity: Quantity
    value: Money
    """At what they cost."""


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
    """Add a movement (positive: came, negative: went) and carry it into balance, batches and cost.

    The balance may go below nothing. What comes in with a `unit_cost` goes into the product's moving average. What an entry
    moves that stands in the place of another (a correction) counts as if it had been written so the first time; a count
    does not: it is true when it was taken.
    """
    (movement,) = _move(session, [(product, quantity, unit_cost, expires_on)], kind, entry_id, now)
    return movement


def move_many(
    session: Session,
    quantities: Sequence[tuple[Product, Quantity]],
    kind: MovementKind,
    *,
    entry_id: int | None,
    now: datetime,
) -> None:
    """As `move`, of several goods at once, in their order; a product may be named twice. None of them says a cost."""
    _move(session, [(product, quantity, None, None) for product, quantity in quantities], kind, entry_id, now)


def _move(
    session: Session,
    moves: Sequence[tuple[Product, Quantity, Money | None, date | None]],
    kind: MovementKind,
    entry_id: int | None,
    now: datetime,
) -> list[StockMovement]:
    locked = catalogue.lock(session, {product.id for product, *_ in moves})
    place = None if entry_id is None or kind == "count" else _place(session, entry_id)
    rows = [
        _row(locked[product.id], quantity, kind, entry_id, now, unit_cost, expires_on, place)
        for product, quantity, unit_cost, expires_on in moves
    ]
    movements = _insert(session, rows)
    if place is not None:
        _rebuild(session, locked)
        return movements
    batches_of = _rows(session, locked)
    for number, product in locked.items():
        holding, zone = _held(product, batches_of[number]), _zone(session, product)
        for movement in movements:
            if movement.product_id == number:
                holding = apply(holding, _moved(movement, product, zone))
        _keep(session, product, holding, batches_of[number])
    session.flush()
    return movements


def count(
    session: Session, product: Product, counted: Quantity, *, entry_id: int | None, now: datetime
) -> StockMovement | None:
    """Book the difference between what was counted and what the books say; None when they agree.

    What is missing has left first-expired-first-out; what is found expires with what is being sold.
    """
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
            rows.append(_row(product, difference, "count", entry_id, now, counted.unit_cost, counted.expires_on))
    batches_of = _rows(session, locked)
    for movement in _insert(session, rows):
        product = locked[movement.product_id]
        own = batches_of[product.id]
        after = apply(_held(product, own), _moved(movement, product, _zone(session, product)))
        _keep(session, product, after, own)
    session.flush()


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back every movement of an entry by one the other way; balance, batches and cost as if it had never been."""
    movements = session.scalars(
        select(StockMovement).where(StockMovement.entry_id == entry_id).order_by(StockMovement.id)
    ).all()
    products = catalogue.lock(session, {movement.product_id for movement in movements})
    _insert(
        session,
        [
            _row(
                products[movement.product_id],
                -movement.quantity,
                "reversal",
                reversal_id,
                now,
                movement.unit_cost,
                movement.expires_on,
            )
            for movement in movements
        ],
    )
    _rebuild(session, products)


def rebuild(session: Session, product: Product) -> None:
    """Make balance, batches and cost anew of the movements that stand, in the order in which they were written."""
    _rebuild(session, catalogue.lock(session, {product.id}))


def _rebuild(session: Session, locked: dict[int, Product]) -> None:
    session.flush()
    own = StockMovement.product_id.in_(locked)
    order = (func.coalesce(StockMovement.place, StockMovement.id), StockMovement.id)
    standing: dict[int, list[Moved]] = {number: [] for number in locked}
    query = select(StockMovement).where(own, stands(StockMovement.entry_id)).order_by(*order)
    for movement in session.scalars(query):
        product = locked[movement.product_id]
        standing[product.id].append(_moved(movement, product, _zone(session, product)))
    befores = select(StockMovement.product_id, StockMovement.cost_before)
    befores = befores.where(own, StockMovement.cost_before.is_not(None)).ext(distinct_on(StockMovement.product_id))
    rows = session.execute(befores.order_by(StockMovement.product_id, StockMovement.id))
    costs = {row[0]: row[1] for row in rows if row[1] is not None}
    batches_of = _rows(session, locked)
    for number, product in locked.items():
        holding = replay(costs.get(number, product.cost), standing[number])
        _keep(session, product, holding, batches_of[number])
    session.flush()


def batches(session: Session, store_id: int) -> list[Batch]:
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


def _row(
    product: Product,
    quantity: Quantity,
    kind: MovementKind,
    entry_id: int | None,
    now: datetime,
    unit_cost: Money | None,
    expires_on: date | None,
    place: int | None = None,
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
        "cost_before": product.cost,
        "place": place,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> list[StockMovement]:
    session.flush()
    query = insert(StockMovement).returning(StockMovement, sort_by_parameter_order=True)
    return list(session.scalars(query, rows)) if rows else []


def _place(session: Session, entry_id: int) -> int | None:
    """The place of the first movement of the entry that this one corrects."""
    # The entry was written a moment ago, and is at hand.
    entry = session.get(Entry, entry_id)
    if entry is None or entry.corrects_id is None:
        return None
    places = select(func.min(func.coalesce(StockMovement.place, StockMovement.id)))
    return session.scalar(places.where(StockMovement.entry_id == entry.corrects_id))


def _zone(session: Session, product: Product) -> str:
    return session.get_one(Store, product.store_id).timezone


def _moved(movement: StockMovement, product: Product, zone: str) -> Moved:
    keeps_until = None
    if product.shelf_life_days is not None:
        # Sold on the day it comes and on so many days in all.
        keeps_until = clock.local(zone, movement.moved_at).date() + timedelta(days=product.shelf_life_days - 1)
    return Moved(
        id=movement.id,
        at=movement.moved_at,
        quantity=movement.quantity,
        unit_cost=movement.unit_cost,
        expires_on=movement.expires_on,
        keeps_until=keeps_until,
        fresh=movement.kind == "purchase",
    )


def _rows(session: Session, product_ids: Iterable[int]) -> dict[int, dict[int, Batch]]:
    """Each product's batches by the movement that brought them, as they are now: who waited for the lock reads anew."""
    found: dict[int, dict[int, Batch]] = {number: {} for number in product_ids}
    query = select(Batch).where(Batch.product_id.in_(found)).execution_options(populate_existing=True)
    for row in session.scalars(query):
        found[row.product_id][row.movement_id] = row
    return found


def _held(product: Product, rows: dict[int, Batch]) -> Holding:
    lots = tuple(sorted((_lot(row) for row in rows.values()), key=lambda lot: lot.turn))
    return Holding(product.stock, product.cost, lots)


def _lot(row: Batch) -> Lot:
    return Lot(row.movement_id, row.received_at, row.unit_cost, row.expires_on, row.quantity)


def _keep(session: Session, product: Product, holding: Holding, rows: dict[int, Batch]) -> None:
    product.stock, product.cost = holding.stock, holding.cost
    for lot in holding.lots:
        row = rows.pop(lot.movement_id, None)
        if row is None:
            row = Batch(store_id=product.store_id, product_id=product.id, movement_id=lot.movement_id)
            session.add(row)
        row.received_at, row.unit_cost = lot.received_at, lot.unit_cost
        row.expires_on, row.quantity = lot.expires_on, lot.quantity
    for row in rows.values():
        session.delete(row)
