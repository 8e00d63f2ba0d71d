"""A shop's stock day by day under a policy that sees what it sold, never what it could have sold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.bench.inventory.shops import KEEPS, Array, Days, Shop

HOLDING_A_DAY = 0.25 / 365
"""Of ₹1 of goods: as the product says."""


@dataclass(frozen=True)
class View:
    """What a policy may look at when the shop has closed on `day`. Arrays have a value a product, days before."""

    shop: Shop
    day: int
    due: npt.NDArray[np.bool_]
    """Products that may be ordered today."""
    sales: Array
    """(days up to and with today, products)."""
    sold_out: npt.NDArray[np.bool_]
    """(days up to and with today, products): nothing was left at closing."""
    shelf: Array
    """(products, KEEPS + 1): what is there by the days that it can be sold still."""
    coming: Array
    """(products, days): on sale tomorrow, the day after, …"""

    @property
    def position(self) -> Array:
        return self.shelf.sum(axis=1) + self.coming.sum(axis=1)


Policy = Callable[[View], Array]
"""How much of each product to order, in packs' multiples; what is not due is left alone."""


@dataclass(frozen=True)
class Costs:
    """Of a shop over the days that count, in its currency; each an array with a value a product."""

    lost: Array
    held: Array
    spoiled: Array

    @property
    def total(self) -> float:
        return float(self.lost.sum() + self.held.sum() + self.spoiled.sum())


def simulate(shop: Shop, policy: Policy, begin: int, warm: int, days: int) -> Costs:
    """From day `begin` on, `warm` days that don't count and then `days` that do. Until `begin` all demand was served."""
    number = shop.demand.shape[1]
    sales = shop.demand.copy()
    sold_out = np.zeros(shop.demand.shape, dtype=bool)
    shelf = np.zeros((number, KEEPS + 1))
    coming = np.zeros((number, int(shop.lead.max()) + 1))
    every = np.arange(number)
    # Everybody opens with what sold in the last lead time and review, fresh.
    span = np.minimum(shop.lead + shop.review, shop.life)
    recent = shop.demand[begin - 28 : begin].mean(axis=0)
    shelf[every, shop.life] = np.ceil(recent * span)
    lost, held, spoiled = (np.zeros(number) for _ in range(3))
    for day in range(begin, begin + warm + days):
        shelf[every, shop.life] += coming[:, 0]
        coming = np.concatenate([coming[:, 1:], np.zeros((number, 1))], axis=1)
        sold = sell(shelf, shop.demand[day])
        sales[day], sold_out[day] = sold, shelf.sum(axis=1) <= 0
        waste = shelf[:, 1].copy()
        shelf[:, 1:-1] = np.where(shop.life[:, None] >= KEEPS, shelf[:, 1:-1], shelf[:, 2:])
        shelf[:, -1] *= shop.life >= KEEPS
        if day >= begin + warm:
            lost += (shop.price - shop.cost) * (shop.demand[day] - sold)
            spoiled += shop.cost * waste
            held += HOLDING_A_DAY * shop.cost * shelf.sum(axis=1)
        due = (day - begin) % shop.review == 0
        view = View(shop, day, due, sales[: day + 1], sold_out[: day + 1], shelf.copy(), coming.copy())
        ordered = np.where(due, policy(view), 0.0)
        check(ordered, shop.pack)
        coming[every, shop.lead] += ordered
    return Costs(lost, held, spoiled)


def sell(shelf: Array, demand: Array) -> Array:
    """Take `demand` from `shelf`, the first to expire first, and say how much of it was there."""
    before = np.cumsum(shelf, axis=1) - shelf
    taken = np.clip(demand[:, None] - before, 0.0, shelf)
    shelf -= taken
    return np.asarray(taken.sum(axis=1))


def check(ordered: Array, pack: Array) -> None:
    """Raise ValueError unless all of `ordered` is whole packs."""
    packs = ordered / pack
    if (ordered < 0).any() or not np.allclose(packs, np.round(packs)):
        raise ValueError("an order is whole packs and never below zero")


__all__ = ["Costs", "Days", "Policy", "View", "simulate"]
