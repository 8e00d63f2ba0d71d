"""Orders to suppliers: sent, received in parts or whole, and what that teaches about lead times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.catalogue.models import Product
from domain.suppliers.models import OrderReceipt, Supplier, SupplierOrder, SupplierOrderLine
from domain.values import ZERO_QUANTITY, Quantity

LEARNT_FROM = 10
"""A lead time is the mean of so many of the last orders that came."""
_NUMBERS = 7002
_DAY = Decimal(86400)


@dataclass(frozen=True)
class Came:
    """An order of which something came, and what of it is still to come, by product number."""

    order: SupplierOrder
    missing: Mapping[int, Quantity]


def place(
    session: Session,
    supplier: Supplier,
    wanted: list[tuple[Product, Quantity]],
    *,
    entry_id: int | None,
    now: datetime,
    today: date,
) -> SupplierOrder:
    """Write an order that is on its way to the supplier, under the store's next number."""
    # Two phones of one shop may order at once: the second waits for the first one's number.
    session.execute(select(func.pg_advisory_xact_lock(_NUMBERS, supplier.store_id % 2**31)))
    last = session.scalar(select(func.max(SupplierOrder.number)).where(SupplierOrder.store_id == supplier.store_id))
    order = SupplierOrder(
        store_id=supplier.store_id,
        number=(last or 0) + 1,
        entry_id=entry_id,
        supplier_id=supplier.id,
        status="sent",
        expected_on=today + timedelta(days=supplier.lead_time_days),
        ordered_at=now,
    )
    session.add(order)
    session.flush()
    for product, quantity in wanted:
        session.add(
            SupplierOrderLine(
                store_id=supplier.store_id,
                order_id=order.id,
                product_id=product.id,
                quantity=quantity,
                received=ZERO_QUANTITY,
            )
        )
    session.flush()
    return order


@dataclass(frozen=True)
class LastOrder:
    """The newest order that stands, and what of it is still sold."""

    order: SupplierOrder
    supplier: Supplier
    lines: list[tuple[Product, Quantity]]


def last(
    session: Session, store_id: int, supplier_id: int | None = None, product_ids: Collection[int] = ()
) -> LastOrder | None:
    """The last order, to a supplier where one is given, of which anything is still sold; None before the first.

    With `product_ids` the last in which all of them were, and what of each.
    """
    query = (
        select(SupplierOrder, Supplier)
        .join(Supplier, Supplier.id == SupplierOrder.supplier_id)
        .where(SupplierOrder.store_id == store_id, SupplierOrder.status != "cancelled")
    )
    if supplier_id is not None:
        query = query.where(SupplierOrder.supplier_id == supplier_id)
    for product_id in product_ids:
        line = select(SupplierOrderLine.id).where(SupplierOrderLine.order_id == SupplierOrder.id)
        query = query.where(line.where(SupplierOrderLine.product_id == product_id).exists())
    found = session.execute(query.order_by(SupplierOrder.number.desc()).limit(1)).one_or_none()
    if found is None:
        return None
    rows = session.execute(
        select(Product, SupplierOrderLine.quantity)
        .join(Product, Product.id == SupplierOrderLine.product_id)
        .where(SupplierOrderLine.order_id == found[0].id, Product.active)
        .order_by(SupplierOrderLine.id)
    )
    lines = [(row[0], row[1]) for row in rows if not product_ids or row[0].id in product_ids]
    return LastOrder(found[0], found[1], lines) if lines else None


@dataclass(frozen=True)
class OpenOrder:
    """An order of which something is still to come: its products, what was ordered of each and what has come."""

    order: SupplierOrder
    supplier: Supplier
    lines: list[tuple[Product, Quantity, Quantity]]


def open_orders(session: Session, store_id: int, supplier_ids: Collection[int] = ()) -> list[OpenOrder]:
    """The orders that are on their way, from the suppliers given or from all; the first to be expected first."""
    query = (
        select(SupplierOrder, Supplier, Product, SupplierOrderLine)
        .join(Supplier, Supplier.id == SupplierOrder.supplier_id)
        .join(SupplierOrderLine, SupplierOrderLine.order_id == SupplierOrder.id)
        .join(Product, Product.id == SupplierOrderLine.product_id)
        .where(SupplierOrder.store_id == store_id, SupplierOrder.status == "sent")
        .order_by(SupplierOrder.expected_on, SupplierOrder.number, SupplierOrderLine.id)
    )
    if supplier_ids:
        query = query.where(Supplier.id.in_(supplier_ids))
    found: dict[int, OpenOrder] = {}
    for order, supplier, product, line in session.execute(query):
        one = found.setdefault(order.id, OpenOrder(order, supplier, []))
        one.lines.append((product, line.quantity, line.received))
    return list(found.values())


def late(session: Session, store_id: int, today: date) -> set[int]:
    """The products, by number, of which something is still to come that was expected before `today`."""
    query = (
        select(SupplierOrderLine.product_id)
        .join(SupplierOrder, SupplierOrder.id == SupplierOrderLine.order_id)
        .where(SupplierOrder.store_id == store_id, SupplierOrder.status == "sent", SupplierOrder.expected_on < today)
        .where(SupplierOrderLine.received < SupplierOrderLine.quantity)
    )
    return set(session.scalars(query))


