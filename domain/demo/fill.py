"""Demo shops, written into the database: a year of books that add up, ending yesterday."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import domain.models  # noqa: F401  (a foreign key may point to any table)
from domain.catalogue.models import PriceChange, Product
from domain.customers.models import Customer
from domain.demo.prices import make_prices
from domain.demo.profile import CUSTOMERS, SHELF, SHOPS, SUPPLIERS, DemoProduct, catalogue
from domain.demo.rows import insert_rows
from domain.demo.sales import Delivery, Year, make_year
from domain.ledger.models import LedgerEntry
from domain.sales.models import Sale, SaleLine
from domain.stock.models import Batch, StockMovement
from domain.stores import store as stores
from domain.stores.models import Store, User
from domain.suppliers.models import Purchase, Supplier
from domain.values import ZERO_MONEY, Money, Quantity
from infra import clock
from infra.database.session import desk_session

_FILLING = 7002


def phone_of(number: int) -> str:
    """The owner's phone of demo store `number`, which counts from 1."""
    return f"+9198{number:08d}"


def fill_missing(count: int, days: int = 365) -> list[int]:
    """Fill demo stores 1 to `count` that are not there yet, each in a transaction of its own; their numbers in the database."""
    filled = []
    for number in range(1, count + 1):
        with desk_session() as session:
            # `up` and `demo` may both be at it: who comes second finds the store there.
            session.execute(select(func.pg_advisory_xact_lock(_FILLING, number)))
            if session.scalar(select(User.id).where(User.phone == phone_of(number)).limit(1)) is None:
                filled.append(fill(session, number, days, now=clock.now()).id)
    return filled


def fill(session: Session, number: int, days: int = 365, *, now: datetime) -> Store:
    """Write demo store `number` with `days` days of sales up to yesterday. Begins in the desk's scope."""
    name, place, owner = SHOPS[(number - 1) % len(SHOPS)]
    opened = now - timedelta(days=days + 1)
    store = stores.add(session, name, place, phone_of(number), owner, demo=True, now=opened)
    today = clock.local(store.timezone, now).date()
    first = today - timedelta(days=days)
    for month in {(first + timedelta(days=offset)).replace(day=1) for offset in range(days + 1)}:
        session.execute(select(func.vyapari_ensure_month(month)))
    wanted = catalogue()
    year = make_year(wanted, first, days, [SUPPLIERS[item.supplier][2] for item in wanted], seed=number)
    _stock_up(wanted, year, days)
    products = _write_products(session, store, wanted, year, opened)
    _write_deliveries(session, store, wanted, products, year)
    rng = np.random.default_rng(number)
    prices = [make_prices(item, days, rng) for item in wanted]
    _write_prices(session, store, products, prices, first)
    _write_sales(session, store, wanted, products, prices, year, rng)
    _write_customers(session, store, number, now)
    return store


def _stock_up(wanted: tuple[DemoProduct, ...], year: Year, days: int) -> None:
    for index, item in enumerate(wanted):
        missing = SHELF.get(item.sku, 0) - year.stock[index]
        if missing > 0:
            packs = float(np.ceil(missing / float(item.order_pack)) * float(item.order_pack))
            year.deliveries.append(Delivery(index, days - 1, packs))
            year.stock[index] += packs


def _write_products(
    session: Session, store: Store, wanted: tuple[DemoProduct, ...], year: Year, opened: datetime
) -> list[Product]:
    suppliers = {
        key: Supplier(store_id=store.id, name=name, name_key=folded, lead_time_days=lead, created_at=opened)
        for key, (name, folded, lead) in SUPPLIERS.items()
    }
    session.add_all(suppliers.values())
    session.flush()
    products = [
        Product(
            store_id=store.id,
            sku=item.sku,
            name=item.name,
            brand=item.brand,
            category=item.category,
            unit=item.unit,
            pack=item.pack,
            mrp=None if item.mrp is None else Money(item.mrp),
            price=Money(item.price),
            cost=Money(item.cost),
            gst_percent=item.gst_percent,
            shelf_life_days=item.shelf_life_days,
            order_pack=Quantity(item.order_pack),
            supplier_id=suppliers[item.supplier].id,
            stock=_quantity(year.stock[index]),
            daily_sales=_quantity(year.sold[index, -28:].mean()),
            created_at=opened,
        )
        for index, item in enumerate(wanted)
    ]
    session.add_all(products)
    session.flush()
    return products


def _write_deliveries(
    session: Session, store: Store, wanted: tuple[DemoProduct, ...], products: list[Product], year: Year
) -> None:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("moved_at", "product_id", "quantity", "unit_cost", "expires_on")
    }
    purchases: dict[tuple[int, str], Decimal] = {}
    for delivery in year.deliveries:
        item, product = wanted[delivery.product], products[delivery.product]
        day = year.first + timedelta(days=delivery.day)
        quantity = _quantity(delivery.quantity)
        columns["moved_at"].append(_at(day, time(7, 30), store.timezone))
        columns["product_id"].append(product.id)
        columns["quantity"].append(quantity.value)
        columns["unit_cost"].append(item.cost)
        columns["expires_on"].append(day + timedelta(days=item.shelf_life_days))
        key = (delivery.day, item.supplier)
        purchases[key] = purchases.get(key, Decimal(0)) + (Money(item.cost) * quantity).value
    came = insert_rows(
        session,
        StockMovement,
        {"store_id": store.id, "kind": "purchase"},
        columns,
        returning=("id", "product_id", "moved_at", "unit_cost", "expires_on", "quantity"),
    )
    _write_batches(session, store, products, came)
    supplier_ids = {item.supplier: product.supplier_id for item, product in zip(wanted, products, strict=True)}
    insert_rows(
        session,
        Purchase,
        {"store_id": store.id},
        {
            "supplier_id": [supplier_ids[key] for _, key in purchases],
            "total": list(purchases.values()),
            "purchased_at": [
                _at(year.first + timedelta(days=day), time(7, 30), store.timezone) for day, _ in purchases
            ],
        },
    )


