"""What a line of a sale comes to."""

from __future__ import annotations

from dataclasses import dataclass

from domain.values import Money, Quantity


@dataclass(frozen=True)
class PricedLine:
    """A line with nothing left open: `amount` is what was charged for `quantity`."""

    quantity: Quantity
    unit_price: Money
    amount: Money


def price_line(quantity: Quantity | None, price: Money | None, amount: Money | None, usual_price: Money) -> PricedLine:
    """Fill in what follows: an amount alone buys as much as the price gives, with a quantity it sets the price.

    Raises ValueError when neither a quantity nor an amount was said, or there is no price to divide by.
    """
    unit_price = price or usual_price
    if quantity is None:
        if amount is None:
            raise ValueError("a line needs a quantity or an amount")
        if not unit_price:
            raise ValueError("a quantity can't follow from an amount without a price")
        return PricedLine(Quantity(amount.value / unit_price.value), unit_price, amount)
    if amount is None:
        return PricedLine(quantity, unit_price, unit_price * quantity)
    return PricedLine(quantity, price or amount.per(quantity), amount)
