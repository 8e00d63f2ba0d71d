"""What crosses the border of `nlu`: a catalogue goes in as values, an `Understanding` comes out.

Plain values only, and nothing newer than Python 3.10: the half of this package that Rasa loads runs there too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from typing import Literal

Channel = Literal["whatsapp", "sms"]


@dataclass(frozen=True)
class Product:
    """A product of the store as understanding needs it: how it is named, sold and how much of it usually sells."""

    sku: str
    name: str
    unit: str
    """The product's own unit, in which every quantity is given: `kg`, `l` or `pc`."""
    price: Decimal
    """₹ for one unit."""
    brand: str = ""
    category: str = ""
    pack: str = ""
    """The pack as printed: `70 g`, `1 l`, `6`; for loose goods the unit they are weighed in: `1 kg`."""
    mrp: Decimal | None = None
    cost: Decimal | None = None
    aliases: tuple[str, ...] = ()
    """The store's own names for it, learnt or told."""
    daily_sales: Decimal = Decimal(0)
    """Mean units sold a day: decides between two products that fit, and what quantity is unusual."""


@dataclass(frozen=True)
class Candidate:
    """A product that fits some words, and how well: 1.0 is letter for letter."""

    sku: str
    score: float


@dataclass(frozen=True)
class Item:
    """One product line of a message, in the order said. Absent fields were not said."""

    text: str = ""
    """The words that named the product, as the retailer wrote them."""
    sku: str | None = None
    quantity: Decimal | None = None
    """In the product's own unit; of an unknown product, as said."""
    unit: str | None = None
    """The unit of `quantity`: the product's own; of an unknown product, the one said."""
    price: Decimal | None = None
    """₹ for one unit."""
    amount: Decimal | None = None
    """₹ for the line."""
    candidates: tuple[Candidate, ...] = ()
    """Every product that fits, best first; more than one when the words leave it open."""

    @property
    def price_of_one(self) -> Decimal | None:
        """₹ for one unit, as said or as the amount makes it; None where neither tells."""
        if self.price is None and self.amount is not None and self.quantity:
            return self.amount / self.quantity
        return self.price


Doubt = Literal[
    "incomplete",  # something is missing without which nothing can be written
    "unsure",  # the intent or the reading may be wrong
    "ambiguous",  # two products fit and nothing decides
    "unusual_quantity",
    "unusual_price",
    "leftover",  # words or numbers in the message were not used
    "two_customers",  # it may tell of two customers, and a frame has one
]


@dataclass(frozen=True)
class Frame:
    """A message's meaning: product.md, "Entities of a message". Absent fields are None and were not said."""

    intent: str
    language: str
    """BCP 47 language: `hi`."""
    script: str
    """ISO 15924: `Latn`, `Deva`."""
    items: tuple[Item, ...] = ()
    customer: str | None = None
    supplier: str | None = None
    shop: str | None = None
    credit: bool | None = None
    amount: Decimal | None = None
    paid: Decimal | None = None
    """₹ handed over at once for goods whose rest is owed."""
    period: str | None = None
    date: Date | None = None
    entry_date: Date | None = None
    day: Date | None = None
    """Of a question about days to come, the one that is named: "on Sunday"."""
    event: str | None = None
    """What such a question says comes up near the shop: a kind of `events` in nlu/lexicon."""
    payment: Literal["cash", "upi"] | None = None
    to_language: str | None = None
    to_script: str | None = None
    alert: str | None = None
    on: bool | None = None
    report: str | None = None
    format: Literal["pdf", "excel"] | None = None
    licence: str | None = None
    start: str | None = None
    end: str | None = None
    confirm: bool | None = None

    def as_dict(self) -> dict[str, object]:
        """The frame as `vyapari parse` prints it: decimals and dates as strings, absent fields left out, `sku` kept when null.

        What was paid at once is shown as the message's amount, unless a total was said as well.
        """
        out: dict[str, object] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if name == "items":
                if value:
                    out["items"] = [_item_as_dict(item) for item in value]
            elif name in ("to_script", "paid", "day", "event") or value is None:
                continue
            elif isinstance(value, Decimal):
                out[name] = plain(value)
            elif isinstance(value, Date):
                out[name] = value.isoformat()
            else:
                out[name] = value
        if self.paid is not None:
            out.setdefault("amount", plain(self.paid))
        return out


def _item_as_dict(item: Item) -> dict[str, object]:
    out: dict[str, object] = {"sku": item.sku, "text": item.text}
    for name in ("quantity", "unit", "price", "amount"):
        value = getattr(item, name)
        if value is not None:
            out[name] = plain(value) if isinstance(value, Decimal) else value
    return out


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: `0.25`, `24`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Entity:
    """A stretch of the normalised text that the model labelled."""

    name: str
    start: int
    end: int
    value: str
    confidence: float


@dataclass(frozen=True)
class Parse:
    """What the model server says of a normalised text."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()
    source: Literal["model", "command", "phrase"] = "model"
    languages: tuple[tuple[str, float], ...] = ()
    """Language and script as folders of training sentences are named (`hi-Latn`), the likeliest first; empty when not asked."""
    unfamiliar: frozenset[int] | None = None
    """Where words begin that training showed hardly ever, or only as names; None when not told."""


@dataclass(frozen=True)
class Understanding:
    """A message understood: its frame, how sure, and why (for the trace beside the chat)."""

    frame: Frame
    text: str
    normalised: str
    parse: Parse
    doubts: tuple[Doubt, ...] = ()
    answer: str | None = None
    """The message as a bare answer to a question that may be open: a number ("2"), when it is nothing more than that."""
    begins_with_no: bool = False
    """Whether it says no and then more: "nahi, 5 coke becha"."""
    leftover: tuple[str, ...] = ()
    signals: dict[str, float] = field(default_factory=dict)
    """What tells how sure the reading is (`nlu/risk.py`); empty where nothing is written."""
    risk: float = 0.0
    """The chance that it is wrong, by those."""


@dataclass(frozen=True)
class Heard:
    """A message to understand. `now` is the store's local time, with its offset: "kal" and "31 March" count from it."""

    text: str
    now: datetime
    channel: Channel = "whatsapp"
    language: str | None = None
    """The retailer's language, where known: decides what the letters alone leave open (Hindi or Marathi, English or Hinglish)."""
    expecting: str | None = None
    """What an open question asks for: `quantity`, `price`, `amount`, `product`, `customer`, `choice`, `yes_no`."""
    extra: dict[str, str] = field(default_factory=dict)


class NluUnavailable(Exception):
    """The model server does not answer. The message waits; nothing is guessed."""
