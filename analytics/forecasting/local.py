"""What a retailer told of the days ahead does to forecasts: days on which the shop is closed, and events by what they did before.

An event of a kind that the shop never had moves the forecast as its retailer expects, and where they expect nothing leaves it
where it is; either widens its range. No figure is known for what a fair does to a kirana shop: it may sell twice as much, or
nothing while everybody is away, so none is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from analytics.forecasting.covariates import usual_around
from analytics.forecasting.panel import Matrix
from domain.local_events.contract import Spell
from domain.local_events.rules import EXPECTED, WEEKLY, closes

UNKNOWN: Final = 0.3
"""Standard deviation of the logarithm of what a kind of event multiplies a shop's sales by, before any was seen, around what the
retailer expects. Assumed: with those below, sales of two days in three stay within 1.5 times that up or down, and twice that is
rare but possible."""
BETWEEN: Final = 0.15
"""The same between one event of a kind and the next in the same shop. Assumed."""
PRODUCTS: Final = 0.2
"""The same between products of the shop: a fair sells more cold drinks than soap. Assumed."""
ASSUMED: Final = 4
"""Events, or products, that what is assumed above weighs as much as."""
LEAST: Final = 0.3
"""Of what is assumed, that is left however alike they were."""
MOST: Final = 4.0
LATE_DAYS: Final = 56
"""Days that tell what a weekday sells."""
_Z90: Final = NormalDist().inv_cdf(0.9)

Flags = npt.NDArray[np.bool_]


class Effect(NamedTuple):
    """What an event multiplies a product's sales by."""

    factor: float
    doubt: float
    """Standard deviation of the logarithm of that."""


@dataclass(frozen=True)
class Local:
    """What events do to the days seen and to the days ahead."""

    factors: Matrix
    """(series, days + ahead): what events multiply demand by. 1 where there is none, 0 on days ahead that the shop is closed."""
    doubt: Matrix
    """(series, ahead): standard deviation of the logarithm of that; 0 where there is no event."""
    learnt: Mapping[str, tuple[Matrix, Matrix]] = field(default_factory=dict)
    """Of each kind of event that was seen, (series,): what one more multiplies by of which nothing is expected, and its doubt."""

    def effects(self, row: int) -> dict[str, Effect]:
        """What was learnt of each kind of event about one series."""
        return {kind: Effect(float(by[row]), float(doubt[row])) for kind, (by, doubt) in self.learnt.items()}

    def widen(self, mean: Matrix, quantiles: Matrix) -> Matrix:
        """The `quantiles` (3, series, ahead) of forecasts with that `mean`, both before events, as far apart as the doubt asks.

        The distances from the median add up by squares: chance and the event have nothing to do with one another.
        """
        low, middle, high = quantiles
        below = np.hypot(middle - low, mean * (1 - np.exp(-_Z90 * self.doubt)))
        above = np.hypot(high - middle, mean * (np.exp(_Z90 * self.doubt) - 1))
        told = self.doubt > 0
        return np.stack(
            [np.where(told, np.maximum(middle - below, 0.0), low), middle, np.where(told, middle + above, high)]
        )


def closed_days(spells: Sequence[Spell], first: date, days: int) -> Flags:
    """(days,): on which of the days from `first` on the shop is closed."""
    closed = np.zeros(days, dtype=bool)
    for spell in spells:
        if closes(spell):
            closed[_columns(spell, first, days)] = True
    return closed


def told_days(spells: Sequence[Spell], first: date, days: int) -> Flags:
    """(days,): of which of the days from `first` on something was told."""
    told = np.zeros(days, dtype=bool)
    for spell in spells:
        told[_columns(spell, first, days)] = True
    return told


