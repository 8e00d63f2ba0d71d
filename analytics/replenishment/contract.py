"""What the decision how much to order is made from, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Urgency = Literal["now", "soon", "none"]


@dataclass(frozen=True)
class DailyDemand:
    """The forecast of one product day by day, in its unit. The first day is the one after the order is placed."""

    mean: Sequence[float]
    p10: Sequence[float]
    p50: Sequence[float]
    p90: Sequence[float]

    def __post_init__(self) -> None:
        if not self.mean or len({len(self.mean), len(self.p10), len(self.p50), len(self.p90)}) != 1:
            raise ValueError("a demand has at least one day, and as many days of each quantile")


@dataclass(frozen=True)
class Item:
    """A product as it stands when an order may be placed. Quantities in its unit."""

    on_hand: Decimal
    """What the books say. Below zero when more was sold than they knew of: a delivery nobody wrote down, so nothing is owed."""
    cost: Decimal
    price: Decimal
    lead_time_days: int
    """An order placed after closing on day t is on sale from the morning of day t + lead_time_days + 1."""
    review_days: int
    """Days until the next chance to order."""
    on_order: Decimal = Decimal(0)
    pack: Decimal = Decimal(1)
    """It is ordered in multiples of this."""
    minimum: Decimal = Decimal(0)
    """Less than this the supplier does not send."""
    shelf_life_days: int | None = None
    """Days on which a delivery can be sold, the day it comes included. None: it keeps."""
    batches: tuple[tuple[int, Decimal], ...] = ()
    """Of what is on hand: days on which it can still be sold, and how much. What is not listed is fresh."""
    arriving: tuple[tuple[int, Decimal], ...] = ()
    """Of what is on order: days until it is on sale (tomorrow is 1), and how much. The rest was ordered at the last review."""
    sells_today: Decimal = Decimal(0)
    """What will still be sold before closing."""

    def __post_init__(self) -> None:
        if self.pack <= 0 or self.lead_time_days < 0 or self.review_days < 1:
            raise ValueError("a pack is above zero, a lead time zero days or more, a review period a day or more")


@dataclass(frozen=True)
class Order:
    """How much to order of a product, and why."""

    quantity: Decimal
    """A multiple of the pack; zero when nothing is needed."""
    reorder_point: Decimal
    """At or below this an order can't wait until tomorrow."""
    days_of_stock: Decimal | None
    """Stock over mean daily demand. None when nothing is expected to sell."""
    daily_demand: Decimal
    """Mean over the days that the order is for."""
    lead_time_demand: Decimal
    """What is expected to sell until an order placed now is on sale."""
    urgency: Urgency
    service: float
    """The newsvendor's critical ratio: the probability at which the reorder point is taken."""
    limited_by_shelf_life: bool
    """True when less is ordered than needed, because the rest would spoil."""
    limited_by_cash: bool = False
    """True when less is ordered than would pay, because the money goes to what pays more."""
    gains: tuple[float, ...] = ()
    """Expected profit (₹) of the first, second, third … pack, falling; those of `quantity` and some more."""
