"""What a request still lacks before it may run: a product, a quantity, a name, a figure. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from actions.contract import Line, Request
from bot.dialogue.requests import ALTERNATIVES, Draft
from bot.dialogue.state import Field
from domain.values import ZERO_MONEY, ZERO_QUANTITY
from nlu.contract import Product
from nlu.spelling.fold import fold
from nlu.spelling.loose import loose_key
from nlu.spelling.normalise import normalise

NEEDS: Mapping[str, tuple[Field, ...]] = {
    "record_sale": ("product", "quantity"),
    "record_return": ("product", "quantity"),
    "record_purchase": ("product", "quantity"),
    "record_wastage": ("product", "quantity"),
    "set_stock": ("product", "quantity"),
    "set_price": ("product", "price"),
    "transfer_stock": ("product", "quantity"),
    "check_price": ("product",),
    "price_advice": ("product",),
    "record_credit": ("customer", "amount"),
    "record_payment": ("customer", "amount"),
    "create_order": ("product", "quantity"),
    "competitor_price": ("product", "price"),
}
"""What each intent can't do without, in the order in which it is asked for."""

WRITES = frozenset(
    {
        "record_sale",
        "record_return",
        "record_purchase",
        "record_wastage",
        "set_stock",
        "set_price",
        "record_credit",
        "record_payment",
        "correct_last",
        "send_reminder",
        "create_order",
        "competitor_price",
    }
)
"""Intents whose doubts are asked about, and whose products must be found: they change the books."""

_RESOLVED = WRITES | {
    "transfer_stock",
    "check_stock",
    "check_price",
    "price_advice",
    "reorder_advice",
    "demand_forecast",
}
_SHORTEST_WORD, _SHORTEST_LOOSE = 4, 3


@dataclass(frozen=True)
class Gap:
    """What to ask for: `field` of line `line`, with the products it may be when the product is open."""

    field: Field
    line: int = 0
    options: tuple[str, ...] = ()
    fits: bool = False
    """Whether the options fit the words as said ("parle g"), or only come near them."""


def find_gap(draft: Draft, products: Mapping[str, Product]) -> Gap | None:
    """The first thing that is missing, or None when the request is complete."""
    request = draft.request
    if request.intent == "add_product":
        return _gap_of_new(request)
    if request.intent not in _RESOLVED:
        return None
    needs = NEEDS.get(request.intent, ())
    if "product" in needs and not request.lines and not _needs_no_product(request):
        return Gap("product")
    for index, line in enumerate(request.lines):
        gap = _gap_of_line(request, index, line, products)
        if gap is not None:
            return gap
    if request.customer is None and ("customer" in needs or request.credit):
        return Gap("customer")
    if "amount" in needs and (request.amount is None or request.amount <= ZERO_MONEY):
        return Gap("amount")
    return None


def _needs_no_product(request: Request) -> bool:
    """Whether a sale is a day's total, said without items ("aaj ki bikri 5400"), or an order the same as last time."""
    if request.intent == "create_order":
        return True
    return request.intent == "record_sale" and request.amount is not None and request.amount > ZERO_MONEY


def _gap_of_new(request: Request) -> Gap | None:
    """What a product lacks that is new: its name, its price."""
    if not any(line.text for line in request.lines):
        return Gap("product")
    unpriced = (i for i, line in enumerate(request.lines) if not (line.price or line.amount or line.mrp))
    index = next(unpriced, None)
    return Gap("price", index) if index is not None else None


def _gap_of_line(request: Request, index: int, line: Line, products: Mapping[str, Product]) -> Gap | None:
    needs = NEEDS.get(request.intent, ())
    if line.sku is None or line.sku not in products:
        if line.others:
            return Gap("product", index, line.others, fits=True)
        # A correction may change a figure and name nothing.
        nameless = request.intent == "correct_last" and not line.text
        if request.intent in WRITES and not nameless:
            return Gap("product", index, near(line.text, products))
        return Gap("product", index) if "product" in needs and not line.text else None
    if "quantity" in needs and not _has_quantity(request, line) and not same_as_last_time(request):
        return Gap("quantity", index)
    if "price" in needs and (line.price is None or line.price <= ZERO_MONEY):
        return Gap("price", index)
    return None


def same_as_last_time(request: Request) -> bool:
    """Whether goods are ordered without a word of how much: the action looks how much it was last time, or asks."""
    return request.intent == "create_order" and all(line.quantity is None for line in request.lines)


def _has_quantity(request: Request, line: Line) -> bool:
    """A quantity, or an amount from which the store's price makes one. A count of nothing is a count."""
    if line.quantity is not None:
        return line.quantity > ZERO_QUANTITY or request.intent == "set_stock"
    return line.amount is not None and request.intent in ("record_sale", "record_return", "record_wastage")


def near(text: str, products: Mapping[str, Product]) -> tuple[str, ...]:
    """Skus of products of which a word comes near a word of `text`, those that sell most first; none for no likeness.

    They are only ever offered, never taken.
    """
    said = _keys(text)
    close = [
        product
        for product in products.values()
        if any(_alike(one, other) for one in said for other in _keys(f"{product.name} {' '.join(product.aliases)}"))
    ]
    close.sort(key=lambda product: (-product.daily_sales, product.sku))
    return tuple(product.sku for product in close[:ALTERNATIVES])


def _keys(text: str) -> frozenset[tuple[str, str]]:
    """Of each word long enough to tell, by both keys."""
    words = ((fold(word), loose_key(word)) for word in normalise(text).split())
    return frozenset(keys for keys in words if len(keys[0]) >= _SHORTEST_WORD and not keys[0].isdigit())


def _alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Equal by either key, or one slip apart in words long enough: "biskut" and "biscuit" meet in the folding already."""
    if one[0] == other[0] or (one[1] == other[1] and len(one[1]) >= _SHORTEST_LOOSE):
        return True
    return min(len(one[0]), len(other[0])) > _SHORTEST_WORD and OSA.distance(one[0], other[0]) <= 1
