"""A message understood, as a request that an action can carry out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal

from actions.contract import Line, Named, Request
from bot.dialogue.language import tag_asked_for
from domain.values import Money, Quantity
from nlu.contract import Doubt, Frame, Item, Parse, Product
from nlu.doubt import doubts_of
from nlu.frames.filling import Reading
from nlu.spelling.fold import fold
from nlu.spelling.loose import loose_key
from nlu.words.units import convert

ALTERNATIVES = 3
"""How many other products are offered beside the one that was clearly meant, or instead of one that was not found."""

_ASKED_BY_GAPS: tuple[Doubt, ...] = ("ambiguous", "incomplete")
"""What is not confirmed but asked for: which product, how much, whose (`bot/dialogue/gaps.py`)."""


@dataclass(frozen=True)
class Sender:
    """Who writes, to which shop, by which message."""

    store_id: int
    user_id: int | None
    role: str
    timezone: str
    channel: str
    now: datetime
    conversation_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """A request in the making: what was understood, and what still has to be settled before it may run."""

    request: Request
    units: tuple[str | None, ...] = ()
    """By line, the unit as said, where the product is open and the quantity so not yet in its own unit."""
    doubts: tuple[Doubt, ...] = ()
    """What has to be confirmed with a yes."""


def draft(frame: Frame, doubts: tuple[Doubt, ...], sender: Sender, about_entry_id: int | None = None) -> Draft:
    """The request of a frame. An item that fits several products keeps them in `Line.others`."""
    request = Request(
        intent=frame.intent,
        store_id=sender.store_id,
        user_id=sender.user_id,
        role=sender.role,
        now=sender.now,
        timezone=sender.timezone,
        channel=sender.channel,
        conversation_id=sender.conversation_id,
        message_id=sender.message_id,
        lines=tuple(_line(item) for item in frame.items),
        customer=named(frame.customer),
        supplier=named(frame.supplier),
        shop=frame.shop,
        credit=bool(frame.credit),
        amount=_money(frame.amount),
        paid=_money(frame.paid),
        period=frame.period,
        date=frame.date,
        entry_date=frame.entry_date,
        day=frame.day,
        event=frame.event,
        payment=frame.payment,
        to_language=tag_asked_for(frame.to_language, frame.to_script, sender.channel),
        alert=frame.alert,
        on=frame.on,
        report=frame.report,
        format=frame.format,
        licence=frame.licence,
        start=_clock(frame.start),
        end=_clock(frame.end),
        about_entry_id=about_entry_id,
    )
    units = tuple(item.unit if item.sku is None else None for item in frame.items)
    return Draft(request, units, tuple(doubt for doubt in doubts if doubt not in _ASKED_BY_GAPS))


def command(intent: str, sender: Sender, about_entry_id: int | None = None, lines: tuple[Line, ...] = ()) -> Request:
    """A request that is an intent and nothing more, as a button makes it."""
    frame = Frame(intent=intent, language="", script="")
    return replace(draft(frame, (), sender, about_entry_id).request, lines=lines)


def sent_by(request: Request, sender: Sender) -> Request:
    """The request as `sender`'s message completes it: a yes is what writes, at its own time."""
    return replace(
        request,
        user_id=sender.user_id,
        role=sender.role,
        now=sender.now,
        channel=sender.channel,
        conversation_id=sender.conversation_id,
        message_id=sender.message_id,
    )


def named(name: str | None) -> Named | None:
    """A name and the keys under which its spellings meet: each word folded, and the name by its looser key."""
    if not name or not name.strip():
        return None
    words = name.split()
    return Named(name, " ".join(map(fold, words)), " ".join(map(loose_key, words)))


def with_product(line: Line, unit: str | None, product: Product) -> Line | None:
    """The line with its product settled and the quantity in that product's unit; None when the two do not go together."""
    quantity = line.quantity
    if quantity is not None:
        converted = convert(quantity.value, unit, product)
        if converted is None:
            return None
        quantity = Quantity(converted)
    return replace(line, sku=product.sku, quantity=quantity, others=())


def said_quantity(item: Item, product: Product | None) -> Quantity | None:
    """How much an item says, in the unit of `product`; None when it says nothing or a unit the product is not sold in."""
    if item.quantity is None:
        return None
    if product is None or item.unit == product.unit:
        return Quantity(item.quantity)
    converted = convert(item.quantity, item.unit, product)
    return Quantity(converted) if converted is not None else None


def unusual(request: Request, products: Mapping[str, Product]) -> tuple[Doubt, ...]:
    """What is unusual about a request that was put together from several messages: a quantity, a price."""
    items = tuple(
        Item(
            text=line.text,
            sku=line.sku,
            quantity=line.quantity.value if line.quantity else None,
            price=line.price.value if line.price else None,
            amount=line.amount.value if line.amount else None,
        )
        for line in request.lines
    )
    # As sure as a command: what was in doubt about the words has been asked by now.
    parse = Parse(request.intent, 1.0, source="command")
    reading = Reading(Frame(intent=request.intent, language="", script="", items=items))
    doubts = doubts_of(parse, reading, products, risk=0.0)
    return tuple(doubt for doubt in doubts if doubt not in _ASKED_BY_GAPS)


def _line(item: Item) -> Line:
    others = tuple(candidate.sku for candidate in item.candidates if candidate.sku != item.sku)
    return Line(
        text=item.text,
        sku=item.sku,
        quantity=Quantity(item.quantity) if item.quantity is not None else None,
        price=_money(item.price),
        amount=_money(item.amount),
        others=others[:ALTERNATIVES],
    )


def _money(value: Decimal | None) -> Money | None:
    return Money(value) if value is not None else None


def _clock(value: str | None) -> time | None:
    return time.fromisoformat(value) if value is not None else None
