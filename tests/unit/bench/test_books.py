"""What the benchmark of the books writes is books: they add up, and the database is as the migrations made it."""

from __future__ import annotations

import numpy as np
import psycopg
import pytest
from sqlalchemy.engine import make_url

from infra import embedded
from infra.database.session import close_engines
from tests.bench.bookkeeping.fill import fill
from tests.bench.bookkeeping.measure import explain, measure, pick_stores, report_of, sale_of

INDICES = "SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+', '') FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"


@pytest.fixture
def connection(database: str) -> psycopg.Connection:
    name = str(make_url(database).database)
    return psycopg.connect(host=str(embedded.postgres_socket()), user="postgres", dbname=name, autocommit=True)


def one(connection: psycopg.Connection, query: str) -> tuple[object, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def test_filled_books_add_up_and_are_measured(connection: psycopg.Connection) -> None:
    before = connection.execute(INDICES).fetchall()
    fill(connection, stores=4, lines=10_950)
    assert connection.execute(INDICES).fetchall() == before
    lines, amount, sold = one(connection, "SELECT count(*), sum(amount), sum(quantity) FROM sale_lines")
    assert 10_400 < int(str(lines)) < 11_500
    assert one(connection, "SELECT sum(total) FROM sales") == (amount,)
    assert one(connection, "SELECT count(*), -sum(quantity) FROM stock_movements") == (lines, sold)
    assert one(connection, "SELECT count(*) FROM sale_lines_default") == (0,)
    stray = (
        "SELECT count(*) FROM sale_lines l JOIN sales s ON (s.id, s.sold_at) = (l.sale_id, l.sold_at) "
        "JOIN products p ON p.id = l.product_id WHERE s.store_id = l.store_id AND p.store_id = l.store_id"
    )
    assert one(connection, stray) == (lines,)
    stores = pick_stores(connection, 5, seed=1)
    rng = np.random.default_rng(1)
    sales = measure(stores, sale_of(["maggi-70g", "sugar-loose", "soap-lux-100g"], rng), warm=1)
    assert len(sales.whole) == len(stores) - 1
    assert sales.statements > 0
    assert one(connection, "SELECT count(*) FROM entries") == (len(stores),)
    assert measure(stores, report_of("365d"), warm=0).statements


def test_a_years_report_reads_two_indices_and_no_row_of_a_sale(connection: psycopg.Connection) -> None:
    """A shop's rows lie scattered: each that is not in the index is a page from a cold disk."""
    fill(connection, stores=4, lines=10_950)
    # So few rows would be read at once: ask for what a large table gets. Empty months are read anyhow.
    name = connection.info.dbname
    connection.execute(f"ALTER DATABASE {name} SET enable_seqscan = off")
    close_engines()
    plan = [line.strip() for line in explain(1, "365d")]
    read = [line for line in plan if "Scan" in line and " on sale" in line and "rows=0.00" not in line]
    assert len(read) > 20
    assert [line for line in read if "Index Only Scan" not in line] == []
    assert {line for line in plan if line.startswith("Heap Fetches")} == {"Heap Fetches: 0"}
