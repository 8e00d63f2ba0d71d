"""Profit and the GST that is inside a price. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from domain.values import Money

_PAISA = Decimal("0.01")


@dataclass(frozen=True)
class Profit:
    """What was earned in a period on goods that are known: sales written without products have no cost, and are left out."""

    revenue: Money
    """Of the lines sold, net of what was taken back."""
    cost: Money
    """Cost of goods sold: quantity × the unit cost of the moment of the sale."""
    wastage: Money
    """Cost of goods that spoiled; not part of the gross profit."""
    unassigned: Money
    """Sales written as a total, without products."""

    @property
    def gross(self) -> Money:
        """Gross profit: revenue - cost of goods sold. Negative when goods sold below cost."""
        return self.revenue - self.cost

    @property
    def margin(self) -> int | None:
        """Gross margin, gross profit ÷ revenue, in whole percent; None without revenue."""
        return percent_of(self.gross, self.revenue)


@dataclass(frozen=True)
class GstSlab:
    """The sales taxed at one rate, split into what is the shop's and what is the state's."""

    rate: int
    """Percent: 0, 5, 18, 40 since 22 September 2025."""
    amount: Money
    """As charged, tax included."""
    taxable: Money
    cgst: Money
    sgst: Money


def split_gst(rate: int, amount: Money) -> GstSlab:
    """The tax that is inside `amount`, which retail prices include.

    tax = amount × rate / (100 + rate), to the paisa; the rest is the taxable value. Within a state half of the tax is CGST
    and half SGST; an odd paisa goes to SGST. (CGST Rules 2017, rule 35: value of supply inclusive of tax.)
    """
    tax = (amount.value * rate / (100 + rate)).quantize(_PAISA, ROUND_HALF_UP)
    central = (tax / 2).quantize(_PAISA, ROUND_DOWN)
    return GstSlab(rate, amount, amount - Money(tax), Money(central), Money(tax - central))


def percent_of(part: Money, whole: Money) -> int | None:
    """`part` of `whole` in whole percent, half away from zero; None of nothing."""
    if not whole.value:
        return None
    return int((part.value * 100 / whole.value).quantize(Decimal(1), ROUND_HALF_UP))
