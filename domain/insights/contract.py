"""Forecasts and advice as values: what is stored a row a store, product by product."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FIGURES: Final = ("p10", "p50", "p90", "mean")
"""The first axis of `Sheet.figures`."""
KEPT_DAYS: Final = 14
"""How long forecasts of days that are over are kept, to be shown beside what was sold."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Forecast:
    """How much of a product will sell on a day: quantiles and mean, in the product's unit."""

    product_id: int
    ds: date
    p10: Decimal
    p50: Decimal
    p90: Decimal
    mean: Decimal
    model: str
    """Which model made the newest forecasts of the store."""
    made_at: datetime
    """When that was."""


@dataclass(frozen=True)
class Advice:
    """The newest advice on a product: what to reorder, which price to charge, or why the forecast is what it is."""

    product_id: int
    kind: str
    """`reorder`, `price` or `demand`."""
    detail: dict[str, Any]
    """The decision and its reasons; numbers as strings."""
    made_at: datetime


@dataclass(frozen=True)
class Sheet:
    """All forecasts of a store: those that one night made for the days from `day` on, and of the days before what was
    forecast for each by the last night before it.
    """

    since: date
    """The day of the first column."""
    day: date
    products: npt.NDArray[np.int64]
    """(products,): their numbers."""
    figures: npt.NDArray[np.float32]
    """(4, products, days), in the order of FIGURES; NaN where nothing was forecast."""
    model: str
    made_at: datetime

    def place(self, product_id: int) -> int | None:
        """The row of a product in `figures`; None when nothing was forecast of it."""
        found = np.flatnonzero(self.products == product_id)
        return int(found[0]) if len(found) else None

    def between(self, begin: date, end: date) -> slice:
        """The columns of the days from `begin` to `end`, both included, of those that there are."""
        first = max((begin - self.since).days, 0)
        return slice(first, max((end - self.since).days + 1, first))

    def forecasts(self, product_ids: Collection[int], begin: date, end: date) -> Iterator[Forecast]:
        """What was forecast of products, each from `begin` to `end`, both included, in order of the days."""
        columns = self.between(begin, end)
        first = self.since + columns.start * _DAY
        for product_id in product_ids:
            place = self.place(product_id)
            if place is None:
                continue
            for number, figures in enumerate(self.figures[:, place, columns].T):
                if not np.isnan(figures[0]):
                    p10, p50, p90, mean = (Decimal(f"{figure:.4f}") for figure in figures)
                    yield Forecast(product_id, first + number * _DAY, p10, p50, p90, mean, self.model, self.made_at)

    def follow(self, before: Sheet | None) -> Sheet:
        """This sheet, whose first day is `day`, with the KEPT_DAYS before it taken from the sheet that it follows."""
        if before is None or before.since >= self.day:
            return self
        since = max(before.since, self.day - KEPT_DAYS * _DAY)
        past = before.between(since, self.day - _DAY)
        kept = before.figures[:, :, past]
        told = ~np.isnan(kept[0]).all(axis=1)
        # Days for which no night forecast anything, as after a long silence, are missing figures as well.
        gap = (self.day - since).days
        products = np.union1d(self.products, before.products[told])
        figures = np.full((len(FIGURES), len(products), gap + self.figures.shape[2]), np.nan, dtype=np.float32)
        figures[:, np.searchsorted(products, before.products[told]), : kept.shape[2]] = kept[:, told]
        figures[:, np.searchsorted(products, self.products), gap:] = self.figures
        return Sheet(since, self.day, products, figures, self.model, self.made_at)
