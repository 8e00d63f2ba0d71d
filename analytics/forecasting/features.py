"""What the boosted trees see of a series at an origin, of a day to come: every amount in units of the series' usual error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.forecasting.panel import Matrix
from analytics.forecasting.smoothing import Indices, Smoothed, smooth

YEAR: Final = 364
"""Days back to the same weekday a year ago."""
_WINDOWS: Final = (7, 14, 28, 56, 112, 364)
_WEEKS: Final = 8


@dataclass(frozen=True)
class Rows:
    """Forecasts to make: of a series, with `origin` days seen, `step` days further (0 is the day after the last one seen)."""

    series: Indices
    origin: Indices
    step: Indices

    @property
    def column(self) -> Indices:
        """The day forecast."""
        return self.origin + self.step


@dataclass(frozen=True)
class Seen:
    """The rows as trees take them: target = centre + scale × what the trees say."""

    table: npt.NDArray[np.float32]
    """(rows, features); NaN where a series knows nothing."""
    centre: Matrix
    """(rows,): what the smoothing expects."""
    scale: Matrix
    """(rows,): the mean absolute error of late; zero for a series that never surprised."""


class _Sums:
    """Sums over windows of days from one cumulative sum."""

    def __init__(self, values: Matrix) -> None:
        zero = np.zeros((len(values), 1))
        self._total = np.concatenate([zero, np.nan_to_num(values).cumsum(axis=1)], axis=1)
        self._count = np.concatenate([zero, (~np.isnan(values)).cumsum(axis=1)], axis=1)

    def count(self, series: Indices, begin: Indices, end: Indices) -> Matrix:
        return np.asarray(self._count[series, end] - self._count[series, begin])

    def mean(self, series: Indices, begin: Indices, end: Indices, least: int = 1) -> Matrix:
        """Means of the known days from `begin` to before `end`; NaN where fewer than `least` are known."""
        count = self.count(series, begin, end)
        total = self._total[series, end] - self._total[series, begin]
        return np.where(count >= least, total / np.maximum(count, 1), np.nan)


class Features:
    """All that can be asked about a panel (series, days) whose first day is `first`. Rows see only days before their origin.

    `shops` (series,) are numbers from 0 on, of the shop that each series is of; all are of one shop unless given. `packs`
    (series,) are the sizes that they sell by; those of `y` unless given.
    """

    def __init__(
        self,
        y: Matrix,
        first: date,
        state: Smoothed | None = None,
        shops: Indices | None = None,
        packs: Matrix | None = None,
    ) -> None:
        self.y = y
        self.packs = pack_sizes(y) if packs is None else packs
        self.shops = np.zeros(len(y), dtype=np.int64) if shops is None else shops
        self.first = first
        self.state = state if state is not None else smooth(y)
        days = y.shape[1]
        self._error = np.full(y.shape, np.nan)
        if days > 7:
            columns = np.arange(7, days)
            self._error[:, 7:] = y[:, 7:] - self.state.fit_all(columns - 6, columns)
        self._sold, self._zero = _Sums(y), _Sums(np.where(np.isnan(y), np.nan, y == 0))
        self._errors, self._misses = _Sums(self._error), _Sums(np.abs(self._error))
        self._last = _last_sales(y)
        # What surprised the whole shop: the sum of errors over the sum of their sizes, (shops, days), and up to each day.
        self._shop, self._shop_size = self._by_shop(self._error), self._by_shop(np.abs(self._error))
        self._shop_until, self._shop_size_until = (
            np.concatenate([np.zeros((len(one), 1)), one.cumsum(axis=1)], axis=1)
            for one in (self._shop, self._shop_size)
        )

    def _by_shop(self, errors: npt.NDArray[Any]) -> Matrix:
        known = np.where(np.isnan(errors), 0.0, errors)
        return np.stack([known[self.shops == shop].sum(axis=0) for shop in range(int(self.shops.max(initial=0)) + 1)])

    def unit(self) -> Matrix:
        """(series,): a day's usual error in the series' shop, so that no shop outweighs another; 1 for one shop."""
        if not self.shops.any():
            return np.ones(len(self.y))
        known = self._by_shop(~np.isnan(self._error))
        usual = self._shop_size.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        return np.where(usual > 0, usual, 1.0)[self.shops]

    def week_ahead(self, begin: int, end: int) -> tuple[Matrix, Matrix]:
        """What was expected a week ahead of the days from `begin` to before `end` (series, days), and the errors; NaN where
        nothing was expected or sold.
        """
        error = self._error[:, begin:end]
        return self.y[:, begin:end] - error, error

    def scale(self, series: Indices, origin: Indices) -> Matrix:
        """The mean absolute error of eight weeks, at least half that of a year."""
        late, year = (
            np.nan_to_num(self._misses.mean(series, np.maximum(origin - days, 0), origin)) for days in (56, YEAR)
        )
        return np.maximum(late, 0.5 * year)

    def see(self, rows: Rows) -> Seen:
        """The features of `rows`."""
        series, origin, column = rows.series, rows.origin, rows.column
        centre = self.state.fit(series, origin, column)
        scale = self.scale(series, origin)
        unit = np.where(scale > 0, scale, np.nan)
        level = self.state.level[origin, series]
        columns = [
            centre / unit,
            level / unit,
            *((self._mean(series, origin, days) - level) / unit for days in _WINDOWS),
            *(self._zero.mean(series, np.maximum(origin - days, 0), origin) for days in (28, 112)),
            *(self._errors.mean(series, np.maximum(origin - days, 0), origin) / unit for days in (7, 28)),
            self._misses.mean(series, np.maximum(origin - 14, 0), origin) / unit,
            np.log1p(origin - self._last[series, origin]),
            np.log1p(self._sold.count(series, np.zeros_like(origin), origin)),
            *self._same_weekdays(rows, centre, unit),
            *self._year_ago(rows, unit),
            *self._whole_shop(self.shops[series], origin, column),
            rows.step.astype(float),
            *self._calendar(column),
        ]
        table = np.stack(columns, axis=1).astype(np.float32)
        return Seen(table, centre, scale)

    def _mean(self, series: Indices, origin: Indices, days: int) -> Matrix:
        return self._sold.mean(series, np.maximum(origin - days, 0), origin)

    def _same_weekdays(self, rows: Rows, centre: Matrix, unit: Matrix) -> list[Matrix]:
        """The last and the last but one same weekday; mean of four, mean, largest and least of eight."""
        back = rows.column - 7 * (rows.step // 7 + 1)
        weeks = []
        for week in range(_WEEKS):
            at = back - 7 * week
            weeks.append(np.where(at >= 0, self.y[rows.series, np.maximum(at, 0)], np.nan))
        stacked = np.stack(weeks)
        known = ~np.isnan(stacked)
        filled = np.where(known, stacked, 0.0)
        mean4, mean8 = (
            np.where(known[:n].any(axis=0), filled[:n].sum(axis=0) / np.maximum(known[:n].sum(axis=0), 1), np.nan)
            for n in (4, _WEEKS)
        )
        largest = np.where(known.any(axis=0), filled.max(axis=0), np.nan)
        least = np.where(known.any(axis=0), np.where(known, stacked, np.inf).min(axis=0), np.nan)
        return [(one - centre) / unit for one in (stacked[0], stacked[1], mean4, mean8, largest, least)]

    def _year_ago(self, rows: Rows, unit: Matrix) -> list[Matrix]:
        """What the same day a year ago surprised by, and how that week stood to the four before what was then the origin."""
        series, days = rows.series, self.y.shape[1]
        ago = rows.column - YEAR
        there = np.clip(ago, 0, max(days - 1, 0))
        surprise = np.where((ago >= 0) & (ago < rows.origin), self._error[series, there], np.nan)
        begin, end = np.clip(ago - 3, 0, days), np.clip(np.minimum(ago + 4, rows.origin), 0, days)
        week = self._sold.mean(series, begin, np.maximum(begin, end), least=4)
        then = np.clip(rows.origin - YEAR, 0, days)
        month = self._sold.mean(series, np.maximum(then - 28, 0), then, least=15)
        return [surprise / unit, (week - month) / unit]

    def _whole_shop(self, shop: Indices, origin: Indices, column: Indices) -> list[Matrix]:
        total, size = self._shop_until, self._shop_size_until
        late = []
        for days in (7, 28):
            begin = np.maximum(origin - days, 0)
            sizes = size[shop, origin] - size[shop, begin]
            late.append((total[shop, origin] - total[shop, begin]) / np.maximum(sizes, 1e-9))
        ago = column - YEAR
        there = np.clip(ago, 0, max(self.y.shape[1] - 1, 0))
        year = self._shop[shop, there] / np.maximum(self._shop_size[shop, there], 1e-9)
        return [*late, np.where((ago >= 0) & (ago < origin), year, np.nan)]

    def _calendar(self, column: Indices) -> list[Matrix]:
        """Weekday, day of the month (payday), day of the year."""
        return [part[column] for part in _dates(self.first, int(column.max(initial=0)) + 1)]


def whole_series(y: Matrix) -> npt.NDArray[np.bool_]:
    """(series,): which of them only ever sold whole units."""
    filled = np.nan_to_num(y)
    return np.asarray((filled == np.round(filled)).all(axis=1))


def pack_sizes(y: Matrix) -> Matrix:
    """(series,): the largest whole number of which all that sold are multiples; 0 where fractions sold, or nothing."""
    filled = np.nan_to_num(y)
    sizes = np.gcd.reduce(filled.astype(np.int64), axis=1) if y.shape[1] else np.zeros(len(y))
    return np.where(whole_series(y), sizes, 0.0)


@lru_cache(maxsize=16)
def _dates(first: date, days: int) -> tuple[Matrix, ...]:
    # The same for every shop of a night.
    dates = pd.date_range(first, periods=days)
    return tuple(part.to_numpy().astype(float) for part in (dates.day_of_week, dates.day, dates.day_of_year))


def _last_sales(y: Matrix) -> Indices:
    """(series, days + 1): the column after the last sale before each origin, zero where nothing sold."""
    sold = np.where(y > 0, np.arange(1, y.shape[1] + 1), 0)
    padded = np.concatenate([np.zeros((len(y), 1), dtype=np.int64), sold], axis=1)
    return np.maximum.accumulate(padded, axis=1)
