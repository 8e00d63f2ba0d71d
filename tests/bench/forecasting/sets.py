"""The retail sets that forecasts are measured on, as `unique_id, ds, y`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from tests.bench.forecasting.simulated import SIMULATED

SETS: Final = {
    "takeaway": "takeaway_daily",
    "m5": "m5_ca1_foods1_8items",
    "pharma": "pharma_daily",
    "kiel_bakery": "kiel_bakery_daily_revenue",
    "brazil_one_sku": "brazil_one_sku_stock_price",
}
"""Name of a set, and its file under DIR/retail without `.csv.gz`."""


def load(folder: Path, name: str) -> pd.DataFrame:
    """The daily quantities of the set `name`, under `folder`/retail or simulated. Raises FileNotFoundError."""
    if name in SIMULATED:
        return SIMULATED[name]()
    table = pd.read_csv(folder / "retail" / f"{SETS[name]}.csv.gz", parse_dates=["date"])
    table = table.rename(columns={"item_id": "unique_id", "date": "ds", "qty": "y"})
    return table.assign(unique_id=table["unique_id"].astype(str))[["unique_id", "ds", "y"]]
