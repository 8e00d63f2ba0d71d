"""The books of a shop kept a second time, from what was meant: decimals and lists, nothing of the program's own.

Stock is what came less what went. The moving average cost of a product is (stock × cost + quantity × unit cost) ÷ (stock +
quantity) at each purchase, of a stock that is not below nothing. Profit is the money of the sales less what the goods had
cost when they were sold. Tax lies inside the price: amount × rate ÷ (100 + rate).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

NOTHING = Decimal(0)
_PAISA, _GRAM = Decimal("0.01"), Decimal("0.001")


def paise(rupees: Decimal) -> Decimal:
    """Rupees to the paisa, half a paisa up."""
    return rupees.quantize(_PAISA, ROUND_HALF_UP)


@dataclass
class Good:
    """A product as the second books know it."""

    unit: str
    price: Decimal
    cost: Decimal
    gst: int
    stock: Decimal = NOTHING


@dataclass(frozen=True)
class Item:
    """What was meant by a line: how much of what, at which price, for how much."""

    sku: str
    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Sold:
    """A line that was sold: what was charged, and what the goods had cost."""

    sku: str
    quantity: Decimal
    amount: Decimal
    cost: Decimal


@dataclass
class Books:
    """All that a month comes to. Every `write_*` gives back what takes it back."""

    goods: dict[str, Good]
    sold: list[Sold] = field(default_factory=list)
    balances: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    takings: Decimal = NOTHING
    """What the sales came to, credit included."""

    def write_sale(self, items: list[Item], total: Decimal | None, customer: str | None) -> Callable[[], None]:
        """Goods for money, or on the account of `customer`."""
        lines = [self._sold(item, total if len(items) == 1 and item.amount is None else None) for item in items]
        charged = total if total is not None else sum((line.amount for line in lines), NOTHING)
        if len(items) > 1 and total is not None:
            lines = _sharing(lines, items, total)
        for line in lines:
            self.goods[line.sku].stock -= line.quantity
        self.sold += lines
        self.takings += charged
        if customer is not None:
            self.balances[customer] += charged

        def back() -> None:
            for line in lines:
                self.goods[line.sku].stock += line.quantity
                self.sold.remove(line)
            self.takings -= charged
            if customer is not None:
                self.balances[customer] -= charged

        return back

    def write_purchase(self, items: list[Item]) -> None:
        """Goods that came in, at a cost said or at the one known."""
        for item in items:
            good = self.goods[item.sku]
            assert item.quantity is not None
            unit_cost = item.price
            if unit_cost is None:
                unit_cost = good.cost if item.amount is None else paise(item.amount / item.quantity)
            held = max(NOTHING, good.stock)
            good.cost = paise((held * good.cost + item.quantity * unit_cost) / (held + item.quantity))
            good.stock += item.quantity

    def write_count(self, items: list[Item]) -> None:
        """Goods as they were counted."""
        for item in items:
            assert item.quantity is not None
            self.goods[item.sku].stock = item.quantity

    def write_loss(self, items: list[Item]) -> None:
        """Goods that spoiled."""
        for item in items:
            assert item.quantity is not None
            self.goods[item.sku].stock -= item.quantity

    def write_price(self, items: list[Item]) -> None:
        """New selling prices."""
        for item in items:
            assert item.price is not None
            self.goods[item.sku].price = item.price

    def write_account(self, customer: str, amount: Decimal) -> Callable[[], None]:
        """Money that `customer` came to owe (positive) or paid (negative)."""
        self.balances[customer] += amount

        def back() -> None:
            self.balances[customer] -= amount

        return back

    @property
    def cost_of_goods(self) -> Decimal:
        """What the goods that were sold had cost."""
        return paise(sum((line.quantity * line.cost for line in self.sold), NOTHING))

    def tax(self) -> Mapping[int, Decimal]:
        """Tax inside the money of the lines, by rate."""
        taxed: dict[int, Decimal] = defaultdict(Decimal)
        for line in self.sold:
            rate = self.goods[line.sku].gst
            taxed[rate] += line.amount * rate / (100 + rate)
        return {rate: paise(amount) for rate, amount in taxed.items()}

    def _sold(self, item: Item, total: Decimal | None) -> Sold:
        good = self.goods[item.sku]
        price, amount = item.price or good.price, item.amount if total is None else total
        quantity = item.quantity
        if quantity is None:
            assert amount is not None
            exact = amount / price
            quantity = exact.quantize(_GRAM, ROUND_HALF_UP)
            if good.unit == "pc":
                quantity = max(Decimal(1), exact.quantize(Decimal(1), ROUND_HALF_UP))
        return Sold(item.sku, quantity, paise(quantity * price) if amount is None else amount, good.cost)


def _sharing(lines: list[Sold], items: list[Item], total: Decimal) -> list[Sold]:
    """The lines with amounts that sum to a total said for all: those without money of their own share what is left.

    In proportion to what they would cost, to the paisa, the last paise going where most was cut off.
    """
    own = [item.amount is not None or item.price is not None for item in items]
    free = [n for n, said in enumerate(own) if not said]
    kept = sum((line.amount for line, said in zip(lines, own, strict=True) if said), NOTHING)
    if not free or len(free) == len(lines) or total <= kept:
        free, kept = list(range(len(lines))), NOTHING
    whole = sum((lines[n].amount for n in free), NOTHING)
    exact = {n: Fraction(total - kept) * Fraction(lines[n].amount) / Fraction(whole) for n in free}
    cut = {n: Decimal(int(share * 100)) / 100 for n, share in exact.items()}
    missing = int((total - kept - sum(cut.values(), NOTHING)) * 100)
    for n in sorted(free, key=lambda n: (Fraction(cut[n]) - exact[n], n))[:missing]:
        cut[n] += _PAISA
    return [replace(line, amount=cut.get(n, line.amount)) for n, line in enumerate(lines)]
