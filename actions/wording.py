"""Products, quantities and balances as replies show them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import regex

from actions.contract import Choice, Line, Measure, Phrase
from domain.catalogue.models import Product
from domain.customers.models import Customer
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity

_EXPLANATION = regex.compile(r"\s*\([^()\d]*\)\s*$")
_FEW, _TEN = 3, 10
_LISTED = {"whatsapp": 8, "sms": 3}


def name(product: Product) -> str:
    """The product's name as replies show it."""
    return short(product.name)


def short(name: str) -> str:
    """A product's name without what explains it: `Sugar (loose)` is `Sugar`; a count, as in `Coil (10)`, stays."""
    return _EXPLANATION.sub("", name) or name


def measure(product: Product, quantity: Quantity) -> Measure:
    """So much of a product, exactly."""
    return Measure(quantity, product.unit)


def about(product: Product, quantity: Decimal | Quantity) -> Measure:
    """So much of a product as one would say it: to a tenth, and whole pieces from three on; 10 g below a kilo."""
    value = quantity.value if isinstance(quantity, Quantity) else quantity
    if product.unit == "pc":
        step = Decimal(1) if abs(value) >= _FEW else Decimal("0.1")
    else:
        step = Decimal("0.1") if abs(value) >= 1 else Decimal("0.01")
    return Measure(Quantity((value / step).quantize(Decimal(1), ROUND_HALF_UP) * step), product.unit)


def about_money(amount: Money) -> Money:
    """An amount as one would say it: whole rupees from ten on."""
    value = amount.value
    return amount if abs(value) < _TEN else Money(value.quantize(Decimal(1), ROUND_HALF_UP))


def between(product: Product, low: Decimal, high: Decimal) -> tuple[Measure, Measure]:
    """A range that holds the one given, in whole pieces or as one would say it of loose goods."""
    if product.unit != "pc":
        return about(product, low), about(product, high)
    least, most = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
    return Measure(Quantity(least), product.unit), Measure(Quantity(most), product.unit)


def percent(share: Decimal) -> int:
    """A share as whole percent, half away from zero."""
    return int((share * 100).quantize(Decimal(1), ROUND_HALF_UP))


def goods(product: Product, quantity: Quantity, amount: Money | None) -> Phrase:
    """`5 Maggi (₹75)`, or without the money when there is none."""
    if amount is None:
        return Phrase("line.goods_bare", {"quantity": measure(product, quantity), "product": name(product)})
    return Phrase("line.goods", {"quantity": measure(product, quantity), "product": name(product), "amount": amount})


def stock(product: Product) -> Phrase:
    """What is left of a product."""
    return Phrase("line.stock", {"product": name(product), "quantity": measure(product, product.stock)})


def price(product: Product) -> Phrase:
    """What a product sells for."""
    return Phrase("line.price", {"product": name(product), "price": product.price})


def balance(customer: Customer) -> Phrase:
    """What a customer owes, or paid in advance."""
    if customer.balance < ZERO_MONEY:
        return Phrase("line.advance", {"customer": customer.name, "advance": -customer.balance})
    return Phrase("line.balance", {"customer": customer.name, "balance": customer.balance})


def left(products: Sequence[Product], channel: str) -> tuple[Phrase, ...]:
    """The stock of each product once, as many as the channel has room for, and how many more there are."""
    once = list({product.id: product for product in products}.values())
    lines, more = listed([stock(product) for product in once], channel)
    return (*lines, *more)


def listed(
    lines: Sequence[Phrase], channel: str, room: int | None = None
) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """As many lines as there is room for (what the channel has, unless given), and a phrase for how many more there are."""
    room = _LISTED.get(channel, _LISTED["whatsapp"]) if room is None else room
    rest = len(lines) - room
    return tuple(lines[:room]), (Phrase("list.more", {"count": rest}),) if rest > 0 else ()


def shortage(product: Product) -> tuple[Phrase, ...]:
    """A note when the books are below zero: more was sold than they had."""
    if not product.stock < ZERO_QUANTITY:
        return ()
    return (Phrase("note.short", {"product": name(product), "quantity": measure(product, -product.stock)}),)


def other_products(chosen: Product, others: Iterable[Product]) -> tuple[tuple[Phrase, ...], tuple[Choice, ...]]:
    """The note and the choices that offer what the words fit as well, beside the product that was clearly meant."""
    names = [(other.sku, name(other)) for other in others if other.id != chosen.id]
    if not names:
        return (), ()
    note = Phrase("note.others", {"product": name(chosen), "others": tuple(shown for _, shown in names)})
    return (note,), tuple(Choice(f"sku:{sku}", "choice.product", {"product": shown}) for sku, shown in names)


def not_found(lines: Sequence[Line]) -> tuple[Phrase, ...]:
    """A note naming the words for which the store has no product; none when all were found."""
    words = tuple(line.text for line in lines)
    return (Phrase("note.not_found", {"words": words}),) if words else ()
