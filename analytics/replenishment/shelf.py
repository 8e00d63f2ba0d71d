"""What becomes of the stock along sample paths of demand: sold first-expired-first-out, spoiled, or still there."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from analytics.replenishment.contract import Item
from analytics.replenishment.paths import Array

NEVER = 10**6
"""The last day on which a thing that keeps can be sold."""


def unmet(items: Sequence[Item], demand: Array) -> tuple[Array, Array]:
    """What of `demand` (items, paths, days) the stock and the orders under way leave unserved, and what they leave over.

    The first has demand's shape, the second (items, paths): what is there after the last day and can be sold still. A batch
    with n days left is sold on the first n of them.
    """
    lots = [_lots(item) for item in items]
    width = max((len(rows) for rows in lots), default=0)
    last, first, stock = (np.zeros((len(items), width)) for _ in range(3))
    for place, rows in enumerate(lots):
        for column, row in enumerate(rows):
            last[place, column], first[place, column], stock[place, column] = row
    left = [np.repeat(stock[:, lot, None], demand.shape[1], axis=1) for lot in range(width)]
    # Day by day in one piece of memory each.
    unserved = np.array(np.moveaxis(demand, 2, 0), order="C")
    for day in range(1, demand.shape[2] + 1):
        wanted = unserved[day - 1]
        for lot in range(width):
            there = (first[:, lot] <= day) & (day <= last[:, lot]) & (stock[:, lot] > 0)
            if not there.any():
                continue
            taken = np.minimum(wanted, left[lot])
            if not there.all():
                taken *= there[:, None]
            left[lot] -= taken
            wanted -= taken
    over = np.zeros(demand.shape[:2])
    for lot in range(width):
        over += left[lot] * (last[:, lot] > demand.shape[2])[:, None]
    return np.moveaxis(unserved, 0, 2), over


def _lots(item: Item) -> list[tuple[float, float, float]]:
    """(last day it can be sold, first day on sale, quantity), the first to expire first."""
    keeps = item.shelf_life_days if item.shelf_life_days is not None else NEVER
    shelf = max(0.0, float(item.on_hand))
    lots: list[list[float]] = []
    for left, quantity in sorted(item.batches):
        taken = min(shelf, float(quantity))
        shelf -= taken
        lots.append([left, 1, taken])
    lots.append([keeps, 1, shelf])
    coming = float(item.on_order)
    for days, quantity in sorted(item.arriving):
        lots.append([max(1, days) - 1 + keeps, max(1, days), float(quantity)])
        coming -= float(quantity)
    if coming > 0:
        # The last review was review_days ago, so what was ordered then comes so much before today's order.
        day = max(1, item.lead_time_days + 1 - item.review_days)
        lots.append([day - 1 + keeps, day, coming])
    lots.sort(key=lambda lot: lot[0])
    today = float(item.sells_today)
    for lot in lots:
        if lot[1] == 1:
            taken = min(today, lot[2])
            lot[2] -= taken
            today -= taken
    return [(lot[0], lot[1], lot[2]) for lot in lots if lot[0] > 0 and lot[2] > 0]


def unsold(item: Item, daily: float) -> tuple[Decimal, int]:
    """How much of what is on hand expires before it sells at `daily` a day, and in how many days the last of that does.

    Only what expires before an order placed now would have sold is looked at: it is why more is needed than the books' stock
    seems to ask for. Nothing, and no days, where all of it sells.
    """
    ahead, sold, lost, days = item.lead_time_days + item.review_days, 0.0, Decimal(0), 0
    shelf = max(Decimal(0), item.on_hand)
    for left, quantity in sorted(item.batches):
        there = min(shelf, quantity)
        shelf -= there
        if left > ahead:
            continue
        part = min(float(there), max(0.0, float(item.sells_today) + daily * left - sold))
        sold += part
        rest = there - Decimal(str(part))
        if rest > 0:
            lost, days = lost + rest, left
    return lost, days


def good_for(item: Item) -> int | None:
    """In how many days the last of what is on hand expires; None where some of it keeps, and where there is none."""
    dated = [(left, quantity) for left, quantity in item.batches if quantity > 0]
    rest = item.on_hand - sum((quantity for _, quantity in dated), Decimal(0))
    days = [left for left, _ in dated]
    if rest > 0:
        if item.shelf_life_days is None:
            return None
        days.append(item.shelf_life_days)
    return max(days) if days and item.on_hand > 0 else None
