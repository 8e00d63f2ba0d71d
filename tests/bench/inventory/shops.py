"""The shops of the reorder benchmark: real daily demand, and costs, lead times, packs and shelf lives as shops have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]
KEEPS = 400
"""Shelf life, in days, of what keeps: longer than any simulation."""


@dataclass(frozen=True)
class Shop:
    """Products by days. Every array but `demand` has a value a product."""

    name: str
    first: pd.Timestamp
    demand: Array
    """(days, products)."""
    price: Array
    cost: Array
    lead: Days
    review: Days
    pack: Array
    life: Days
    """Days on which a delivery can be sold; KEEPS when it does not spoil."""

    def part(self, chosen: slice) -> Shop:
        """The same shop with some of its products."""
        names = ("price", "cost", "lead", "review", "pack", "life")
        return replace(self, demand=self.demand[:, chosen], **{name: getattr(self, name)[chosen] for name in names})


def read_shops(folder: Path) -> list[Shop]:
    """All shops; products take the values of each list in turn, the best sold first."""
    takeaway, ordered = _demand(folder, "takeaway_daily"), _by_sales
    dishes = ordered(takeaway)
    prices = _prices(folder, "takeaway_daily")
    bakery = (_demand(folder, "kiel_bakery_daily_revenue") / BAKERY_PRICES).round()
    return [
        # A kitchen that buys each evening for the day after next; dishes keep for two days to a week.
        _shop(
            "kitchen, daily", dishes.iloc[:, 0:40:2], prices, 1, 1, (2, 3, 5, 2, 7, 4), (1, 2, 4, 1), (0.65, 0.72, 0.8)
        ),
        # The same street's other kitchen buys every third day; some things keep.
        _shop(
            "kitchen, 3 days", dishes.iloc[:, 1:41:2], prices, 2, 3, (4, 5, 7, 6, None), (1, 2, 3), (0.7, 0.78, 0.85)
        ),
        # Slow things that come once a week, in packs, and keep.
        _shop("slow shelf, weekly", dishes.iloc[:, 40:90], prices, 3, 7, (None, 60, 30, None), (1, 3, 6), (0.75, 0.85)),
        # A corner of a food market: 8 products, a mix of all.
        _shop(
            "market corner",
            _by_sales(_demand(folder, "m5_ca1_foods1_8items")),
            _prices(folder, "m5_ca1_foods1_8items"),
            (1, 2),
            (1, 3, 1, 7),
            (3, 7, 5, None, 4),
            (1, 6, 2),
            (0.7, 0.8),
        ),
        # A chemist, weekly, three days' delivery, in boxes.
        _shop(
            "chemist, weekly", _by_sales(_demand(folder, "pharma_daily")), 60.0, 3, 7, (None, 90), (5, 10), (0.78, 0.88)
        ),
        # The chemist's demand sold as milk, curd and greens: daily, a crate each, gone in two to four days.
        _shop(
            "dairy, daily",
            _by_sales(_demand(folder, "pharma_daily")),
            30.0,
            1,
            1,
            (2, 3, 4),
            (1, 2, 1),
            (0.75, 0.85, 0.8),
        ),
        # Bread, rolls, croissants, pastry, cake: by the tray, gone in two days or three.
        _shop(
            "bakery, daily", bakery.iloc[:, :5], BAKERY_PRICES, 1, 1, (3, 2, 2, 2, 3), (5, 20, 10, 2, 5), (0.45, 0.6)
        ),
    ]


BAKERY_PRICES = pd.Series({"1": 3.5, "2": 0.5, "3": 1.5, "4": 3.0, "5": 2.5, "6": 4.0})
"""€ for a piece of each group, of which the data has the revenue only."""


def _shop(
    name: str,
    demand: pd.DataFrame,
    prices: pd.Series | float,
    lead: int | tuple[int, ...],
    review: int | tuple[int, ...],
    life: tuple[int | None, ...],
    pack: tuple[int, ...],
    cost: tuple[float, ...],
) -> Shop:
    number = demand.shape[1]
    price = np.full(number, prices) if isinstance(prices, float) else prices[demand.columns].to_numpy(dtype=float)

    def turn(values: int | tuple[float | None, ...], kind: Callable[[Array], Array] = np.asarray) -> Array:
        given = values if isinstance(values, tuple) else (values,)
        return kind(np.resize([KEEPS if value is None else value for value in given], number))

    return Shop(
        name=name,
        first=demand.index[0],
        demand=demand.to_numpy(dtype=float),
        price=price,
        cost=(price * turn(cost)).round(2),
        lead=turn(lead).astype(int),
        review=turn(review).astype(int),
        pack=turn(pack).astype(float),
        life=turn(life).astype(int),
    )


def _demand(folder: Path, name: str) -> pd.DataFrame:
    """(days, products) of the last two years."""
    table = pd.read_csv(folder / f"{name}.csv.gz", dtype={"item_id": str}, parse_dates=["date"])
    wide = table.pivot_table(index="date", columns="item_id", values="qty", aggfunc="sum")
    return wide.asfreq("D").fillna(0.0).tail(730).clip(lower=0)


def _prices(folder: Path, name: str) -> pd.Series:
    table = pd.read_csv(folder / f"{name}.csv.gz", dtype={"item_id": str})
    return table.groupby("item_id")["price"].median()


def _by_sales(demand: pd.DataFrame) -> pd.DataFrame:
    # By what sold before the simulation begins, or the choice would know the future.
    return demand[demand.iloc[:365].sum().sort_values(ascending=False, kind="stable").index]
