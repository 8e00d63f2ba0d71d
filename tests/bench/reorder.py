"""`vyapari bench reorder --data DIR`: what ordering costs shops under our policy, its peers, and an oracle.

`ours` knows which days sold out, as a shop's books tell; `ours, by files` knows no more than SALES.csv and STATE.csv say.
`(R,S) best z` takes the safety stock that turns out best for the shop, which nobody can know: a peer of the peers.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from analytics.forecasting.engine import DEFAULT
from tests.bench.inventory import ours, peers
from tests.bench.inventory.shops import Shop, read_shops
from tests.bench.inventory.simulation import Costs, Policy, simulate

WARM_DAYS, COUNTED_DAYS = 28, 182
REFERENCE = "(R,S)"


def run(arguments: list[str]) -> None:
    """Simulate every shop under every policy, and print costs over those of (R,S)."""
    parser = argparse.ArgumentParser(prog="vyapari bench reorder")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder that has retail/takeaway_daily.csv.gz and the like"
    )
    parser.add_argument("--model", default=DEFAULT, help="forecasting engine of ours")
    parser.add_argument("--every", type=int, default=7, help="days between its forecasts")
    parser.add_argument("--shop", help="only shops whose name holds this")
    parser.add_argument("--policy", action="append", help="only this policy, beside (R,S)")
    parser.add_argument("--detail", action="store_true", help="lost, held, spoiled of each")
    chosen = parser.parse_args(arguments)
    folder = chosen.data / "retail" if (chosen.data / "retail").is_dir() else chosen.data
    policies: dict[str, list[Callable[[Shop, int], Policy]]] = {
        REFERENCE: [peers.periodic],
        "fixed level": [peers.fixed_level],
        "3 days": [peers.three_days],
        "(R,S) weekdays": [peers.periodic_weekdays],
        "(R,S) best z": [peers.periodic_at(z) for z in peers.SAFETIES],
        "oracle": [ours.oracle],
        "ours, by files": [ours.forecasting(chosen.model, chosen.every, told=False)],
        "ours": [ours.forecasting(chosen.model, chosen.every)],
    }
    if chosen.policy:
        policies = {name: made for name, made in policies.items() if name in (REFERENCE, *chosen.policy)}
    shops = [shop for shop in read_shops(folder) if not chosen.shop or chosen.shop in shop.name]
    print(
        f"{'cost over that of (R,S)':<24}" + "".join(f"{name:>16}" for name in policies) + f"{'(R,S) cost':>12}{'s':>6}"
    )
    ratios = []
    for shop in shops:
        begun = time.perf_counter()
        begin = len(shop.demand) - WARM_DAYS - COUNTED_DAYS - ours.AHEAD_DAYS
        costs = {
            name: min((simulate(shop, make(shop, begin), begin, WARM_DAYS, COUNTED_DAYS) for make in made), key=_total)
            for name, made in policies.items()
        }
        base = costs[REFERENCE].total
        ratios.append([cost.total / base for cost in costs.values()])
        took = time.perf_counter() - begun
        print(
            f"{shop.name:<24}" + "".join(f"{ratio:>16.3f}" for ratio in ratios[-1]) + f"{base:>12.0f}{took:>6.0f}",
            flush=True,
        )
        if chosen.detail:
            for part in ("lost", "held", "spoiled"):
                row = "".join(f"{getattr(cost, part).sum() / base:>16.3f}" for cost in costs.values())
                print(f"    {part:<20}{row}")
    print(f"{'mean over shops':<24}" + "".join(f"{mean:>16.3f}" for mean in np.mean(ratios, axis=0)))


def _total(costs: Costs) -> float:
    return costs.total
