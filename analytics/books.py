"""What a store sold of each product on each day, and when its shelf was empty, as matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import BigInteger, Date, Integer, Numeric, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from domain.catalogue.models import Product
from domain.sales import sums
from domain.stock.models import StockMovement
from domain.stores.models import Store
from infra import clock

HISTORY_DAYS = 730
"""Two years: a season takes more than one to be told from a trend, and last year's festival may lie 13 months back."""
SHELF_DAYS = 112
"""Days back in which empty shelves are looked for."""
_PARTS = 1000
"""Of a unit, in which stock is counted exactly: see `domain.values.Quantity`."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Books:
    """The HISTORY_DAYS before today. Rows are products by number: those on sale, and those that were sold before."""

    first: date
    """The day of the first column."""
    numbers: npt.NDArray[np.int64]
    """(products,)."""
    categories: list[str]
    """Of each product; empty for what is no longer on sale."""
    sold: npt.NDArray[np.float64]
    """(products, days): net of returns, never below zero."""
    censored: Flags
    """(products, days): sold nothing because by the books the shelf was empty from opening to closing, or sold and was empty
    at closing; or because the shop was closed. Never of what was not sold in all that time.
    """

    def column(self, day: date) -> int:
        """Where `day` is; negative or past the end when it is not."""
        return (day - self.first).days

    def row(self, product_id: int) -> int:
        """Where a product is that is on sale or has sold."""
        return int(np.searchsorted(self.numbers, product_id))

    def begin(self) -> npt.NDArray[np.int64]:
        """(products,): the column of the first sale; the number of days where there is none."""
        some = self.sold > 0
        return np.asarray(np.where(some.any(axis=1), some.argmax(axis=1), some.shape[1]), dtype=np.int64)

    def without(self, closed: Flags) -> Books:
        """These books, in which nobody knows what would have sold on the days (days,) on which the shop was closed."""
        if not closed.any():
            return self
        return replace(self, censored=self.censored | (closed & (self.sold > 0).any(axis=1, keepdims=True)))

    def to_history(self) -> pd.DataFrame:
        """As engines read it: `unique_id` (product number as text), `ds`, `y`, `censored`, `category`, a row for each day that
        sold something or is censored.
        """
        row, column = np.nonzero((self.sold > 0) | self.censored)
        names = np.array([str(number) for number in self.numbers], dtype=object)
        return pd.DataFrame(
            {
                "unique_id": pd.Series(names[row], dtype=object),
                "ds": np.datetime64(self.first, "s") + column.astype("timedelta64[D]"),
                "y": self.sold[row, column],
                "censored": self.censored[row, column],
                "category": pd.Series(np.array(self.categories, dtype=object)[row], dtype=object),
            }
        )


def read_books(session: Session, shop: Store, products: Sequence[Product], today: date) -> Books:
    """Of all that the store sold before `today`; `products` are those on sale."""
    first = today - timedelta(days=HISTORY_DAYS)
    begin, end = clock.days_bounds(first, today - timedelta(days=1), shop.timezone)
    named, after, quantity = sums.daily_figures(session, shop.id, first, begin, end, shop.timezone)
    numbers = np.union1d(np.array([product.id for product in products], np.int64), np.array(named, np.int64))
    sold = np.zeros((len(numbers), HISTORY_DAYS))
    sold[np.searchsorted(numbers, named), np.array(after, np.int64)] = quantity
    known = {product.id: product.category for product in products}
    return Books(
        first=first,
        numbers=numbers,
        categories=[known.get(number, "") for number in numbers.tolist()],
        sold=sold,
        censored=_censored(session, shop, products, numbers, sold, today),
    )


def _censored(
    session: Session,
    shop: Store,
    products: Sequence[Product],
    numbers: npt.NDArray[np.int64],
    sold: npt.NDArray[np.float64],
    today: date,
) -> Flags:
    """Stock day by day, back from what there is now.

    A balance below zero tells that purchases were not written down, not that the shelf was empty.
    """
    moved = _moved(session, shop, numbers, today)
    rows = np.searchsorted(numbers, [product.id for product in products])
    closing = np.zeros((len(numbers), SHELF_DAYS), np.int64)
    now = np.array([int(product.stock.value * _PARTS) for product in products], np.int64)
    # Of yesterday, the day before, …: what there is now without all that moved since.
    closing[rows] = now[:, None] - moved[rows, :-1].cumsum(axis=1)
    opening = closing - moved[:, 1:]
    on_sale = np.zeros((len(numbers), 1), dtype=bool)
    on_sale[rows] = True
    late = sold[:, ::-1][:, :SHELF_DAYS]
    empty = (closing == 0) & on_sale & (sold > 0).any(axis=1, keepdims=True)
    censored = np.zeros(sold.shape, dtype=bool)
    censored[:, -SHELF_DAYS:] = (empty & np.where(late > 0, opening > 0, opening <= 0))[:, ::-1]
    return censored


def _moved(session: Session, shop: Store, numbers: npt.NDArray[np.int64], today: date) -> npt.NDArray[np.int64]:
    """(products, SHELF_DAYS + 1): by how many _PARTS of a unit the stock changed today, yesterday, …"""
    begin, _ = clock.day_bounds(today - timedelta(days=SHELF_DAYS), shop.timezone)
    day = cast(func.timezone(shop.timezone, StockMovement.moved_at), Date)
    rows = session.execute(
        select(
            StockMovement.product_id,
            type_coerce(today - day, Integer),
            cast(type_coerce(func.sum(StockMovement.quantity), Numeric) * _PARTS, BigInteger),
        )
        .where(StockMovement.store_id == shop.id, StockMovement.moved_at >= begin)
        .group_by(StockMovement.product_id, day)
    ).all()
    moved = np.zeros((len(numbers), SHELF_DAYS + 1), np.int64)
    if rows:
        told = np.array(rows, np.int64)
        told = told[np.isin(told[:, 0], numbers) & (told[:, 1] >= 0)]
        moved[np.searchsorted(numbers, told[:, 0]), told[:, 1]] = told[:, 2]
    return moved
