"""Orders that share one purse, or one supplier: which packs, when not all can be had, or more must be taken."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from analytics.replenishment.contract import Item, Order

MOST_DAYS = 30
"""No more than so many days' stock is taken to reach a supplier's minimum: above that a shop is overstocked."""


def within_cash(lines: Sequence[tuple[Item, Order]], cash: Decimal) -> list[Order]:
    """The orders, cut down to the packs worth most that `cash` (₹) buys; in the order of `lines`.

    Packs are taken by expected profit per rupee, highest first: as a product's packs earn less and less, that is the best
    choice there is but for what the last rupees might have bought (Dantzig's greedy solution of the knapsack, Operations
    Research 5, 1957). A product with a minimum order begins with that much, or not at all.
    """
    left = cash
    taken = [0] * len(lines)
    queue: list[tuple[float, int, int]] = []
    for place, (item, order) in enumerate(lines):
        _offer(queue, place, item, order, 0)
    heapq.heapify(queue)
    while queue:
        _, place, packs = heapq.heappop(queue)
        item, order = lines[place]
        price = item.cost * item.pack * packs
        # A pack too dear for what is left is no reason to stop: a cheaper thing may fit still.
        if price > left:
            continue
        left -= price
        taken[place] += packs
        _offer(queue, place, item, order, taken[place], push=True)
    return [
        order
        if item.pack * packs == order.quantity
        else replace(order, quantity=item.pack * packs, limited_by_cash=True)
        for (item, order), packs in zip(lines, taken, strict=True)
    ]


def meet_minimum(lines: Sequence[tuple[Item, Order]], minimum: Decimal) -> list[Order]:
    """Orders to one supplier, who sends nothing for less than `minimum` (₹): filled up to that, or none; in the order of `lines`.

    They are filled up by the packs that lose least per rupee, of things that sell, up to MOST_DAYS of stock. It is better to
    order nothing, and wait for the next review, when that can't reach the minimum or costs more than the orders earn.
    """
    packs = [int(order.quantity / item.pack) for item, order in lines]
    if not any(packs):
        return [order for _, order in lines]
    total = sum((item.cost * order.quantity for item, order in lines), Decimal(0))
    while total < minimum:
        offers = [
            (-_worth(item, order.gains[packs[place]], 1), place)
            for place, (item, order) in enumerate(lines)
            if packs[place] < len(order.gains) and item.cost > 0 and _sells(item, order, packs[place] + 1)
        ]
        if not offers:
            break
        _, place = min(offers)
        packs[place] += 1
        total += lines[place][0].cost * lines[place][0].pack
    earned = sum(sum(order.gains[:count]) for (_, order), count in zip(lines, packs, strict=True))
    if total < minimum or earned <= 0:
        packs = [0] * len(lines)
    return [
        replace(order, quantity=item.pack * count) if item.pack * count != order.quantity else order
        for (item, order), count in zip(lines, packs, strict=True)
    ]


def _offer(
    queue: list[tuple[float, int, int]], place: int, item: Item, order: Order, taken: int, push: bool = False
) -> None:
    wanted = int(order.quantity / item.pack)
    packs = 1 if taken else max(1, math.ceil(item.minimum / item.pack))
    if taken + packs > wanted:
        return
    gain = sum(order.gains[taken : taken + packs])
    entry = (-_worth(item, gain, packs), place, packs)
    if push:
        heapq.heappush(queue, entry)
    else:
        queue.append(entry)


def _worth(item: Item, gain: float, packs: int) -> float:
    """Profit per rupee."""
    price = float(item.cost * item.pack) * packs
    return gain / price if price > 0 else math.inf


def _sells(item: Item, order: Order, packs: int) -> bool:
    stock = max(Decimal(0), item.on_hand) + item.on_order + item.pack * packs
    return order.daily_demand > 0 and stock <= MOST_DAYS * order.daily_demand
