"""Whether a message may be written at once, or the assistant asks first.

Product.md: unsure is asked, never guessed into the books. Reading costs nothing, so only what writes is doubted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from nlu import groups
from nlu.contract import Doubt, Frame, Item, Parse, Product
from nlu.reading import Reading
from nlu.risk import limit

EVEN = 0.5
"""Calibrated confidence below which a message rather means something else."""
# A price ten times the usual, or a tenth of it.
FAR_OFF = 10
# Of its selling price, what no shop pays for a thing: said without a verb it is rather a sale ("sona masoori 22 kilo 61").
NO_MARGIN = Decimal("0.95")
# A sale of this many days' demand at once, and never less than these quantities.
UNUSUAL_DAYS = {"record_sale": 10, "record_return": 10, "record_wastage": 15}
UNUSUAL_DAYS_OF_STOCK = 60
ALWAYS_USUAL = {"pc": Decimal(30), "kg": Decimal(15), "l": Decimal(20)}
UNUSUAL_WITHOUT_SALES = {"pc": Decimal(150), "kg": Decimal(75), "l": Decimal(75)}
MORE_FOR_STOCK = 4
_MANY, _ABOUT = 30, Decimal("0.1")
"""Kilos from which a count may be a price, and how near the product's it is then."""
_ONLY_NAMED = frozenset({"send_reminder"})
"""What needs a name and no number: "remind Pinto, 600 are due since 2 weeks" tells its whole story."""


def doubts_of(parse: Parse, reading: Reading, products: Mapping[str, Product], risk: float) -> tuple[Doubt, ...]:
    """What is doubtful about a message that would write; nothing for one that only asks.

    `risk` is the chance that a message read as this one was is read wrong (`nlu/risk.py`).
    """
    if parse.intent not in groups.WRITES:
        return ()
    found: list[Doubt] = []
    if reading.misfits:
        found.append("unsure")
    if _is_incomplete(reading.frame):
        found.append("incomplete")
    if reading.ambiguous:
        found.append("ambiguous")
    if any(_is_unusual_quantity(item, parse.intent, products) for item in reading.frame.items):
        found.append("unusual_quantity")
    if any(_may_be_its_price(item, parse.intent, products) for item in reading.frame.items):
        found.append("unsure")
    if any(_is_unusual_price(item, parse.intent, products) for item in reading.frame.items):
        found.append("unusual_price")
    if reading.numbers_left and parse.intent not in _ONLY_NAMED:
        found.append("leftover")
    odd = risk >= limit() or parse.confidence < EVEN
    if not found and parse.source == "model" and odd and not _is_paid_in_full(reading):
        found.append("unsure")
    return tuple(found)


def _is_paid_in_full(reading: Reading) -> bool:
    """Whether the sum said proves a sale to nobody in particular: "onion 2 kilo 72", at 36 a kilo."""
    frame = reading.frame
    return frame.intent == "record_sale" and reading.adds_up and frame.customer is None and not frame.credit


def _is_incomplete(frame: Frame) -> bool:
    """Whether something is missing that is asked for before anything is written: a quantity, a price, a name, rupees."""
    if frame.intent in groups.MONEY:
        return frame.amount is None or frame.customer is None
    if frame.intent in groups.PRICES:
        nameless = frame.intent != "add_product" and any(not item.text for item in frame.items)
        return not frame.items or nameless or any(item.price is None for item in frame.items)
    if frame.intent in groups.GOODS and frame.intent != "correct_last":
        said = all(
            (item.sku or item.candidates) and (item.quantity is not None or item.amount is not None)
            for item in frame.items
        )
        nobody = frame.intent == "record_sale" and bool(frame.credit) and frame.customer is None
        return not said or nobody or not (frame.items or frame.amount)
    return False


def with_confirm(frame: Frame, doubts: tuple[Doubt, ...]) -> Frame:
    """The frame with `confirm` when something is doubtful."""
    return replace(frame, confirm=True) if doubts else frame


def _is_unusual_quantity(item: Item, intent: str, products: Mapping[str, Product]) -> bool:
    product = products.get(item.sku or "")
    if product is None or item.quantity is None:
        return False
    if product.unit == "pc" and item.quantity != item.quantity.to_integral_value():
        return True
    limit = ALWAYS_USUAL.get(product.unit, Decimal(30))
    stocking = intent not in UNUSUAL_DAYS
    if not product.daily_sales:
        return item.quantity > UNUSUAL_WITHOUT_SALES.get(product.unit, Decimal(150)) * (
            MORE_FOR_STOCK if stocking else 1
        )
    days = UNUSUAL_DAYS_OF_STOCK if stocking else UNUSUAL_DAYS[intent]
    return item.quantity > max(limit * (MORE_FOR_STOCK if stocking else 1), product.daily_sales * days)


def _may_be_its_price(item: Item, intent: str, products: Mapping[str, Product]) -> bool:
    """Whether a count of loose goods is about what a kilo costs: "besan 102 kilo kar do" rather sets that."""
    product = products.get(item.sku or "")
    counts = intent in ("set_stock", "transfer_stock") and product is not None and product.unit in ("kg", "l")
    if product is None or not counts or item.quantity is None or not product.price:
        return False
    return item.quantity >= _MANY and abs(item.quantity - product.price) <= product.price * _ABOUT


def _is_unusual_price(item: Item, intent: str, products: Mapping[str, Product]) -> bool:
    product = products.get(item.sku or "")
    price = item.price_of_one
    if product is None or not product.price or price is None:
        return False
    if intent == "record_purchase" and price >= NO_MARGIN * product.price:
        return True
    if intent == "record_sale" and product.cost and price < min(product.cost, product.price):
        # "20 kilo flour taken for 640", below what it costs the shop: rather bought.
        return True
    return price >= FAR_OFF * product.price or price * FAR_OFF <= product.price
