"""How long forecasts take and how much memory, without regard to how good they are: shops made up one after the other."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
import psutil

from analytics.forecasting.engine import forecast_with, train

PRODUCTS: Final = 100
"""A shop has so many."""
TRAINED_SHOPS: Final = 10
"""The weekly job trains on a sample; more shops take no longer."""
DAYS, AHEAD = 730, 14
START: Final = date(2026, 11, 23)


@dataclass(frozen=True)
class Speed:
    """What was measured, in one process."""

    series: int
    trained: int
    """Series that were learnt from."""
    train_seconds: float
    forecast_seconds: float
    """CPU seconds, of all the process's threads, for the forecasts of `series`, the model loaded, shop by shop."""
    a_second: float
    """Series forecast in a CPU second."""
    peak_mb: float
    """Largest resident memory of the process."""
    load: float
    """Processes that wanted a CPU meanwhile (the load average of a minute), over the CPUs there are."""


def measure(series: int) -> Speed:
    """Train on shops made up, then forecast `series` of them shop by shop, as a night does."""
    shops = max(1, series // PRODUCTS)
    parts = [_shop(number) for number in range(min(shops, TRAINED_SHOPS))]
    history = pd.concat([part.assign(unique_id=f"{n}/" + part["unique_id"]) for n, part in enumerate(parts)])
    shop_of = {f"{n}/{name}": n for n, part in enumerate(parts) for name in part["unique_id"].unique()}
    began = time.process_time()
    learned = train(history, AHEAD, START, shop_of)
    trained = time.process_time() - began
    spent = 0.0
    for number in range(shops):
        part = _shop(number)
        began = time.process_time()
        made = forecast_with(learned, part, AHEAD, START)
        spent += time.process_time() - began
        assert len(made) == PRODUCTS * AHEAD
    return Speed(
        series=shops * PRODUCTS,
        trained=len(shop_of),
        train_seconds=trained,
        forecast_seconds=spent,
        a_second=shops * PRODUCTS / spent,
        peak_mb=_peak_mb(),
        load=psutil.getloadavg()[0] / (os.cpu_count() or 1),
    )


def print_speed(speed: Speed) -> None:
    """Four lines."""
    print(f"\nspeed, products of {DAYS} days, {AHEAD} days ahead, in one process (load {speed.load:.1f} a CPU)")
    print(f"{'':<4}training on {speed.trained:,} series, weights and widths included: {speed.train_seconds:.1f} s CPU")
    print(f"{'':<4}forecasts of {speed.series:,} series: {speed.a_second:,.0f} a CPU second")
    print(f"{'':<4}largest memory: {speed.peak_mb:,.0f} MB")


def _shop(number: int) -> pd.DataFrame:
    rng = np.random.default_rng(number)
    ds = pd.date_range(START - timedelta(days=DAYS), periods=DAYS)
    week = np.array([0.9, 0.9, 0.9, 1.0, 1.1, 1.2, 1.0])[ds.weekday]
    y = rng.poisson(np.exp(rng.normal(0.5, 1.2, (PRODUCTS, 1))) * week).ravel()
    names = np.repeat([f"{place:03}" for place in range(PRODUCTS)], DAYS)
    table = pd.DataFrame({"unique_id": names, "ds": np.tile(ds, PRODUCTS), "y": y})
    return table[table["y"] > 0]


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:
        return psutil.Process().memory_info().rss / 2**20
    # Linux counts kilobytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
