"""What becomes of the stock until the next order is on sale: sold first-expired-first-out, spoiled, or still there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.replenishment.contract import Item

_NEVER = 10**9


@dataclass(frozen=True)
class Outlook:
    """What stock and orders under way are worth over the coming days, at mean demand."""

    usable: float
    """All that is there or comes, less what spoils unsold and what is still sold today."""
    lost_before_arrival: float
    """Demand that finds an empty shelf before an order placed now is on sale: no order can serve it."""


def outlook(item: Item, demand: Sequence[float]) -> Outlook:
    """The stock of `item` over days of mean `demand`. A batch with n days left is sold on the first n of them."""
    lots = _lots(item)
    usable = sum(lot[2] for lot in lots if lot[1] <= len(demand))
    lost = 0.0
    for day, wanted in enumerate(demand, start=1):
        for lot in lots:
            taken = min(wanted, lot[2]) if lot[1] <= day else 0.0
            lot[2] -= taken
            wanted -= taken
            if lot[0] == day:
                usable -= lot[2]
                lot[2] = 0.0
        if day <= item.lead_time_days:
            lost += wanted
    return Outlook(usable, lost)


def _lots(item: Item) -> list[list[float]]:
    """[last day it can be sold, first day on sale, quantity], the first to expire first."""
    keeps = item.shelf_life_days if item.shelf_life_days is not None else _NEVER
    shelf = max(0.0, float(item.on_hand))
    lots: list[list[float]] = []
    for left, quantity in sorted(item.batches):
        taken = min(shelf, float(quantity))
        shelf -= taken
        lots.append([left, 1, taken])
    lots.append([keeps, 1, shelf])
    coming = float(item.on_order)
    for days, quantity in sorted(item.arriving):
        lots.append([days - 1 + keeps, days, float(quantity)])
        coming -= float(quantity)
    if coming > 0:
        lots.append([item.lead_time_days + keeps, item.lead_time_days + 1, coming])
    lots.sort(key=lambda lot: lot[0])
    today = float(item.sells_today)
    for lot in lots:
        if lot[1] == 1:
            taken = min(today, lot[2])
            lot[2] -= taken
            today -= taken
    return [lot for lot in lots if lot[0] > 0]
