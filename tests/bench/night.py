"""`vyapari bench night`: one night of many stores, from the training to the last store's advice.

Books are written by COPY into a scratch database of the embedded server. Then the model is trained, every store's job put on
a queue of its own, and worked off by worker processes as in production. Measured are the training, the wall time of the
night, processor time of the workers (by its parts) and of the server, the largest worker's memory, what the database grew by,
and how long a chat's questions wait for an answer from what is stored. From N stores the figures of 100,000 are extrapolated
linearly, from what a store takes: what a worker takes to start is told apart, and waits for no store.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import psycopg
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from analytics.forecasting import champion
from bot.jobs import nightly
from domain.insights import store as insights
from domain.stores import store as stores
from infra import clock, embedded, queue
from infra.database.session import desk_session
from infra.settings import settings
from tests.bench.bookkeeping import measure
from tests.bench.bookkeeping.fill import fill
from tests.bench.bookkeeping.scratch import scratch_database

ALL = 100_000
TABLES = ("forecasts", "advice", "forecast_scores", "nights", "alerts")


def run(arguments: list[str]) -> None:
    """Fill, train, work the night off, print; drop what was filled."""
    parser = argparse.ArgumentParser(prog="vyapari bench night", description=__doc__)
    parser.add_argument("--stores", type=int, default=10_000)
    parser.add_argument("--lines-a-store", type=int, default=2_000, help="sale lines of a store's year (2,000)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (2)")
    parser.add_argument("--again", action="store_true", help="a second night a day later, which replaces the first")
    parser.add_argument("--data", type=Path, help="folder of the server's data, VYAPARI_DATA_DIR unless given")
    chosen = parser.parse_args(arguments)
    if chosen.data:
        os.environ["VYAPARI_DATA_DIR"] = str(chosen.data)
        settings.cache_clear()
    lines = chosen.stores * chosen.lines_a_store
    with scratch_database(lines, False) as (connection, _):
        # Another database of the same Redis: workers of a stack that runs here must not take these jobs.
        os.environ["REDIS_URL"] = f"{embedded.redis_url().split('?')[0]}?db=9"
        settings.cache_clear()
        queue.disconnect()
        queue.connect().flushdb()
        fill(connection, chosen.stores, lines)
        print(measure.sizes(connection))
        _train()
        _night(connection, chosen.stores, chosen.workers, days=0)
        if chosen.again:
            _night(connection, chosen.stores, chosen.workers, days=1)
        _print_sizes(connection, chosen.stores)
        _chat(connection)
        queue.connect().flushdb()


def _train() -> None:
    began, spent = time.perf_counter(), time.process_time()
    model = champion.train()
    what = (
        "too little to learn from" if model is None else f"{model.shops} shops, {model.series} series, {model.status}"
    )
    print(
        f"training   {time.perf_counter() - began:7.1f} s, {time.process_time() - spent:.1f} s of processor: {what}",
        flush=True,
    )


def _night(connection: psycopg.Connection, count: int, workers: int, days: int) -> None:
    with desk_session() as session:
        nights = {
            store_id: nightly.night_of(clock.now(), zone) + timedelta(days=days)
            for store_id, zone in stores.zones(session).items()
        }
    began = time.perf_counter()
    put = nightly.start(nights)
    print(f"queueing   {time.perf_counter() - began:7.1f} s for {put} stores", flush=True)
    before, server = resource.getrusage(resource.RUSAGE_CHILDREN), _server_seconds()
    began = time.perf_counter()
    figures = tempfile.TemporaryDirectory()
    environment = {**os.environ, "LOG_LEVEL": "WARNING", "PROMETHEUS_MULTIPROC_DIR": figures.name}
    processes = [
        subprocess.Popen([sys.executable, "-m", "bot.worker_process", "--burst"], env=environment)
        for _ in range(workers)
    ]
    while any(process.poll() is None for process in processes):
        try:
            processes[0].wait(timeout=10)
            for process in processes[1:]:
                process.wait()
        except subprocess.TimeoutExpired:
            left = queue.queue(queue.ANALYTICS).count
            print(f"\r{put - left} of {put} stores after {time.perf_counter() - began:.0f} s", end="", file=sys.stderr)
    print(file=sys.stderr)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    backend = _server_seconds() - server
    with desk_session() as session:
        done = sum(insights.nights_done(session).get(store_id) == night for store_id, night in nights.items())
    print(f"night      {wall:7.1f} s with {workers} workers, {done} of {count} stores done")
    with figures:
        parts = _parts(figures.name)
    each, its = sum(parts.values()) / max(done, 1), backend / max(done, 1)
    print(
        f"processor  {spent:7.1f} s of workers, {spent - sum(parts.values()):.1f} of them to start and to take jobs; "
        f"{backend:.1f} s of the server"
    )
    shown = ", ".join(f"{name} {seconds / max(done, 1):.3f}" for name, seconds in parts.items())
    print(f"a store    {each:7.3f} s of workers ({shown}) and {its:.3f} s of the server")
    print(f"memory     {after.ru_maxrss / 1024:7.0f} MB, the largest worker")
    hours = (each + its) * ALL / 2 / 3600
    print(f"           {ALL:,} stores: {hours:.1f} h of 2 cores that do nothing else", flush=True)


def _parts(folder: str) -> dict[str, float]:
    """Processor time of the night's parts, summed over the workers that left their figures in `folder`."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return {
        sample.labels["stage"]: sample.value
        for metric in registry.collect()
        if metric.name == "vyapari_night_seconds"
        for sample in metric.samples
    }


def _server_seconds() -> float:
    """Processor time of the PostgreSQL server: of its living processes, and of those that it has buried."""
    ticks, total = os.sysconf("SC_CLK_TCK"), 0
    root = _postmaster()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == root:
            total += sum(int(value) for value in fields[11:15])
        elif int(fields[1]) == root:
            total += sum(int(value) for value in fields[11:13])
    return total / ticks


def _postmaster() -> int:
    with psycopg.connect(host=str(embedded.postgres_socket()), user="postgres", dbname="postgres") as connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    assert row is not None
    return int((Path(row[0]) / "postmaster.pid").read_text().splitlines()[0])


def _print_sizes(connection: psycopg.Connection, count: int) -> None:
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    print(f"database   {row[0] / 1e9:7.2f} GB, of that the night's work:")
    for table in TABLES:
        size = connection.execute(
            "SELECT pg_total_relation_size(%s::regclass), (SELECT reltuples FROM pg_class WHERE oid = %s::regclass)",
            (table, table),
        ).fetchone()
        assert size is not None
        print(
            f"  {table:<18}{size[0] / 1e6:10.1f} MB; 1,000 stores: {size[0] / count * 1000 / 1e6:7.1f} MB; "
            f"{ALL:,} stores: {size[0] / count * ALL / 1e9:7.1f} GB"
        )


def _chat(connection: psycopg.Connection) -> None:
    """Questions that stored advice answers, each in a transaction of its own: the aim is 200 ms of all."""
    rng = np.random.default_rng(5)
    skus = [row[0] for row in connection.execute("SELECT sku FROM products WHERE store_id = 1 ORDER BY sku")]
    asked = {
        "what to reorder?": measure.question("reorder_advice"),
        "one product": measure.question("reorder_advice", skus, rng),
        "a cash limit": measure.question("reorder_advice", cash=5000),
        "how much will sell": measure.question("demand_forecast", skus, rng),
    }
    print(measure.HEADING)
    for number, (name, request) in enumerate(asked.items()):
        picked = measure.pick_stores(connection, 110, seed=number)
        print(measure.measure(picked, request).row(name, 200.0), flush=True)
