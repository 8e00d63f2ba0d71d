"""What price advice is made from, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Self

from domain.values import Money

Reason = Literal["keep", "raise_to_margin", "lower_to_mrp", "raise_within_history", "at_mrp", "lower_to_sell"]
Step = Literal["conservative", "moderate", "aggressive"]


@dataclass(frozen=True)
class Level:
    """A price that the store charged, and how the product sold at it."""

    price: Money
    days: int
    """Days on which this was the price."""
    daily: float
    """Mean quantity sold on them."""


@dataclass(frozen=True)
class Elasticity:
    """By how many percent the quantity changes when the price goes up by one: below zero."""

    value: float
    low: float
    high: float
    """A 95 % interval."""
    source: Literal["assumed", "own_history"]
    """`assumed`: the store's prices changed too little, or tell nothing."""

    def to_detail(self) -> dict[str, str]:
        """As stored: numbers as strings."""
        return {
            "value": f"{self.value:.3f}",
            "low": f"{self.low:.3f}",
            "high": f"{self.high:.3f}",
            "source": self.source,
        }

    @classmethod
    def of_detail(cls, detail: Mapping[str, str]) -> Self:
        """What `to_detail` stored."""
        source: Literal["assumed", "own_history"] = "own_history" if detail["source"] == "own_history" else "assumed"
        return cls(float(detail["value"]), float(detail["low"]), float(detail["high"]), source)


@dataclass(frozen=True)
class Tag:
    """A product as its price tag stands."""

    price: Money
    cost: Money
    mrp: Money | None
    """None: loose goods, which have none."""
    daily: float
    """Mean quantity expected to sell a day at this price."""
    target_margin: Decimal = Decimal("0.20")
    lowest: Money | None = None
    """The lowest and highest price the store ever set, and how often it changed."""
    highest: Money | None = None
    changes: int = 0
    levels: tuple[Level, ...] = ()
    overstocked: bool = False
    """True above 30 days of stock of a thing that moves slowly."""
    competitor: Money | None = None


@dataclass(frozen=True)
class Scenario:
    """A price that could be charged, and what is expected of it."""

    name: Step
    price: Money
    expected_daily: Decimal
    margin: Decimal
    """(price - cost) / price."""

    def to_detail(self) -> dict[str, str]:
        """As stored: numbers as strings."""
        return {
            "name": self.name,
            "price": str(self.price),
            "expected_daily": str(self.expected_daily),
            "margin": str(self.margin),
        }


@dataclass(frozen=True)
class PriceAdvice:
    """Which price to charge, within which bounds, and why."""

    recommended: Money
    current: Money
    mrp: Money | None
    cost: Money
    margin: Decimal
    """At the recommended price."""
    reason: Reason
    floor: Money
    ceiling: Money
    lowest: Money | None
    highest: Money | None
    changes: int
    scenarios: tuple[Scenario, ...]
    """Conservative, moderate, aggressive: the smallest to the largest step."""
    elasticity: Elasticity
    levels: tuple[Level, ...] = ()

    def to_detail(self) -> dict[str, Any]:
        """As stored in `Advice.detail`: numbers as strings."""
        return {
            "recommended": str(self.recommended),
            "current": str(self.current),
            "mrp": None if self.mrp is None else str(self.mrp),
            "cost": str(self.cost),
            "margin": str(self.margin),
            "reason": self.reason,
            "bounds": {"floor": str(self.floor), "ceiling": str(self.ceiling)},
            "history": {
                "lowest": None if self.lowest is None else str(self.lowest),
                "highest": None if self.highest is None else str(self.highest),
                "changes": str(self.changes),
            },
            "scenarios": [scenario.to_detail() for scenario in self.scenarios],
            "elasticity": self.elasticity.to_detail(),
            "levels": [
                {"price": str(level.price), "days": str(level.days), "daily": f"{level.daily:.3f}"}
                for level in self.levels
            ],
        }


def levels_of_detail(detail: Mapping[str, Any]) -> tuple[Level, ...]:
    """The price levels that `PriceAdvice.to_detail` stored."""
    return tuple(
        Level(Money(level["price"]), int(level["days"]), float(level["daily"])) for level in detail.get("levels", ())
    )
