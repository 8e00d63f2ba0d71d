"""What movements make of a product's stock: batches that leave first-expired-first-out, and a moving average cost. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity


@dataclass(frozen=True)
class Moved:
    """A movement: what came (positive) or went (negative)."""

    id: int
    at: datetime
    quantity: Quantity
    unit_cost: Money | None = None
    """Of goods that were bought at a cost that was said; None: they come at the cost known."""
    expires_on: date | None = None
    """As said."""
    keeps_until: date | None = None
    """The day by which it would expire if it came fresh; None for what does not spoil."""
    fresh: bool = False
    """Whether it was bought: what is found or brought back is as old as what is there."""


@dataclass(frozen=True)
class Lot:
    """What is left of a movement that brought goods."""

    movement_id: int
    received_at: datetime
    unit_cost: Money
    expires_on: date | None
    quantity: Quantity

    @property
    def turn(self) -> tuple[date, datetime, int]:
        """Its place in the order of leaving: first expired, first out; what does not spoil after all, oldest first."""
        return self.expires_on or date.max, self.received_at, self.movement_id


@dataclass(frozen=True)
class Holding:
    """What there is of a product, and what one unit has cost on average. The lots sum to the stock unless it is below zero."""

    stock: Quantity
    cost: Money
    lots: tuple[Lot, ...] = ()
    """In the order of leaving."""


def average_cost(stock: Quantity, cost: Money, quantity: Quantity, unit_cost: Money) -> Money:
    """The moving average cost once `quantity` has come in at `unit_cost`, to the paisa, half up.

    (stock x cost + quantity x unit_cost) / (stock + quantity). With nothing on the shelf, with a stock below zero (what was
    sold before it was written in has gone at the old cost) and with no cost known, it is the cost of what came in.
    """
    if not stock > ZERO_QUANTITY or not cost > ZERO_MONEY:
        return unit_cost
    value = stock.value * cost.value + quantity.value * unit_cost.value
    return Money(value / (stock.value + quantity.value))


def apply(holding: Holding, moved: Moved) -> Holding:
    """What a movement makes of a holding."""
    return _bring(holding, moved) if moved.quantity > ZERO_QUANTITY else _take(holding, -moved.quantity)


def replay(cost: Money, movements: Iterable[Moved]) -> Holding:
    """What all movements make, in their order, of nothing at `cost`."""
    holding = Holding(ZERO_QUANTITY, cost)
    for moved in movements:
        holding = apply(holding, moved)
    return holding


def _bring(holding: Holding, moved: Moved) -> Holding:
    """Goods come in: a hole is filled first, the rest is a lot.

    Goods that come back or are found belong to those that are being sold: they expire with the first lot.
    """
    cost = holding.cost
    if moved.unit_cost is not None:
        cost = average_cost(holding.stock, cost, moved.quantity, moved.unit_cost)
    stock = holding.stock + moved.quantity
    left = min(stock, moved.quantity)
    if not left > ZERO_QUANTITY:
        return Holding(stock, cost, holding.lots)
    expires_on = moved.expires_on
    if expires_on is None:
        expires_on = moved.keeps_until if moved.fresh or not holding.lots else holding.lots[0].expires_on
    unit_cost = moved.unit_cost if moved.unit_cost is not None else cost
    lot = Lot(moved.id, moved.at, unit_cost, expires_on, left)
    return Holding(stock, cost, tuple(sorted((*holding.lots, lot), key=lambda each: each.turn)))


def _take(holding: Holding, quantity: Quantity) -> Holding:
    """Goods go out, of the lot that expires first; what the lots do not have goes below zero."""
    lots: list[Lot] = []
    wanted = quantity
    for lot in holding.lots:
        taken = min(wanted, lot.quantity)
        wanted -= taken
        if lot.quantity > taken:
            lots.append(replace(lot, quantity=lot.quantity - taken))
    return Holding(holding.stock - quantity, holding.cost, tuple(lots))


def days_of_warning(shelf_life_days: int | None, most: int) -> int:
    """How many days before they expire goods are spoken of: a third of what they keep for, at most `most`.

    All milk expires within the week: of what keeps for two days only the last one is worth a word.
    """
    return most if shelf_life_days is None else min(most, shelf_life_days // 3)
