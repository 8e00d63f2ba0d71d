"""Suppliers, purchases and what is on order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.journal import store as journal
from domain.stock import store as stock
from domain.stock.models import StockMovement
from domain.suppliers.models import Purchase, Supplier, SupplierOrder, SupplierOrderLine
from domain.values import ZERO_MONEY, Money, Quantity

USUAL_LEAD_TIME_DAYS = 2
"""For a product whose supplier is not known."""


@dataclass(frozen=True)
class BoughtLine:
    """A product that came in. `unit_cost` None: at the cost known."""

    product: Product
    quantity: Quantity
    unit_cost: Money | None = None
    expires_on: date | None = None


def get_or_add(session: Session, store_id: int, name: str, key: str, now: datetime) -> Supplier:
    """The supplier of that name; a new one where there was none."""
    query = select(Supplier).where(Supplier.store_id == store_id, Supplier.name_key == key)
    found = session.scalars(query).one_or_none()
    if found is not None:
        return found
    # Two phones of one shop may name the same new supplier at once: the second finds the first one's row.
    journal.take_turn(session, store_id)
    row = upsert(Supplier).values(
        store_id=store_id, name=name, name_key=key, lead_time_days=USUAL_LEAD_TIME_DAYS, created_at=now
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["store_id", "name_key"]))
    return session.scalars(query).one()


def get(session: Session, supplier_id: int) -> Supplier | None:
    """The supplier, or None."""
    return session.get(Supplier, supplier_id)


def all(session: Session, store_id: int) -> list[Supplier]:
    """Every supplier of the store, by name."""
    return list(session.scalars(select(Supplier).where(Supplier.store_id == store_id).order_by(Supplier.name)))


def fitting(session: Session, store_id: int, key: str) -> list[Supplier]:
    """Those whom a name may mean: the one called just so, else all whose names have every word of it."""
    said = set(key.split())
    known = all(session, store_id)
    exact = [supplier for supplier in known if supplier.name_key == key]
    return exact or [supplier for supplier in known if said and said <= set(supplier.name_key.split())]


def find(session: Session, store_id: int, key: str) -> Supplier | None:
    """The supplier whose name has this key."""
    return session.scalars(
        select(Supplier).where(Supplier.store_id == store_id, Supplier.name_key == key)
    ).one_or_none()


def record_purchase(
    session: Session,
    *,
    store_id: int,
    entry_id: int | None,
    supplier_id: int | None,
    lines: list[BoughtLine],
    now: datetime,
) -> Purchase:
    """Write a purchase and take the goods into the stock. The cost said goes into the product's average."""
    products = catalogue.lock(session, {line.product.id for line in lines})
    total = ZERO_MONEY
    for line in lines:
        product = products[line.product.id]
        total += (product.cost if line.unit_cost is None else line.unit_cost) * line.quantity
        stock.move(
            session,
            product,
            line.quantity,
            "purchase",
            entry_id=entry_id,
            now=now,
            unit_cost=line.unit_cost,
            expires_on=line.expires_on,
        )
    purchase = Purchase(store_id=store_id, entry_id=entry_id, supplier_id=supplier_id, total=total, purchased_at=now)
    session.add(purchase)
    session.flush()
    return purchase


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Take back the purchases of an entry. Stock and cost are not touched: stock.reverse puts back the movements."""
    for purchase in session.scalars(select(Purchase).where(Purchase.entry_id == entry_id)).all():
        session.add(
            Purchase(
                store_id=purchase.store_id,
                entry_id=reversal_id,
                supplier_id=purchase.supplier_id,
                total=-purchase.total,
                purchased_at=now,
            )
        )
    session.flush()


def on_order(session: Session, store_id: int) -> dict[int, Quantity]:
    """How much of each product was ordered and has not come, by product number."""
    left = func.sum(SupplierOrderLine.quantity - SupplierOrderLine.received)
    rows = session.execute(
        select(SupplierOrderLine.product_id, left)
        .join(SupplierOrder, SupplierOrder.id == SupplierOrderLine.order_id)
        .where(SupplierOrder.store_id == store_id, SupplierOrder.status == "sent")
        .group_by(SupplierOrderLine.product_id)
    )
    return {row[0]: row[1] for row in rows if row[1]}


def coming(session: Session, store_id: int) -> dict[int, list[tuple[date, Quantity]]]:
    """What of each product was ordered and has not come, by product number: the day it is expected on and how much; by day."""
    left = func.sum(SupplierOrderLine.quantity - SupplierOrderLine.received)
    rows = session.execute(
        select(SupplierOrderLine.product_id, SupplierOrder.expected_on, left)
        .join(SupplierOrder, SupplierOrder.id == SupplierOrderLine.order_id)
        .where(SupplierOrder.store_id == store_id, SupplierOrder.status == "sent")
        .group_by(SupplierOrderLine.product_id, SupplierOrder.expected_on)
        .order_by(SupplierOrder.expected_on)
    )
    found: dict[int, list[tuple[date, Quantity]]] = {}
    for product_id, day, quantity in rows:
        if quantity:
            found.setdefault(product_id, []).append((day, quantity))
    return found


def lead_times(session: Session, store_id: int) -> dict[int, int]:
    """Days from an order to its delivery, by product number."""
    rows = session.execute(
        select(Product.id, Supplier.lead_time_days)
        .outerjoin(Supplier, Supplier.id == Product.supplier_id)
        .where(Product.store_id == store_id)
    )
    return {row[0]: USUAL_LEAD_TIME_DAYS if row[1] is None else row[1] for row in rows}


def last_costs(session: Session, product: Product, since: datetime) -> list[tuple[Supplier, Money]]:
    """What each supplier last charged for a unit, of purchases at or after `since` that stand; the cheapest first."""
    rows = session.execute(
        select(Supplier, StockMovement.unit_cost)
        .join(Purchase, Purchase.supplier_id == Supplier.id)
        .join(StockMovement, StockMovement.entry_id == Purchase.entry_id)
        .where(StockMovement.product_id == product.id, StockMovement.kind == "purchase")
        .where(StockMovement.moved_at >= since, StockMovement.unit_cost.is_not(None))
        .where(journal.stands(Purchase.entry_id))
        .order_by(StockMovement.moved_at, StockMovement.id)
    )
    latest = {row[0].id: (row[0], row[1]) for row in rows if row[1] is not None}
    return sorted(latest.values(), key=lambda one: (one[1], one[0].name))
