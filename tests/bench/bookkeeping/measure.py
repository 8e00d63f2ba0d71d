"""How long the program's own functions take on the books that are there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import regex
from sqlalchemy import event

from actions import registry
from actions.contract import Line, Request
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import engine, store_session


@dataclass
class Times:
    """Milliseconds of each run: as a whole, and of that inside the database."""

    whole: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: int = 0
    backend: float = 0.0
    """Milliseconds of processor that the server's process spent on all runs; 0 where /proc does not tell."""

    def row(self, name: str, aim: float) -> str:
        """A line of the table; the aim is held against the 95th percentile of the database's time."""
        inside, whole = np.array(self.database), np.array(self.whole)
        met = "met" if np.percentile(inside, 95) <= aim else "MISSED"
        return (
            f"{name:<28}{np.percentile(inside, 50):>9.1f}{np.percentile(inside, 95):>9.1f}"
            f"{np.percentile(whole, 50):>10.1f}{np.percentile(whole, 95):>9.1f}{aim:>8.0f}  {met:<7}"
            f"{self.statements / len(self.whole):>10.0f}{self.backend / len(self.whole):>8.1f}"
        )


HEADING = (
    f"{'ms':<28}{'db p50':>9}{'db p95':>9}{'all p50':>10}{'all p95':>9}{'aim':>8}  {'':<7}{'statements':>10}{'cpu':>8}"
)


def pick_stores(connection: psycopg.Connection, count: int, seed: int) -> list[int]:
    """Stores as sales come: a shop twice as busy is twice as likely."""
    top = connection.execute("SELECT max(id) FROM sales").fetchone()
    assert top is not None
    numbers = np.random.default_rng(seed).integers(1, top[0] + 1, count)
    rows = connection.execute("SELECT id, store_id FROM sales WHERE id = ANY(%s)", (numbers.tolist(),)).fetchall()
    of = dict(rows)
    return [of[number] for number in numbers.tolist() if number in of]


def measure(stores: list[int], request: Callable[[int, int], Request], warm: int = 10) -> Times:
    """Carry out a request in each of `stores`, each in a transaction of its own, the first `warm` of them uncounted."""
    times, spent = Times(), _backend_milliseconds()
    for number, store_id in enumerate(stores):
        asked = request(number, store_id)
        with _watched() as watched:
            begun = time.perf_counter()
            with store_session(store_id) as session:
                registry.find(asked.intent)(session, asked)
                before_commit = time.perf_counter()
            ended = time.perf_counter()
        if number >= warm:
            times.whole.append((ended - begun) * 1000)
            times.database.append((watched.seconds + ended - before_commit) * 1000)
            times.statements += watched.count
        if number == warm - 1:
            spent = _backend_milliseconds()
    times.backend = _backend_milliseconds() - spent
    return times


def _backend_milliseconds() -> float:
    """What the server's process behind our one pooled connection has spent of the processor so far."""
    with engine().connect() as connection:
        file = Path(f"/proc/{connection.exec_driver_sql('SELECT pg_backend_pid()').scalar_one()}/stat")
    if not file.exists():
        return 0.0
    ticks = file.read_text().rpartition(")")[2].split()[11:13]
    return sum(int(tick) for tick in ticks) * 1000 / os.sysconf("SC_CLK_TCK")


def sale_of(skus: list[str], rng: np.random.Generator) -> Callable[[int, int], Request]:
    """A sale of three products by the owner's WhatsApp."""

    def request(_: int, store_id: int) -> Request:
        lines = tuple(Line(sku, sku, Quantity(1)) for sku in rng.choice(skus, 3, replace=False).tolist())
        return _request("record_sale", store_id, lines=lines)

    return request


def question(
    intent: str, skus: list[str] | None = None, rng: np.random.Generator | None = None, cash: int | None = None
) -> Callable[[int, int], Request]:
    """A question by the owner's WhatsApp: about one of `skus` where they are given, within `cash` rupees."""

    def request(_: int, store_id: int) -> Request:
        lines = () if skus is None or rng is None else (Line((sku := str(rng.choice(skus))), sku),)
        return _request(intent, store_id, lines=lines, amount=None if cash is None else Money(cash))

    return request


def report_of(period: str) -> Callable[[int, int], Request]:
    """The report of a period by the owner's WhatsApp."""
    return lambda _, store_id: _request("sales_report", store_id, period=period)


def explain(store_id: int, period: str) -> Iterator[str]:
    """The plans of a report's statements as the program's role runs them, line by line."""
    asked = _request("sales_report", store_id, period=period)
    with _watched() as watched, store_session(store_id) as session:
        registry.find(asked.intent)(session, asked)
    for statement, parameters in watched.seen:
        if "sale" not in statement or not statement.lstrip().startswith("SELECT"):
            continue
        with store_session(store_id) as session:
            plan = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
            yield from (row[0] for row in plan)
        yield ""


def _request(intent: str, store_id: int, **said: Any) -> Request:
    return Request(
        intent=intent,
        store_id=store_id,
        user_id=store_id,
        role="owner",
        now=clock.now(),
        timezone="Asia/Kolkata",
        channel="whatsapp",
        **said,
    )


@dataclass
class _Watched:
    seconds: float = 0.0
    count: int = 0
    seen: list[tuple[str, Any]] = field(default_factory=list)


@contextmanager
def _watched() -> Iterator[_Watched]:
    """The time that statements take, from being handed to the driver until their rows are there."""
    watched, pool = _Watched(), engine()
    begun = 0.0

    def before(*_: object) -> None:
        nonlocal begun
        begun = time.perf_counter()

    def after(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        watched.seconds += time.perf_counter() - begun
        watched.count += 1
        watched.seen.append((statement, parameters))

    event.listen(pool, "before_cursor_execute", before)
    event.listen(pool, "after_cursor_execute", after)
    try:
        yield watched
    finally:
        event.remove(pool, "before_cursor_execute", before)
        event.remove(pool, "after_cursor_execute", after)


def sizes(connection: psycopg.Connection) -> str:
    """How large the books are."""
    rows = connection.execute(
        "SELECT pg_size_pretty(pg_database_size(current_database())), (SELECT count(*) FROM sale_lines), "
        "(SELECT count(*) FROM sales), (SELECT count(*) FROM stores), "
        "(SELECT count(*) FROM pg_inherits WHERE inhparent = 'sale_lines'::regclass)"
    ).fetchone()
    assert rows is not None
    return f"{rows[3]:,} stores, {rows[2]:,} sales, {rows[1]:,} lines, {rows[4]} partitions of lines, {rows[0]}"


def pruned(plan: list[str]) -> str:
    """Which partitions a plan reads."""
    named = (
        regex.fullmatch(r"sale(?:s|_lines)_(?:\d{4}_\d\d|default)", word) for line in plan for word in line.split()
    )
    read = sorted({found[0] for found in named if found})
    return f"partitions read: {', '.join(read)}"


def short(plan: list[str]) -> list[str]:
    """The nodes of a plan without their details."""
    return [line[:150] for line in plan if "->" in line or line.startswith(("Planning Time", "Execution Time"))]
