"""Stock, moved and counted. Balance, batches and movement are written together, under the product's lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.journal.models import Entry
from domain.journal.store import stands
from domain.stock.models import ARRIVALS, Batch, MovementKind, StockMovement
from domain.stock.rules import Holding, Lot, Moved, apply, replay
from domain.stores.models import Store
from domain.values import Money, Quantity
from infra import clock


@dataclass(frozen=True)
class Move:
    """A product and how much of it came (positive) or went (negative); what a unit cost and until when it keeps, if known."""

    product: Product
    quantity: Quantity
    unit_cost: Money | None = None
    expires_on: date | None = None


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
    """Add one movement: see `move_all`."""
    one = Move(product, quantity, unit_cost, expires_on)
    return move_all(session, [one], kind, entry_id=entry_id, now=now)[0]


def move_all(
    session: Session, moves: Sequence[Move], kind: MovementKind, *, entry_id: int | None, now: datetime
) -> list[StockMovement]:
    """Add movements of one entry, in their order, and carry them into balance, batches and cost.

    A balance may go below nothing. What comes in with a `unit_cost` goes into the product's moving average. What an entry
    moves that stands in the place of another (a correction) counts as if it had been written so the first time; a count
    does not: it is true when it was taken. Takes a handful of statements, however many products there are.
    """
    locked = catalogue.lock(session, {one.product.id for one in moves})
    place = None if entry_id is None or kind == "count" else _place(session, entry_id)
    rows = [
        _row(locked[one.product.id], one.quantity, kind, entry_id, now, one.unit_cost, one.expires_on, place)
        for one in moves
    ]
    movements = _insert(session, rows)
    if place is not None:
        _rebuild(session, locked)
    else:
        _carry(session, locked, movements)
    return movements


def _carry(session: Session, locked: dict[int, Product], movements: list[StockMovement]) -> None:
    """Bring balance, batches and cost from where they are to after the movements, which are the newest."""
    batches_of, zone = _rows(session, locked), _zone(session, locked)
    held = {number: _held(product, batches_of[number]) for number, product in locked.items()}
    for movement in movements:
        product = locked[movement.product_id]
        held[product.id] = apply(held[product.id], _moved(movement, product, zone))
    for number, product in locked.items():
        _keep(session, product, held[number], batches_of[number])
    session.flush()


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
    """Those products of which stock was ever counted or came in, and that was not taken back; the balance of others only says
    what was sold.
    """
    came = (
        exists()
        .where(StockMovement.product_id == Product.id, ARRIVALS)
        .where((StockMovement.kind != "transfer") | (StockMovement.quantity > Quantity(0)))
        .where(stands(StockMovement.entry_id))
    )
    return set(session.scalars(select(Product.id).where(Product.id.in_(product_ids), came)))


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
    _carry(session, locked, _insert(session, rows))


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
    zone = _zone(session, locked)
    query = select(StockMovement).where(own, stands(StockMovement.entry_id)).order_by(*order)
    for movement in session.scalars(query):
        product = locked[movement.product_id]
        standing[product.id].append(_moved(movement, product, zone))
    befores = select(StockMovement.product_id, StockMovement.cost_before)
    befores = befores.where(own, StockMovement.cost_before.is_not(None)).ext(distinct_on(StockMovement.product_id))
    rows = session.execute(befores.order_by(StockMovement.product_id, StockMovement.id))
    costs = {row[0]: row[1] for row in rows if row[1] is not None}
    batches_of = _rows(session, locked)
    for number, product in locked.items():
        holding = replay(costs.get(number, product.cost), standing[number])
        _keep(session, product, holding, batches_of[number])
    session.flush()


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
    # By its key: the entry was opened in this session, and is not asked for again.
    corrects_id = session.get_one(Entry, entry_id).corrects_id
    if corrects_id is None:
        return None
    places = select(func.min(func.coalesce(StockMovement.place, StockMovement.id)))
    return session.scalar(places.where(StockMovement.entry_id == corrects_id))


def _zone(session: Session, products: dict[int, Product]) -> str:
    """The clock of the store whose products they are; any, of none."""
    store_id = next((product.store_id for product in products.values()), None)
    return "UTC" if store_id is None else session.get_one(Store, store_id).timezone


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
