"""How much to order: as many packs as are expected to earn more than they cost, along sample paths of demand.

A newsvendor's balance (Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, 4th ed., chapter 9)
over the time that the order must last: from the morning on which it is on sale to the evening before the next one is.
Three things are a shop's: what is not there is lost, not delivered later; goods spoil, the oldest being sold first; and they
come in packs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from analytics.replenishment.contract import DailyDemand, Item, Order, Urgency
from analytics.replenishment.paths import Array, means, sample
from analytics.replenishment.shelf import unmet

HOLDING_A_YEAR = 0.25
"""Cost of holding ₹1 of goods for a year: money, space, damage."""
LEAST_SERVICE, MOST_SERVICE = 0.5, 0.95
"""Bounds of the probability at which the reorder point is taken: no forecast knows its own tails."""
LOW_DAYS = 3
SOON_DAYS = 7
FARTHEST_DAYS = 28
"""Days of a shelf life that are gone through one by one; after them demand goes on as it did on the path's mean day."""
MORE_PACKS = 8
"""Packs past the best quantity whose gain is told: a supplier's minimum may ask for them."""
_MOST_PACKS = 200_000
_AT_ONCE = 128
_STEP = Decimal("0.001")


def decide(item: Item, demand: DailyDemand) -> Order:
    """How much of `item` to order now. The same values give the same order."""
    return decide_all([item], [demand])[0]


def decide_all(items: Sequence[Item], demands: Sequence[DailyDemand], *, urgent: bool = False) -> list[Order]:
    """The order of each item, as `decide` gives it; many at once take a fraction of the time.

    Where only what is `urgent` is asked for, how much to order of the rest is not worked out: they come as orders of nothing.
    """
    orders: dict[int, Order] = {}
    alike: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        alike.setdefault(_days(item), []).append(place)
    for days, places in alike.items():
        for begin in range(0, len(places), _AT_ONCE):
            chosen = places[begin : begin + _AT_ONCE]
            foreseen = [demands[place] for place in chosen]
            paths, mean = sample(foreseen, days), means(foreseen, days)
            terms = [_terms(items[place], mean[row], paths[row]) for row, place in enumerate(chosen)]
            wanted = [row for row, one in enumerate(terms) if one.urgency != "none" or not urgent]
            unserved, left = unmet([items[chosen[row]] for row in wanted], paths[wanted])
            balances = {
                row: _balance(items[chosen[row]], paths[row], unserved[number], left[number])
                for number, row in enumerate(wanted)
            }
            for row, place in enumerate(chosen):
                orders[place] = _order(items[place], terms[row], balances.get(row))
    return [orders[place] for place in range(len(items))]


def days_ahead(items: Iterable[Item]) -> int:
    """Days that a forecast must reach for all of `items`: at least one, and FARTHEST_DAYS at most."""
    return min(FARTHEST_DAYS, max((_days(item) for item in items), default=1))


def critical_ratio(item: Item) -> float:
    """Cu / (Cu + Co), the newsvendor's critical ratio, kept within LEAST_SERVICE and MOST_SERVICE.

    Cu, a unit too few, costs its margin. Co, a unit too many, costs its holding until the next review, and of what spoils so
    much of its cost as a review is of its life.
    """
    too_few = max(0.0, float(item.price - item.cost))
    spoils = 0.0 if item.shelf_life_days is None else min(1.0, item.review_days / item.shelf_life_days)
    too_many = float(item.cost) * min(1.0, spoils + _holding() * item.review_days)
    if too_few + too_many <= 0:
        return MOST_SERVICE
    return min(MOST_SERVICE, max(LEAST_SERVICE, too_few / (too_few + too_many)))


def _holding() -> float:
    """Of ₹1 of goods, for a day."""
    return HOLDING_A_YEAR / 365


def _days(item: Item) -> int:
    """Days that must be gone through: until the next order is on sale, and as long as this one keeps."""
    life = 0 if item.shelf_life_days is None else min(item.shelf_life_days, FARTHEST_DAYS)
    return item.lead_time_days + max(item.review_days, life)


@dataclass(frozen=True)
class _Balance:
    """The expected profit of each number of packs, from none up to one that can't be wanted."""

    profit: Array
    unlimited: Array
    """The same if it kept for ever."""


@dataclass(frozen=True)
class _Terms:
    """What is known of an item before it is known what an order would earn."""

    service: float
    daily: float
    waits: float
    """What sells until an order placed now is on sale."""
    point: float
    urgency: Urgency
    """If anything is ordered at all."""


def _terms(item: Item, mean: Array, paths: Array) -> _Terms:
    lead, service = item.lead_time_days, critical_ratio(item)
    daily, waits = float(mean[: lead + item.review_days].mean()), float(mean[:lead].sum())
    point = _quantile(paths[:, : lead + 1].sum(axis=1), service)
    return _Terms(service, daily, waits, point, _urgency(item, daily, waits, point))


