"""What a demo shop charged on each day of its year."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from domain.demo.profile import DemoProduct

MARKET = ("vegetables", "fruits")
"""Priced as the market goes, about every month; other loose goods a few times a year."""
REVISED = 0.25
"""Share of packed products whose maker raised the MRP during the year."""
RAISE = Decimal("0.95")
"""What such a product cost before, as a share of today's price."""
LEAST_REVISED = Decimal(20)
"""Below, makers shrink the pack instead: a ₹10 biscuit stays a ₹10 biscuit."""


def make_prices(product: DemoProduct, days: int, rng: np.random.Generator) -> list[tuple[int, Decimal]]:
    """From which day on which price was charged, for one unit: day 0 first, today's price last, in whole rupees."""
    if product.mrp is not None:
        return _packed(product, days, rng)
    every, swing = (30, 0.12) if product.category in MARKET else (110, 0.05)
    changes = [
        (day, _rounded(product.price * Decimal(str(round(1 + rng.uniform(-swing, swing), 3)))))
        for day in range(0, days - every // 2, every)
    ]
    last = days - int(rng.integers(1, every // 2)) if changes else 0
    return _without_repeats([*changes, (last, product.price)])


def _packed(product: DemoProduct, days: int, rng: np.random.Generator) -> list[tuple[int, Decimal]]:
    revised = rng.random() < REVISED and product.price >= LEAST_REVISED
    raised_on = int(rng.integers(days // 6, days * 5 // 6 + 1))
    if not revised or raised_on == 0:
        return [(0, product.price)]
    return _without_repeats([(0, _rounded(product.price * RAISE)), (raised_on, product.price)])


def _rounded(price: Decimal) -> Decimal:
    return max(Decimal(1), price.quantize(Decimal(1), ROUND_HALF_UP)).quantize(Decimal("0.01"))


def _without_repeats(prices: list[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    kept = prices[:1]
    for day, price in prices[1:]:
        if price != kept[-1][1]:
            kept.append((day, price))
    return kept