def _write_batches(session: Session, store: Store, products: list[Product], came: list[Any]) -> None:
    """The batches that deliveries left: what came last, as a product keeps equally long whenever it comes."""
    left = {product.id: product.stock.value for product in products}
    names = ("movement_id", "product_id", "received_at", "unit_cost", "expires_on", "quantity")
    rows = []
    for number, product_id, at, cost, expires_on, quantity in sorted(came, key=lambda row: row[2], reverse=True):
        part = min(left[product_id], quantity)
        if part > 0:
            left[product_id] -= part
            rows.append((number, product_id, at, cost, expires_on, part))
    columns = {name: [row[position] for row in rows] for position, name in enumerate(names)}
    insert_rows(session, Batch, {"store_id": store.id}, columns)


def _write_prices(
    session: Session, store: Store, products: list[Product], prices: list[list[tuple[int, Decimal]]], first: date
) -> None:
    changes = [
        (product.id, before, after, _at(first + timedelta(days=day), time(7), store.timezone))
        for product, charged in zip(products, prices, strict=True)
        for (_, before), (day, after) in pairwise(charged)
    ]
    names = ("product_id", "old_price", "new_price", "changed_at")
    columns = {name: [change[position] for change in changes] for position, name in enumerate(names)}
    insert_rows(session, PriceChange, {"store_id": store.id}, columns)


def _write_sales(
    session: Session,
    store: Store,
    wanted: tuple[DemoProduct, ...],
    products: list[Product],
    prices: list[list[tuple[int, Decimal]]],
    year: Year,
    rng: np.random.Generator,
) -> None:
    tickets: dict[datetime, list[tuple[int, Quantity, Decimal]]] = {}
    for day in range(year.sold.shape[1]):
        # Open from 8 to 21: no two customers of a shop in the same second.
        seconds = rng.choice(13 * 3600, size=30, replace=False)
        opening = _at(year.first + timedelta(days=day), time(8), store.timezone)
        for index, quantity in enumerate(year.sold[:, day]):
            price = next(price for since, price in reversed(prices[index]) if since <= day)
            for part in _parts(float(quantity), wanted[index].unit, rng):
                at = opening + timedelta(seconds=int(rng.choice(seconds)))
                tickets.setdefault(at, []).append((index, part, price))
    names = ("sold_at", "product_id", "quantity", "unit_price", "amount", "unit_cost", "gst_percent")
    lines: dict[str, list[Any]] = {name: [] for name in names}
    totals: dict[datetime, Decimal] = {}
    for at, bought in tickets.items():
        for index, part, price in bought:
            amount = (Money(price) * part).value
            row = (at, products[index].id, part.value, price, amount, wanted[index].cost, wanted[index].gst_percent)
            for name, value in zip(lines, row, strict=True):
                lines[name].append(value)
            totals[at] = totals.get(at, Decimal(0)) + amount
    ids = insert_rows(
        session,
        Sale,
        {"store_id": store.id, "kind": "sale", "credit": False},
        {"sold_at": list(totals), "recorded_at": list(totals), "total": list(totals.values())},
        returning=("sold_at", "id"),
    )
    by_time = {row[0].astimezone(UTC): row[1] for row in ids}
    lines["sale_id"] = [by_time[at] for at in lines["sold_at"]]
    insert_rows(session, SaleLine, {"store_id": store.id}, lines)
    insert_rows(
        session,
        StockMovement,
        {"store_id": store.id, "kind": "sale"},
        {
            "moved_at": lines["sold_at"],
            "product_id": lines["product_id"],
            "quantity": [-quantity for quantity in lines["quantity"]],
        },
    )


def _parts(quantity: float, unit: str, rng: np.random.Generator) -> list[Quantity]:
    """A day's quantity of a product as two customers at most took it; nothing for none."""
    if quantity <= 0:
        return []
    whole = _quantity(quantity)
    step = Decimal(1) if unit == "pc" else Decimal("0.05")
    first = Quantity((whole.value * Decimal(str(round(rng.uniform(0.3, 0.7), 2))) // step) * step)
    return [part for part in (first, whole - first) if part]


def _write_customers(session: Session, store: Store, number: int, now: datetime) -> None:
    rng = np.random.default_rng(number + 1000)
    for name, key in CUSTOMERS:
        took = Money(int(rng.integers(2, 30)) * 25)
        paid = Money(int(took.value) // 2 // 10 * 10) if rng.random() < 0.5 else ZERO_MONEY
        customer = Customer(
            store_id=store.id,
            name=name,
            name_key=key,
            balance=took - paid,
            created_at=now - timedelta(days=90),
        )
        session.add(customer)
        session.flush()
        for kind, amount, ago in (
            ("credit", took, int(rng.integers(10, 60))),
            ("payment", -paid, int(rng.integers(1, 9))),
        ):
            if amount:
                session.add(
                    LedgerEntry(
                        store_id=store.id,
                        customer_id=customer.id,
                        kind=kind,
                        amount=amount,
                        happened_at=now - timedelta(days=ago),
                    )
                )
    session.flush()


def _quantity(value: float) -> Quantity:
    return Quantity(str(round(float(value), 3)))


def _at(day: date, wall: time, zone: str) -> datetime:
    return datetime.combine(day, wall, tzinfo=ZoneInfo(zone)).astimezone(UTC)