def last_received(session: Session, store_id: int, supplier_ids: Collection[int] = ()) -> SupplierOrder | None:
    """The newest order that came completely, from the suppliers given or from any; None before the first."""
    query = select(SupplierOrder).where(SupplierOrder.store_id == store_id, SupplierOrder.status == "received")
    if supplier_ids:
        query = query.where(SupplierOrder.supplier_id.in_(supplier_ids))
    return session.scalars(query.order_by(SupplierOrder.number.desc()).limit(1)).one_or_none()


def of_entry(session: Session, entry_id: int) -> list[tuple[SupplierOrder, Supplier]]:
    """The orders that an entry placed, with their suppliers."""
    rows = session.execute(
        select(SupplierOrder, Supplier)
        .join(Supplier, Supplier.id == SupplierOrder.supplier_id)
        .where(SupplierOrder.entry_id == entry_id)
        .order_by(SupplierOrder.number)
    )
    return [(row[0], row[1]) for row in rows]


def receive(
    session: Session,
    store_id: int,
    came: Mapping[int, Quantity],
    *,
    supplier_id: int | None,
    entry_id: int | None,
    now: datetime,
) -> list[Came]:
    """Set what came, by product number, against the open orders, oldest first; those it belongs to.

    Of a supplier that is named only their orders count. An order of which all has come is `received`; more than was ordered
    belongs to none.
    """
    query = (
        select(SupplierOrderLine, SupplierOrder)
        .join(SupplierOrder, SupplierOrder.id == SupplierOrderLine.order_id)
        .where(SupplierOrder.store_id == store_id, SupplierOrder.status == "sent", SupplierOrder.ordered_at <= now)
        .where(SupplierOrderLine.product_id.in_(came), SupplierOrderLine.received < SupplierOrderLine.quantity)
        .order_by(SupplierOrder.number, SupplierOrderLine.id)
        .with_for_update()
    )
    if supplier_id is not None:
        query = query.where(SupplierOrder.supplier_id == supplier_id)
    left = dict(came)
    touched: dict[int, SupplierOrder] = {}
    for line, order in session.execute(query).all():
        part = min(left[line.product_id], line.quantity - line.received)
        if not part > ZERO_QUANTITY:
            continue
        left[line.product_id] = left[line.product_id] - part
        _book(session, line, part, entry_id, now)
        touched[order.id] = order
    return [_close(session, order) for order in touched.values()]


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back the orders that an entry placed, and what its purchase was counted to have brought of others."""
    for order, _ in of_entry(session, entry_id):
        order.status = "cancelled"
    booked = session.execute(
        select(OrderReceipt, SupplierOrderLine, SupplierOrder)
        .join(SupplierOrderLine, SupplierOrderLine.id == OrderReceipt.line_id)
        .join(SupplierOrder, SupplierOrder.id == SupplierOrderLine.order_id)
        .where(OrderReceipt.entry_id == entry_id)
    ).all()
    for receipt, line, order in booked:
        _book(session, line, -receipt.quantity, reversal_id, now)
        if order.status == "received":
            order.status = "sent"
        _learn(session, order.supplier_id)
    session.flush()


def _book(session: Session, line: SupplierOrderLine, quantity: Quantity, entry_id: int | None, now: datetime) -> None:
    line.received = line.received + quantity
    session.add(
        OrderReceipt(store_id=line.store_id, line_id=line.id, entry_id=entry_id, quantity=quantity, received_at=now)
    )
    session.flush()


def _close(session: Session, order: SupplierOrder) -> Came:
    lines = session.scalars(select(SupplierOrderLine).where(SupplierOrderLine.order_id == order.id))
    missing = {line.product_id: line.quantity - line.received for line in lines if line.received < line.quantity}
    if not missing:
        order.status = "received"
    _learn(session, order.supplier_id)
    return Came(order, missing)


def _learn(session: Session, supplier_id: int) -> None:
    """The supplier's lead time from what really came: the mean of the days until the first part of the last orders.

    What was stated before counts as one of them, so that a single early van does not make it a supplier of the same day.
    """
    supplier = session.get_one(Supplier, supplier_id)
    standing = (
        select(SupplierOrder.id, SupplierOrder.ordered_at, func.min(OrderReceipt.received_at).label("came_at"))
        .join(SupplierOrderLine, SupplierOrderLine.order_id == SupplierOrder.id)
        .join(OrderReceipt, OrderReceipt.line_id == SupplierOrderLine.id)
        .where(SupplierOrder.supplier_id == supplier_id, SupplierOrder.status != "cancelled")
        .where(SupplierOrderLine.received > ZERO_QUANTITY, OrderReceipt.quantity > ZERO_QUANTITY)
        .group_by(SupplierOrder.id, SupplierOrder.ordered_at)
        .order_by(SupplierOrder.id.desc())
        .limit(LEARNT_FROM)
    )
    waits = [Decimal((came - ordered).total_seconds()) / _DAY for _, ordered, came in session.execute(standing)]
    if supplier.stated_lead_days is None:
        supplier.stated_lead_days = supplier.lead_time_days
    waits.append(Decimal(supplier.stated_lead_days))
    mean = sum(waits, Decimal(0)) / len(waits)
    supplier.lead_time_days = int(mean.quantize(Decimal(1), ROUND_HALF_UP))
    session.flush()
