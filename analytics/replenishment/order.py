"""How much to order: an order-up-to level for each review, from the forecast's quantiles.

The periodic-review order-up-to policy (R, S) of Silver, Pyke and Thomas, Inventory and Production Management in Supply
Chains, 4th ed., chapter 7: an order must last until the next one is on sale, so S is a quantile of demand over lead time plus
review period. Which quantile is the newsvendor's critical ratio (chapter 9). Three things are a shop's: what is not there
is lost, not delivered later; goods spoil; and they come in packs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist

from analytics.replenishment.contract import DailyDemand, Item, Order, Urgency
from analytics.replenishment.shelf import outlook

HOLDING_A_YEAR = 0.25
"""Cost of holding ₹1 of goods for a year: money, space, damage."""
LEAST_SERVICE, MOST_SERVICE = 0.5, 0.95
"""A shop that is out of milk loses the customer too, not the margin alone; and no forecast knows its own tails."""
LOW_DAYS = 3
SOON_DAYS = 7
_Z90 = NormalDist().inv_cdf(0.9)
_STEP = Decimal("0.001")


def decide(item: Item, demand: DailyDemand) -> Order:
    """How much of `item` to order now. The same values give the same order."""
    lead, keeps = item.lead_time_days, item.shelf_life_days
    service = critical_ratio(item)
    z = NormalDist().inv_cdf(service)
    days = lead + (item.review_days if keeps is None else max(1, min(item.review_days, keeps)))
    level = over(demand, days)
    stock = outlook(item, _means(demand, days))
    covered = stock.usable + stock.lost_before_arrival
    need = level.quantile(z) - covered
    quantity, limited = _in_packs(need, item, demand, z, covered)
    daily = level.mean / days
    shelf = max(Decimal(0), item.on_hand)
    return Order(
        quantity=quantity,
        reorder_point=_exact(over(demand, lead + 1).quantile(z)),
        days_of_stock=_exact(float(shelf) / daily) if daily > 1e-9 else None,
        daily_demand=_exact(daily),
        lead_time_demand=_exact(over(demand, lead).mean),
        urgency=_urgency(item, demand, daily, z) if quantity > 0 else "none",
        service=service,
        limited_by_shelf_life=limited,
    )


def critical_ratio(item: Item) -> float:
    """Cu / (Cu + Co), the newsvendor's critical ratio, kept within LEAST_SERVICE and MOST_SERVICE.

    Cu, a unit too few, costs its margin. Co, a unit too many, costs its holding until the next review, or all it cost when it
    spoils before.
    """
    too_few = max(0.0, float(item.price - item.cost))
    spoils = item.shelf_life_days is not None and item.shelf_life_days <= item.review_days
    too_many = float(item.cost) * (1.0 if spoils else HOLDING_A_YEAR * item.review_days / 365)
    if too_few + too_many <= 0:
        return MOST_SERVICE
    return min(MOST_SERVICE, max(LEAST_SERVICE, too_few / (too_few + too_many)))


@dataclass(frozen=True)
class Total:
    """Demand over several days."""

    mean: float
    variance: float

    def quantile(self, z: float) -> float:
        """What demand stays below with the probability that belongs to `z` standard deviations above the mean."""
        return max(0.0, self.mean + z * math.sqrt(self.variance))


def over(demand: DailyDemand, days: int) -> Total:
    """Demand over the first `days` days, taken as independent, its sum as normal. Days past the forecast repeat its mean day.

    A day's standard deviation is the upper side of its range, (p90 - p50) / 1.28, or the whole, (p90 - p10) / 2.56, whichever
    is wider: running out is an upper-side matter. A p90 below the mean is a product that sells now and then: its variance is
    the Poisson distribution's, its mean.
    """
    variances = [
        mean if p90 < 0.99 * mean else (max(p90 - p50, (p90 - p10) / 2) / _Z90) ** 2
        for mean, p10, p50, p90 in zip(demand.mean, demand.p10, demand.p50, demand.p90, strict=True)
    ]
    known = len(variances)
    past = max(0, days - known)
    return Total(sum(_means(demand, days)), sum(variances[:days]) + past * sum(variances) / known)


def _means(demand: DailyDemand, days: int) -> list[float]:
    known = len(demand.mean)
    return [*demand.mean[:days], *[sum(demand.mean) / known] * max(0, days - known)]


def _in_packs(need: float, item: Item, demand: DailyDemand, z: float, covered: float) -> tuple[Decimal, bool]:
    """`need` in whole packs, upwards; but of goods that spoil no more than will sell, to the nearest pack."""
    if need <= 1e-9:
        return Decimal(0), False
    pack = float(item.pack)
    packs = math.ceil(need / pack - 1e-9)
    if item.shelf_life_days is not None:
        sells = over(demand, item.lead_time_days + item.shelf_life_days).quantile(z) - covered
        most = max(0, math.floor(sells / pack + 0.5))
        if most < packs:
            return item.pack * most, True
    return item.pack * packs, False


def _urgency(item: Item, demand: DailyDemand, daily: float, z: float) -> Urgency:
    position = float(max(Decimal(0), item.on_hand) + item.on_order - item.sells_today)
    # Of what keeps for two days nobody has three days' stock.
    longest = item.shelf_life_days if item.shelf_life_days is not None else SOON_DAYS
    if position < min(LOW_DAYS, longest) * daily or position < over(demand, item.lead_time_days).mean:
        return "now"
    if position <= min(SOON_DAYS, longest) * daily or position <= over(demand, item.lead_time_days + 1).quantile(z):
        return "soon"
    return "none"


def _exact(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_STEP, rounding=ROUND_HALF_UP)
