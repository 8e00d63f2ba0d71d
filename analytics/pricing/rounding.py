"""Prices as shops write them: whole rupees; loose goods that cost more in steps of 2, 5 or 10."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from domain.values import Money


def tick(price: Money, loose: bool) -> Decimal:
    """The step in which a price of this size is set, in rupees. Packed goods go by the rupee."""
    if not loose or price.value < 50:
        return Decimal(1)
    if price.value < 200:
        return Decimal(2)
    return Decimal(5) if price.value < 1000 else Decimal(10)


def round_within(price: Money, floor: Money, ceiling: Money, loose: bool, also: tuple[Money, ...] = ()) -> Money | None:
    """The shop price nearest to `price` within [floor, ceiling]; `also` may be used though no step (the MRP, the price now).

    None when the bounds hold no such price.
    """
    step = tick(price, loose)
    candidates = {
        Money((price.value / step).to_integral_value(rounding) * step)
        for rounding in (ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_EVEN)
    }
    candidates |= {
        Money((floor.value / step).to_integral_value(ROUND_CEILING) * step),
        Money((ceiling.value / step).to_integral_value(ROUND_FLOOR) * step),
        *also,
    }
    allowed = [
        candidate for candidate in candidates if floor.value <= candidate.value <= ceiling.value and candidate.value > 0
    ]
    return min(allowed, key=lambda candidate: (abs(candidate.value - price.value), candidate.value), default=None)
