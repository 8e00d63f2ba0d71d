"""Books of many stores for a year, made of random numbers and written by COPY."""

from __future__ import annotations

import io
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
from psycopg.types.json import Jsonb
from pyarrow import csv

from domain.demo.profile import catalogue
from domain.models import Base
from infra import clock

DAYS = 365
LINES_A_SALE = 3
_ZONE_HOURS = 5.5
Columns = dict[str, np.ndarray]


def fill(connection: psycopg.Connection, stores: int, lines: int, seed: int = 4) -> None:
    """Write `stores` shops that together sold about `lines` lines in the year that ends today, with their movements.

    Shops differ in size (lognormal, sigma 0.7) and goods in demand (1 / rank). History has no journal entries, as a shop's
    from before the journal. Foreign keys are not checked on the way in and indices are made after.
    """
    rng = np.random.default_rng(seed)
    goods = catalogue()
    connection.execute(
        "SET session_replication_role = replica; SET TIME ZONE 'UTC'; SET maintenance_work_mem = '512MB'"
    )
    _write_shops(connection, stores, goods)
    indices = _drop_indices(connection)
    weights = rng.lognormal(0.0, 0.7, stores)
    demand = 1.0 / np.arange(1, len(goods) + 1)
    first = clock.now().date() - timedelta(days=DAYS - 1)
    sales_a_day = max(1, round(lines / LINES_A_SALE / DAYS))
    written, begun = 0, time.monotonic()
    for day in range(DAYS):
        at = first + timedelta(days=day)
        written += _write_day(
            connection, rng, at, day, sales_a_day, weights / weights.sum(), demand / demand.sum(), goods
        )
        if day % 30 == 29 or day == DAYS - 1:
            print(f"  {written:,} lines in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    for statement in indices:
        connection.execute(statement)
    for table in ("sales", "sale_lines", "stock_movements"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    for table in ("stores", "users", "products"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    print(f"  indices after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    connection.execute("VACUUM ANALYZE")
    connection.execute("CHECKPOINT")
    connection.execute("SET session_replication_role = DEFAULT")
    print(f"  vacuumed after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def _write_shops(connection: psycopg.Connection, stores: int, goods: tuple) -> None:  # type: ignore[type-arg]
    now = clock.now() - timedelta(days=DAYS + 30)
    _insert(connection, "stores", {"id": "n", "name": "'Shop ' || n", "created_at": "%(now)s"}, stores, now)
    owner = {
        "id": "n",
        "store_id": "n",
        "phone": "'+9197' || lpad(n::text, 8, '0')",
        "name": "'Owner'",
        "role": "'owner'",
    }
    _insert(connection, "users", {**owner, "created_at": "%(now)s"}, stores, now)
    connection.execute(
        "CREATE TEMP TABLE goods (n bigint, sku text, name text, unit text, mrp numeric, price numeric, cost numeric)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO goods VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(n, g.sku, g.name, g.unit, g.mrp, g.price, g.cost) for n, g in enumerate(goods, 1)],
        )
    connection.execute(
        "INSERT INTO products (id, store_id, sku, name, brand, category, unit, pack, mrp, price, cost, gst_percent, "
        "order_pack, stock, daily_sales, active, created_at) SELECT (s.id - 1) * %s + g.n, s.id, g.sku, g.name, '', '', "
        "g.unit, '', g.mrp, g.price, g.cost, 0, 1, 100, 1, true, s.created_at FROM stores s, goods g ORDER BY 1",
        (len(goods),),
    )


def _insert(connection: psycopg.Connection, table: str, said: dict[str, str], rows: int, now: datetime) -> None:
    """Rows numbered n from 1, with SQL for the columns that are said and the model's own defaults in the others."""
    own: dict[str, Any] = {}
    for column in Base.metadata.tables[table].c:
        if column.name not in said and column.default is not None:
            default = column.default.arg(None) if column.default.is_callable else column.default.arg
            own[column.name] = Jsonb(default) if isinstance(default, list | dict) else default
    values = [*said.values(), *(f"%({name})s" for name in own)]
    connection.execute(
        f"INSERT INTO {table} ({', '.join((*said, *own))}) SELECT {', '.join(values)} FROM generate_series(1, {rows}) n",
        {**own, "now": now},
    )


def _drop_indices(connection: psycopg.Connection) -> list[str]:
    """Drop what COPY would keep up row by row; the statements that make it again. Primary keys stay."""
    rows = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisunique AND "
        "indrelid IN ('sales'::regclass, 'sale_lines'::regclass, 'stock_movements'::regclass)"
    ).fetchall()
    for name, _ in rows:
        connection.execute(f"DROP INDEX {name}")
    return [definition.replace(" ON ONLY ", " ON ") for _, definition in rows]


def _write_day(
    connection: psycopg.Connection,
    rng: np.random.Generator,
    at: date,
    day: int,
    sales: int,
    weights: np.ndarray,
    demand: np.ndarray,
    goods: tuple,  # type: ignore[type-arg]
) -> int:
    store = rng.choice(len(weights), sales, p=weights) + 1
    opening = np.datetime64(at, "s") + np.timedelta64(int((8 - _ZONE_HOURS) * 3600), "s")
    sold_at = opening + np.sort(rng.integers(0, 13 * 3600, sales)).astype("timedelta64[s]")
    if at == clock.now().date():
        # Nothing of today is still to come.
        sold_at = np.minimum(sold_at, np.datetime64(clock.now().replace(tzinfo=None), "s"))
    sale_id = np.arange(sales) + day * sales + 1
    count = rng.integers(1, 2 * LINES_A_SALE, sales)
    of = np.repeat(np.arange(sales), count)
    product = rng.choice(len(demand), len(of), p=demand)
    quantity = rng.integers(1, 4, len(of)).astype(np.float64)
    price = np.array([float(g.price) for g in goods])[product]
    cost = np.array([float(g.cost) for g in goods])[product]
    amount = np.round(quantity * price, 2)
    line_id = (np.arange(len(of)) + day * sales * 2 * LINES_A_SALE) + 1
    product_id = (store[of] - 1) * len(demand) + product + 1
    total = np.round(np.bincount(of, weights=amount, minlength=sales), 2)
    credit = rng.random(sales) < 0.1
    sale: Columns = {"id": sale_id, "sold_at": sold_at, "store_id": store, "credit": credit, "total": total}
    if "kind" in Base.metadata.tables["sales"].c:
        sale["kind"] = np.full(sales, "sale")
    _copy(connection, "sales", {**sale, "recorded_at": sold_at})
    lines: Columns = {"id": line_id, "sold_at": sold_at[of], "store_id": store[of], "sale_id": sale_id[of]}
    lines |= {"product_id": product_id, "quantity": quantity, "unit_price": price, "amount": amount, "unit_cost": cost}
    lines["gst_percent"] = np.zeros(len(of), dtype=np.int16)
    _copy(connection, "sale_lines", lines)
    kind = np.full(len(of), "sale")
    moved: Columns = {"id": line_id, "moved_at": sold_at[of], "store_id": store[of], "product_id": product_id}
    _copy(connection, "stock_movements", {**moved, "kind": kind, "quantity": -quantity})
    return len(of)


def _copy(connection: psycopg.Connection, table: str, columns: Columns) -> None:
    out = io.BytesIO()
    rows = pa.table({name: pa.array(values) for name, values in columns.items()})
    csv.write_csv(rows, out, csv.WriteOptions(include_header=False))
    with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(out.getbuffer())
