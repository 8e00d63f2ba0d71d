"""`vyapari bench books`: recording a sale and reporting, on the books of many stores.

A year of sales is written by COPY into a scratch database of the embedded server, with monthly partitions, row security and
indices as the migrations make them. Measured are the program's own actions, each in a transaction of its own in a random
shop, sizes weighted as sales come. `db` is the time spent waiting for statements and the commit, `all` the whole
transaction, `cpu` what the server's process spent of the processor a run (which other work on the machine does not lengthen).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np

from domain.demo.profile import catalogue
from infra.settings import settings
from tests.bench.bookkeeping import measure
from tests.bench.bookkeeping.fill import fill
from tests.bench.bookkeeping.scratch import NAME, scratch_database

AIMS = {"a sale of 3 products": 15.0, "today's report": 30.0, "a year's report": 150.0}
"""Milliseconds, of the 95th percentile."""


def run(arguments: list[str]) -> None:
    """Fill, measure, print; drop what was filled."""
    parser = argparse.ArgumentParser(prog="vyapari bench books", description=__doc__)
    parser.add_argument("--stores", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=20_000_000, help="sale lines of all stores together")
    parser.add_argument("--runs", type=int, default=300, help="times that each thing is measured")
    parser.add_argument(
        "--keep", action="store_true", help=f"leave the database {NAME}, and measure it again next time"
    )
    parser.add_argument("--data", type=Path, help="folder of the server's data, VYAPARI_DATA_DIR unless given")
    parser.add_argument("--plans", action="store_true", help="print every plan in full")
    chosen = parser.parse_args(arguments)
    if chosen.data:
        os.environ["VYAPARI_DATA_DIR"] = str(chosen.data)
        settings.cache_clear()
    with scratch_database(chosen.lines, chosen.keep) as (connection, kept):
        if kept:
            print(f"measuring what an earlier run left in {NAME}", file=sys.stderr)
        else:
            fill(connection, chosen.stores, chosen.lines)
        print(measure.sizes(connection))
        rng = np.random.default_rng(5)
        asked = dict(
            zip(
                AIMS,
                (
                    measure.sale_of([item.sku for item in catalogue()], rng),
                    measure.report_of("today"),
                    measure.report_of("365d"),
                ),
                strict=True,
            )
        )
        print(measure.HEADING)
        for number, (name, request) in enumerate(asked.items()):
            stores = measure.pick_stores(connection, chosen.runs + 10, seed=number)
            print(measure.measure(stores, request).row(name, AIMS[name]), flush=True)
        store_id = measure.pick_stores(connection, 50, seed=9)[0]
        for period in ("today", "365d"):
            plan = list(measure.explain(store_id, period))
            print(f"\nEXPLAIN (ANALYZE) of the report of {period}: {measure.pruned(plan)}")
            print("\n".join(plan if chosen.plans else measure.short(plan)))