def _order(item: Item, terms: _Terms, balance: _Balance | None) -> Order:
    packs = 0 if balance is None else _best(item, balance.profit)
    shelf = max(Decimal(0), item.on_hand)
    gains = [] if balance is None else np.diff(balance.profit[: packs + MORE_PACKS + 1]).tolist()
    return Order(
        quantity=item.pack * packs,
        reorder_point=_exact(terms.point),
        days_of_stock=_exact(float(shelf) / terms.daily) if terms.daily > 1e-9 else None,
        daily_demand=_exact(terms.daily),
        lead_time_demand=_exact(terms.waits),
        urgency=terms.urgency if packs else "none",
        service=terms.service,
        limited_by_shelf_life=balance is not None and packs < _best(item, balance.unlimited),
        gains=tuple(gains),
    )


def _balance(item: Item, paths: Array, unserved: Array, left: Array) -> _Balance:
    """What is in stock already is sold first, being older: so what the order can sell is what that leaves unserved.

    A unit that sells before the next order comes earns its margin. One that sells after that saves a unit of the next order,
    and costs its holding till then. One that does not sell in its life costs all it cost.
    """
    lead, keeps = item.lead_time_days, item.shelf_life_days
    life = item.review_days if keeps is None else min(item.review_days, keeps)
    sold = np.cumsum(unserved[:, lead:], axis=1)
    pack, cost = float(item.pack), float(item.cost)
    margin = max(0.0, float(item.price - item.cost))
    window = sold[:, :life]
    most = min(_MOST_PACKS, math.ceil(float(window[:, -1].max()) / pack - 1e-9))
    least = math.ceil(float(item.minimum / item.pack))
    quantities = pack * np.arange(max(most, least) + MORE_PACKS + 1, dtype=np.float64)
    over = _left_over(window.T, quantities)
    earned = margin * (quantities - over[-1]) - cost * _holding() * over.sum(axis=0)
    if keeps is None:
        return _Balance(earned, earned)
    ahead = sold[:, :keeps]
    reach = _beyond(ahead[:, -1], paths, left, keeps - ahead.shape[1])
    spoiled = cost * _left_over(reach[None], quantities)[0]
    return _Balance(earned - spoiled + _unavoidable(item, paths) * np.arange(len(quantities)), earned)


def _left_over(demand: Array, quantities: Array) -> Array:
    """(days, quantities): E[(q - demand)+] of each quantity q, a day's `demand` (days, paths) being as likely on each path."""
    ranked = np.sort(demand, axis=1)
    below = np.stack([np.searchsorted(day, quantities) for day in ranked])
    sums = np.zeros((len(ranked), ranked.shape[1] + 1))
    np.cumsum(ranked, axis=1, out=sums[:, 1:])
    return np.asarray((quantities * below - np.take_along_axis(sums, below, axis=1)) / ranked.shape[1])


def _beyond(sold: Array, paths: Array, left: Array, days: int) -> Array:
    """What can be sold in a life that goes on for `days` more than were gone through."""
    if days <= 0:
        return sold
    return np.asarray(sold + np.maximum(0.0, days * paths.mean(axis=1) - left))


def _unavoidable(item: Item, paths: Array) -> float:
    """Of a pack too large to sell in its life even alone on the shelf, the spoilage (₹) that waiting would not spare.

    Ordering it a review later only puts off its whole cycle, so all that is saved is the share of the cycle that a review
    is (the renewal-reward theorem). Zero for packs that sell.
    """
    assert item.shelf_life_days is not None
    pack = float(item.pack)
    alone = np.cumsum(paths[:, item.lead_time_days : item.lead_time_days + item.shelf_life_days], axis=1)
    short = max(0, item.shelf_life_days - int(alone.shape[1]))
    spoiled = float(np.maximum(0.0, pack - alone[:, -1] - short * paths.mean(axis=1)).mean())
    if spoiled <= 0:
        return 0.0
    cycle: float = 1.0 + float((alone[:, :-1] < pack).sum(axis=1).mean()) + short
    return float(item.cost) * spoiled * max(0.0, 1.0 - item.review_days / cycle)


def _best(item: Item, profit: Array) -> int:
    """The number of packs with the highest profit; none, or at least the supplier's minimum. The smaller of equals."""
    least = math.ceil(item.minimum / item.pack)
    allowed = profit.copy()
    allowed[1:least] = -np.inf
    # Equal as far as reckoning is exact: of millions of rupees, only to a part of a thousandth of a paisa.
    highest = float(allowed.max())
    best = int(np.argmax(allowed >= highest - 1e-9 * max(1.0, abs(highest) * 1e-3)))
    return best if allowed[best] > 1e-9 else 0


def _urgency(item: Item, daily: float, waits: float, point: float) -> Urgency:
    position = float(max(Decimal(0), item.on_hand - item.sells_today) + item.on_order)
    # Of what keeps for two days nobody has three days' stock.
    longest = item.shelf_life_days if item.shelf_life_days is not None else SOON_DAYS
    if position < min(LOW_DAYS, longest) * daily or position < waits:
        return "now"
    if position <= min(SOON_DAYS, longest) * daily or position <= point:
        return "soon"
    return "none"


def _quantile(values: Array, probability: float) -> float:
    """Between the two values next to it on a straight line, as `np.quantile`, which costs ten times as much."""
    place = probability * (len(values) - 1)
    low = int(place)
    ranked = np.partition(values, (low, min(low + 1, len(values) - 1)))
    return float(ranked[low] + (place - low) * (ranked[min(low + 1, len(values) - 1)] - ranked[low]))


def _exact(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_STEP, rounding=ROUND_HALF_UP)
