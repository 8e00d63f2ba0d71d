"""The policies that ours is measured against."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from tests.bench.inventory.shops import KEEPS, Array, Shop
from tests.bench.inventory.simulation import HOLDING_A_DAY, Policy, View

WINDOW_DAYS = 56
_NORMAL = NormalDist()


def packs_up(quantity: Array, pack: Array) -> Array:
    return np.asarray(np.ceil(np.maximum(quantity, 0.0) / pack - 1e-9) * pack)


def fixed_level(shop: Shop, begin: int) -> Policy:
    """Below a level set once, a week and the delivery's days of what sold then, order a fortnight's and the delivery's.

    Of what keeps for a shorter time, no more than sells in its life.
    """
    daily = shop.demand[begin - WINDOW_DAYS : begin].mean(axis=0)
    low, full = (daily * (shop.lead + np.minimum(days, shop.life)) for days in (7, 14))

    def order(view: View) -> Array:
        return np.where(view.position < low, packs_up(full - view.position, shop.pack), 0.0)

    return order


def three_days(shop: Shop, begin: int) -> Policy:
    """Below three days' stock order up to seven days', of the mean of four weeks; of what keeps for less, its life's."""
    most = np.minimum(7, shop.lead + shop.life)

    def order(view: View) -> Array:
        daily = view.sales[-28:].mean(axis=0)
        low = view.position < 3 * daily
        return np.where(low, packs_up(most * daily - view.position, shop.pack), 0.0)

    return order


def service(shop: Shop) -> Array:
    """The newsvendor's critical ratio: a unit too many costs its holding for a review, and of what spoils so much of its cost
    as a review is of its life.

    (To charge it whole once it spoils within lead time and review, or else not at all, serves this policy worse: on these
    shops it then costs 1.0 to 3.4 times as much.)
    """
    margin = shop.price - shop.cost
    spoils = np.where(shop.life < KEEPS, np.minimum(1.0, shop.review / shop.life), 0.0)
    over = shop.cost * (spoils + HOLDING_A_DAY * shop.review)
    return np.asarray(margin / (margin + over))


def periodic(shop: Shop, begin: int) -> Policy:
    """(R, S) with normal safety stock: mean and deviation of eight weeks' days, z by the critical ratio."""
    return periodic_at(_z(shop))(shop, begin)


def periodic_at(z: float | Array) -> Callable[[Shop, int], Policy]:
    """(R, S) with `z` standard deviations of safety stock."""

    def start(shop: Shop, begin: int) -> Policy:
        span = _span(shop)

        def order(view: View) -> Array:
            recent = view.sales[-WINDOW_DAYS:]
            level = recent.mean(axis=0) * span + z * recent.std(axis=0, ddof=1) * np.sqrt(span)
            return packs_up(level - view.position, shop.pack)

        return order

    return start


def periodic_weekdays(shop: Shop, begin: int) -> Policy:
    """(R, S) whose mean is that of the weekdays ahead, and whose deviation is that within weekdays."""
    span, z = _span(shop), _z(shop)

    def order(view: View) -> Array:
        recent = view.sales[-WINDOW_DAYS:].reshape(8, 7, -1)
        means = recent.mean(axis=0)
        deviation = np.sqrt(((recent - means) ** 2).sum(axis=(0, 1)) / (WINDOW_DAYS - 7))
        ahead = means[np.arange(int(span.max())) % 7]
        expected = np.where(np.arange(len(ahead))[:, None] < span, ahead, 0.0).sum(axis=0)
        return packs_up(expected + z * deviation * np.sqrt(span) - view.position, shop.pack)

    return order


SAFETIES = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
"""Standard deviations of safety stock among which the best in hindsight is chosen, shop by shop."""


def _span(shop: Shop) -> Array:
    """Days that an order must last; no longer than it keeps once it is there."""
    return np.asarray(shop.lead + np.minimum(shop.review, shop.life))


def _z(shop: Shop) -> Array:
    return np.array([_NORMAL.inv_cdf(float(ratio)) for ratio in service(shop)])
