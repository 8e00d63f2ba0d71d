"""`vyapari bench forecast --data DIR`: our forecasts against what the field offers, on real shops' days."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from math import exp, log
from pathlib import Path
from typing import Final

import pandas as pd

from analytics.forecasting.backtest import Score, judge
from analytics.forecasting.contract import Engine
from analytics.forecasting.engine import DEFAULT, ENGINES
from tests.bench.forecasting.peers import Prophet, StatsForecastPeer, WeekdayEight
from tests.bench.forecasting.sets import SETS, load
from tests.bench.forecasting.simulated import SIMULATED
from tests.bench.forecasting.speed import measure, print_speed

PEERS: Final[dict[str, Engine]] = {
    peer.name: peer
    for peer in (
        ENGINES["seasonal_naive"],
        WeekdayEight(),
        StatsForecastPeer("auto_ets"),
        StatsForecastPeer("croston_sba"),
        Prophet(),
    )
}


@dataclass
class Timed:
    """An engine, and how long it took for how many series."""

    engine: Engine
    seconds: float = 0.0
    series: int = 0

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.engine.name

    def forecast(self, history: pd.DataFrame, horizon: int, start: date) -> pd.DataFrame:
        """See `Engine.forecast`."""
        began = time.perf_counter()
        made = self.engine.forecast(history, horizon, start)
        self.seconds += time.perf_counter() - began
        self.series += made["unique_id"].nunique()
        return made


@dataclass(frozen=True)
class Row:
    """How an engine did on a set."""

    set: str
    score: Score
    per_thousand: float
    """Seconds for the forecasts of a thousand series at one origin, training included."""
    against_best: float | None
    """WQL over that of the best peer; None without peers."""


def run(arguments: list[str]) -> None:
    """Score the peers and ours on each set, a row each, and the means over sets."""
    options = _options(arguments)
    engines = {**PEERS, **ENGINES}
    names = options.models or [*PEERS, DEFAULT]
    rows: list[Row] = []
    if not options.json:
        columns = ("WQL", "/best", "WAPE", "RMSSE", "7 days", f"{options.horizon} days", "cover")
        print(f"{'set':<21}{'model':<18}{''.join(f'{one:>8}' for one in columns)}{'s/1000':>9}")
    for name in options.sets:
        rows += _of_set(name, load(options.data, name), [engines[model] for model in names], options)
    speed = measure(options.series) if options.series else None
    if options.json:
        print(json.dumps({"sets": [asdict(row) for row in rows], "speed": speed and asdict(speed)}, indent=2))
        return
    if rows:
        _print_means(rows, names)
    if speed is not None:
        print_speed(speed)


def _of_set(name: str, history: pd.DataFrame, engines: list[Engine], options: argparse.Namespace) -> list[Row]:
    timed = [Timed(engine) for engine in engines]

    def report(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        print(f"\r{name}: forecast {done} of {total}", end=end, file=sys.stderr, flush=True)

    scores = judge(history, options.horizon, options.origins, timed, report)
    best = min((score.wql for score in scores if score.model in PEERS), default=None)
    rows = [
        Row(name, score, 1000 * one.seconds / max(one.series, 1), None if best is None else score.wql / best)
        for score, one in zip(scores, timed, strict=True)
    ]
    if not options.json:
        for row in rows:
            _print(row)
    return rows


def _print(row: Row) -> None:
    score = row.score
    against = f"{row.against_best:>8.3f}" if row.against_best is not None else f"{'-':>8}"
    print(
        f"{row.set:<21}{score.model:<18}{score.wql:>8.4f}{against}{score.wape:>8.4f}{score.rmsse:>8.4f}"
        f"{score.total_week:>8.4f}{score.total:>8.4f}{score.coverage:>8.3f}{row.per_thousand:>9.1f}",
        flush=True,
    )


def _print_means(rows: list[Row], names: list[str]) -> None:
    print("\ngeometric mean over sets of WQL against the best peer; mean coverage")
    for name in names:
        mine = [row for row in rows if row.score.model == name]
        against = [row.against_best for row in mine if row.against_best is not None]
        mean = f"{exp(sum(map(log, against)) / len(against)):>8.3f}" if against else f"{'-':>8}"
        print(f"{'':<21}{name:<18}{mean}{sum(row.score.coverage for row in mine) / len(mine):>8.3f}")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="vyapari bench forecast", description=run.__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the sets lie in DIR/retail")
    known = list(dict.fromkeys([*PEERS, *ENGINES]))
    parser.add_argument("--models", type=_listed(known), metavar="A,B", help=f"of {', '.join(known)}")
    parser.add_argument(
        "--sets", type=_listed([*SETS, *SIMULATED]), default=list(SETS), metavar="A,B",
        help=f"{', '.join(SETS)} (these, unless told), {', '.join(SIMULATED)}",
    )  # fmt: skip
    parser.add_argument("--horizon", type=int, default=14, help="days ahead (14)")
    parser.add_argument("--origins", type=int, default=6, help="origins, a horizon apart (6)")
    parser.add_argument(
        "--series", type=int, default=0, metavar="N",
        help="measure speed and memory on N products too, 100 a shop, of two years; training on 1,000 of them at most",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    options = parser.parse_args(arguments)
    for name in set(options.sets) & SETS.keys():
        path = options.data / "retail" / f"{SETS[name]}.csv.gz"
        if not path.is_file():
            parser.error(f"--data: there is no {path}")
    return options


def _listed(known: list[str]) -> type[list[str]]:
    class Listed(list[str]):
        def __init__(self, text: str) -> None:
            super().__init__(dict.fromkeys(name.strip() for name in text.split(",")))
            for name in self:
                if name not in known:
                    raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")

    return Listed