def fill(y: Matrix, told: Flags) -> Matrix:
    """`y` (series, days) with what is usual, where that is known, in the place of the days told of (days,).

    For those who look at whole weeks: a holiday hides neither the festival around it nor the weeks before a new product, and
    what a fair sold is not laid to the festival that is near.
    """
    if not told.any():
        return y
    usual = usual_around(np.where(told, np.nan, y))
    begun = np.maximum.accumulate(~np.isnan(y), axis=1)
    return np.where(told & begun & ~np.isnan(usual), usual, y)


def learn_local(y: Matrix, first: date, ahead: int, spells: Sequence[Spell]) -> Local:
    """What events do to each series of one shop, from its own earlier ones; `y` (series, days) is without festivals.

    What an event multiplied by is what was sold on its days over what is usual on the same weekdays around. The kind's factor is
    the mean of its logarithms, weighted by how exactly each is known and drawn to what the retailer expects, else to none at all
    (a normal prior of that mean and deviation UNKNOWN); a product's own departs from it as far as chance does not explain
    (Bühlmann's credibility).
    """
    days = y.shape[1]
    factors, doubt = np.ones((len(y), days + ahead)), np.zeros((len(y), ahead))
    closed = closed_days(spells, first, days + ahead)
    kinds = dict(_expectations(spells, first, days + ahead))
    told = np.sum([closed, *(~np.isnan(expected) for expected in kinds.values())], axis=0)
    seen = _Seen.of(np.where(told[:days] > 0, np.nan, y))
    learnt = {}
    for kind, expected in kinds.items():
        mask = ~np.isnan(expected)
        if kind == WEEKLY:
            expected = _beyond_the_weekday(expected, np.where(told[:days] > 0, np.nan, y))
        alone = mask[:days] & (told[:days] == 1)
        effect, left, unsure = _effect(seen, y, alone)
        if left < 1:
            learnt[kind] = (np.clip(np.exp(effect), 1 / MOST, MOST), unsure)
        factors[:, mask] *= np.exp(effect[:, None] + left * expected[mask])
        doubt[:, mask[days:]] = np.hypot(doubt[:, mask[days:]], unsure[:, None])
    factors = np.clip(factors, 1 / MOST, MOST)
    factors[:, days:][:, closed[days:]] = 0.0
    doubt[:, closed[days:]] = 0.0
    return Local(factors, doubt, learnt)


@dataclass(frozen=True)
class _Seen:
    """Days without an event, and what they say of those with one."""

    usual: Matrix
    """(series, days)."""
    noise: Matrix
    """(series, 1): variance over mean, at least Poisson's."""
    daily: float
    """Variance of the whole shop's sales on a day over the usual."""

    @staticmethod
    def of(calm: Matrix) -> _Seen:
        usual = usual_around(calm)
        fair = ~np.isnan(calm) & ~np.isnan(usual) & (usual > 0)
        expected, error = np.where(fair, usual, 0.0), np.where(fair, calm - usual, 0.0)
        noise = (error**2).sum(axis=1, keepdims=True) / np.maximum(expected.sum(axis=1, keepdims=True), 1e-9)
        noise = np.maximum(noise, 1.0)
        sold, all_expected = (error / noise).sum(axis=0), (expected / noise).sum(axis=0)
        known = all_expected > 0
        # A shop of which nothing is known yet is taken to vary by half.
        daily = float(((sold[known] / all_expected[known]) ** 2).mean()) if known.any() else 0.25
        return _Seen(usual, noise, daily)


