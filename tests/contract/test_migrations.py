"""The migrations build what the models say, and go up, down and up again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from domain.models import Base
from infra import clock, embedded
from infra.database import migrate
from tests.conftest import url_of

PRODUCT = (
    "INSERT INTO products (id, store_id, sku, name, brand, category, unit, pack, price, cost, gst_percent, order_pack, "
    "stock, daily_sales, active, created_at) "
    "VALUES (:store, :store, :sku, :sku, '', '', 'pc', '', 1, 1, :percent, 1, 0, 0, true, :now)"
)
LINE = (
    "INSERT INTO sale_lines (sold_at, store_id, sale_id, product_id, quantity, unit_price, amount, unit_cost) "
    "VALUES (:now - :days, :store, 1, :store, 1, 1, 1, 1)"
)


@pytest.fixture
def empty(servers: embedded.EmbeddedServers) -> Iterator[str]:
    """An empty database; its URL, as its owner logs in."""
    name = f"migrate_{uuid.uuid4().hex[:12]}"
    with administer() as admin:
        admin.execute(f"CREATE DATABASE {name} OWNER vyapari_owner")
    yield url_of(name, "vyapari_owner")
    with administer() as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def administer() -> psycopg.Connection:
    return psycopg.connect(host=str(embedded.postgres_socket()), user="postgres", dbname="postgres", autocommit=True)


def shape(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All that migrations make: columns, indexes, constraints, policies, functions, rights."""
    queries = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
        "WHERE table_schema = 'public'",
        "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "constraints": "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
        "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies",
        "security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
        "functions": "SELECT proname, prosecdef, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        "rights": "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 'public'",
    }
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(text(sql))), key=str)
            for name, sql in queries.items()
        }
    engine.dispose()
    return found


def test_up_down_and_up_again(empty: str) -> None:
    with clock.stopped_at(datetime(2026, 11, 22, tzinfo=UTC)):
        migrate.upgrade(empty)
        first = shape(empty)
        assert len(first["policies"]) > 20
        migrate.downgrade(empty)
        left = {name: rows for name, rows in shape(empty).items() if rows and rows != []}
        tables = {row[0] for row in left.pop("columns")}
        assert tables == {"alembic_version"}
        assert left.get("policies") is None
        assert left.get("functions") is None
        migrate.upgrade(empty)
        assert shape(empty) == first


def test_a_second_upgrade_changes_nothing(empty: str) -> None:
    with clock.stopped_at(datetime(2026, 11, 22, tzinfo=UTC)):
        migrate.upgrade(empty)
        first = shape(empty)
        migrate.upgrade(empty)
        assert shape(empty) == first


def test_lines_from_before_rates_were_kept_have_their_products_rate(empty: str) -> None:
    """In every partition, and of every store, though row security is forced on the owner who migrates."""
    migrate.upgrade(empty, "e6")
    engine = create_engine(empty.replace("vyapari_owner", "postgres"))
    with engine.connect() as connection, connection.begin():
        migrate.ensure_months(connection, -1, 0)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        for store, sku, percent in ((1, "soap", 18), (2, "milk", 0), (3, "maggi", 5)):
            filled = {"store": store, "sku": sku, "percent": percent, "now": clock.now()}
            connection.execute(text(PRODUCT), filled)
            for days in (0, 20, 4000):
                connection.execute(text(LINE), {**filled, "days": timedelta(days=days)})
    migrate.upgrade(empty)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT store_id, gst_percent, count(*), count(DISTINCT tableoid) > 1 FROM sale_lines GROUP BY 1, 2")
        )
        assert sorted(tuple(row) for row in rows) == [(1, 18, 3, True), (2, 0, 3, True), (3, 5, 3, True)]
    engine.dispose()


def test_models_and_migrations_say_the_same(empty: str) -> None:
    migrate.upgrade(empty)
    engine = create_engine(empty)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": not_a_partition(connection)}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def not_a_partition(connection: Connection) -> Callable[..., bool]:
    """Partitions are their table's, and so is what PostgreSQL makes for each of them: no model names them."""
    names = set(connection.execute(text("SELECT relname FROM pg_class WHERE relispartition")).scalars())

    def include(thing: Any, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        if kind == "foreign_key_constraint":
            return not names & {thing.table.name, *(element.column.table.name for element in thing.elements)}
        return name not in names if kind == "table" else thing.table.name not in names

    return include


def test_the_months_around_today_are_laid_out(empty: str) -> None:
    with clock.stopped_at(datetime(2026, 11, 30, 23, 59, tzinfo=UTC)):
        migrate.upgrade(empty)
    engine = create_engine(empty)
    with engine.connect() as connection:
        found = set(
            connection.execute(text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")).scalars()
        )
    engine.dispose()
    for table in ("sales", "sale_lines", "stock_movements"):
        assert {f"{table}_default", f"{table}_2025_10", f"{table}_2026_11", f"{table}_2027_02"} <= found
