"""Which price to charge: towards the target margin, never above MRP, a tenth at most in one step, as shops write prices.

Selling above the printed MRP is illegal in India (Legal Metrology (Packaged Commodities) Rules, 2011, rule 18(2)); loose
goods have none. Higher prices than the margin asks for are advised only where the store itself sold as much at them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from analytics.pricing.contract import Elasticity, Level, PriceAdvice, Reason, Scenario, Step, Tag
from analytics.pricing.elasticity import LEAST_DAYS, estimate, expected_daily
from analytics.pricing.rounding import round_within, tick
from domain.values import Money

STEP = Decimal("0.10")
"""A price moves no further than this at once: customers remember."""
CLEARANCE = Decimal("0.05")
"""What is taken off a thing that does not move."""
SOLD_AS_WELL = 0.95
"""A higher price that sold at least this share of what sells now is worth having again."""
_PLACES = Decimal("0.001")
_NAMES: tuple[Step, Step, Step] = ("conservative", "moderate", "aggressive")


def advise(tag: Tag, elasticity: Elasticity | None = None) -> PriceAdvice:
    """The price to charge for `tag`, and three scenarios. `elasticity` is read from its levels unless given."""
    known = elasticity if elasticity is not None else estimate(tag.levels)
    bounds = _bounds(tag)
    price, reason = _recommend(tag, bounds)
    return PriceAdvice(
        recommended=price,
        current=tag.price,
        mrp=tag.mrp,
        cost=tag.cost,
        margin=margin(price, tag.cost),
        reason=reason,
        floor=bounds.floor,
        ceiling=bounds.ceiling,
        lowest=tag.lowest,
        highest=tag.highest,
        changes=tag.changes,
        scenarios=_scenarios(tag, bounds, price, reason, known),
        elasticity=known,
        levels=tag.levels,
    )


def margin(price: Money, cost: Money) -> Decimal:
    """(price - cost) / price: the share of the price that stays."""
    if price.value <= 0:
        return Decimal(0)
    return ((price.value - cost.value) / price.value).quantize(_PLACES)


@dataclass(frozen=True)
class _Bounds:
    floor: Money
    ceiling: Money


def _bounds(tag: Tag) -> _Bounds:
    """A tenth around today's price, and no more than half of the unit's margin given away; MRP comes before both."""
    ceiling = Money((tag.price.value * (1 + STEP)).quantize(Decimal("0.01"), ROUND_FLOOR))
    floor = Money((tag.price.value * (1 - STEP)).quantize(Decimal("0.01"), ROUND_CEILING))
    floor = max(floor, min(tag.price, Money((tag.price.value + tag.cost.value) / 2)))
    if tag.mrp is not None:
        ceiling = min(ceiling, tag.mrp)
    return _Bounds(min(floor, ceiling), ceiling)


def _recommend(tag: Tag, bounds: _Bounds) -> tuple[Money, Reason]:
    loose = tag.mrp is None
    if tag.mrp is not None and tag.price > tag.mrp:
        return tag.mrp, "lower_to_mrp"
    aimed = _aimed(tag)
    if tag.price < aimed and not tag.overstocked:
        raised = round_within(min(aimed, bounds.ceiling), tag.price, bounds.ceiling, loose, also=_also(tag))
        # Nobody follows a price that the shop across the street undercuts.
        capped = raised if raised is None or tag.competitor is None else min(raised, max(tag.competitor, tag.price))
        if capped is not None and capped > tag.price:
            return capped, "raise_to_margin"
        return tag.price, _stay(tag)
    if tag.overstocked and tag.price > aimed:
        wanted = max(Money(tag.price.value * (1 - CLEARANCE)), aimed, bounds.floor)
        lowered = round_within(wanted, max(aimed, bounds.floor), tag.price, loose)
        if lowered is not None and lowered < tag.price:
            return lowered, "lower_to_sell"
    proven = _proven(tag, bounds)
    if proven is not None and not tag.overstocked:
        return proven, "raise_within_history"
    return tag.price, _stay(tag)


def _stay(tag: Tag) -> Reason:
    return "at_mrp" if tag.mrp is not None and tag.price == tag.mrp else "keep"


def _aimed(tag: Tag) -> Money:
    """The lowest shop price with the target margin, or the MRP where that allows less."""
    exact = tag.cost.value / (1 - min(tag.target_margin, Decimal("0.95")))
    step = tick(Money(exact), tag.mrp is None)
    aimed = Money((exact / step).to_integral_value(ROUND_CEILING) * step)
    return aimed if tag.mrp is None else min(aimed, tag.mrp)


def _also(tag: Tag) -> tuple[Money, ...]:
    return () if tag.mrp is None else (tag.mrp,)


def _proven(tag: Tag, bounds: _Bounds) -> Money | None:
    """The highest price within bounds at which the store sold about as much as it does now, for two weeks or more."""
    now = next((level for level in tag.levels if level.price == tag.price), None)
    if now is None or now.days < LEAST_DAYS or now.daily <= 0:
        return None
    higher = [level.price for level in tag.levels if _sold_as_well(level, now) and not level.price > bounds.ceiling]
    if tag.competitor is not None:
        higher = [price for price in higher if not price > tag.competitor]
    return max(higher, default=None)


def _sold_as_well(level: Level, now: Level) -> bool:
    return level.price > now.price and level.days >= LEAST_DAYS and level.daily >= SOLD_AS_WELL * now.daily


def _scenarios(tag: Tag, bounds: _Bounds, price: Money, reason: Reason, elasticity: Elasticity) -> tuple[Scenario, ...]:
    loose, also = tag.mrp is None, (*_also(tag), price)
    falls = price < tag.price or reason in ("at_mrp", "lower_to_mrp") or bounds.ceiling == tag.price
    end = bounds.floor if falls else bounds.ceiling
    if price == tag.price or reason == "lower_to_mrp":
        # The advice is the smallest step there is; the others show what larger ones would do.
        prices = (
            price,
            _towards(price, end, Decimal("0.5"), loose, also),
            _towards(price, end, Decimal(1), loose, also),
        )
    else:
        half = _towards(tag.price, price, Decimal("0.5"), loose, (*also, tag.price))
        prices = (half, price, _towards(price, end, Decimal(1), loose, also))
    return tuple(
        Scenario(
            name,
            chosen,
            Decimal(repr(expected_daily(tag.daily, tag.price, chosen, elasticity))).quantize(_PLACES),
            margin(chosen, tag.cost),
        )
        for name, chosen in zip(_NAMES, prices, strict=True)
    )


def _towards(begin: Money, end: Money, share: Decimal, loose: bool, also: tuple[Money, ...]) -> Money:
    """The shop price that lies `share` of the way from `begin` to `end`; `begin` when there is none between."""
    wanted = Money(begin.value + (end.value - begin.value) * share)
    found = round_within(wanted, min(begin, end), max(begin, end), loose, also)
    return begin if found is None else found