def _effect(seen: _Seen, y: Matrix, days: Flags) -> tuple[Matrix, float, Matrix]:
    """Of a kind of event on those `days` (days,): the logarithm of its factor where nothing is expected, (series,); the share of
    an expectation that is added to it; and how unsure the next one is, (series,).
    """
    fair = days & ~np.isnan(y) & ~np.isnan(seen.usual) & (seen.usual > 0)
    sold, usual = (np.where(fair, table, 0.0) / seen.noise for table in (y, seen.usual))
    runs = [one for one in _runs(days) if fair[:, one].any()]
    expected = np.array([usual[:, one].sum() for one in runs])
    counts = np.array([fair[:, one].any(axis=0).sum() for one in runs])
    times = _log_ratio(np.array([sold[:, one].sum() for one in runs]), expected)
    noise = seen.daily / np.maximum(counts, 1) + 1 / (expected + 0.5)
    between = _spread(times - times.mean() if runs else times, noise, BETWEEN)
    known = 1 / (between + noise)
    precision = 1 / UNKNOWN**2 + float(known.sum())
    common = float((known * times).sum()) / precision
    expected = usual.sum(axis=1)
    own = np.where(expected > 0, _log_ratio(sold.sum(axis=1), expected) - _log_ratio(sold.sum(), expected.sum()), 0.0)
    products = _spread(own[expected > 0], 1 / (expected[expected > 0] + 0.5), PRODUCTS)
    trust = np.where(expected > 0, products / (products + 1 / (expected + 0.5)), 0.0)
    unsure = np.sqrt(1 / precision + between + products * (1 - trust))
    return common + trust * own, 1 / UNKNOWN**2 / precision, unsure


def _spread(errors: Matrix, noise: Matrix, assumed: float) -> float:
    """The variance of `errors`, from their mean, without their `noise`, as if ASSUMED more of deviation `assumed` had been seen.

    By moments, as DerSimonian and Laird (1986) have it.
    """
    free = max(len(errors) - 1, 0)
    left = float((errors**2).sum() - noise.mean() * free) if free else 0.0
    return max((ASSUMED * assumed**2 + left) / (ASSUMED + free), (LEAST * assumed) ** 2)


def _log_ratio(sold: Matrix | float, expected: Matrix | float) -> Matrix:
    # Half a unit on both sides, so that a day without a sale has a logarithm.
    return np.log((np.asarray(sold) + 0.5) / (np.asarray(expected) + 0.5))


def _expectations(spells: Sequence[Spell], first: date, days: int) -> Iterator[tuple[str, Matrix]]:
    """Each kind that is told, but for closed days, and (days,): the logarithm of the factor expected of it, 0 where none is; NaN
    on days without it. Of two of a kind on one day the later in `spells` counts.
    """
    for kind in sorted({spell.kind for spell in spells}):
        expected = np.full(days, np.nan)
        for spell in spells:
            if spell.kind == kind and not closes(spell):
                expected[_columns(spell, first, days)] = np.log(EXPECTED.get(spell.expected or "", 1.0))
        if not np.isnan(expected).all():
            yield kind, expected


def _beyond_the_weekday(expected: Matrix, calm: Matrix) -> Matrix:
    """What is `expected` (days, …) beyond what that weekday sells already, of late and without being told, over other weekdays.

    Whoever has a market every Wednesday and says that it doubles sales sold twice as much on Wednesdays before.
    """
    late = calm[:, -LATE_DAYS:]
    days = calm.shape[1] - late.shape[1] + np.arange(late.shape[1])
    own = np.zeros(7)
    for weekday in range(7):
        there = days % 7 == weekday
        if (~np.isnan(late[:, there])).any() and (~np.isnan(late[:, ~there])).any():
            own[weekday] = _log_ratio(float(np.nanmean(late[:, there])), float(np.nanmean(late[:, ~there])))
    known = own[np.arange(len(expected)) % 7] * np.sign(expected)
    return np.asarray(np.sign(expected) * np.maximum(np.abs(expected) - np.maximum(known, 0.0), 0.0))


def _runs(days: Flags) -> Iterator[slice]:
    """Days in a row: one event each."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], days, [False]]).astype(np.int8)))
    for begin, end in edges.reshape(-1, 2).tolist():
        yield slice(begin, end)


def _columns(spell: Spell, first: date, days: int) -> slice:
    begin, end = (spell.first - first).days, (spell.last - first).days + 1
    return slice(max(begin, 0), max(min(end, days), 0))
