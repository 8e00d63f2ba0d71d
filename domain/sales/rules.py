"""What a line of a sale comes to, and how a sale is paid for."""

from __future__ import annotations

from dataclasses import dataclass

from domain.values import ZERO_MONEY, Money, Quantity


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


@dataclass(frozen=True)
class Settlement:
    """How a sale is paid for: what the customer's account is charged, and what is paid on it at once."""

    on_credit: bool = False
    """Whether something of the sale is left to pay: then all of it is charged, else nothing."""
    charged: Money = ZERO_MONEY
    paid: Money = ZERO_MONEY
    """Of what is charged; where nothing is, what was paid beyond the sale."""

    @property
    def left(self) -> Money:
        """By how much more the customer owes; below zero where more was paid than was bought."""
        return self.charged - self.paid


def settle(total: Money, *, credit: bool, paid: Money | None = None) -> Settlement:
    """How a sale of `total` is paid for, `paid` being what was handed over at once of a sale on credit.

    Who paid all of it owes nothing for it, and what was paid beyond it is the account's.
    """
    if not credit:
        return Settlement()
    if paid is None or paid < total:
        return Settlement(True, total, paid or ZERO_MONEY)
    return Settlement(paid=paid - total)
