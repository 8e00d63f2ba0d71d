"""Putting what a message says into the request that waits for it. Pure; None when the message does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

import regex

from actions.contract import Line, Request
from bot.dialogue.requests import Draft, named, said_quantity, unusual, with_product
from bot.dialogue.state import Question
from domain.values import Money, Quantity
from nlu.contract import Item, Product, Understanding

Products: TypeAlias = Mapping[str, Product]
NUMBER = regex.compile(r"\d+(?:\.\d+)?")
WORD = regex.compile(r"[\p{L}\p{M}]")
_NAME_WORDS = 4
PICKED, SAID = 2, 1
"""How much it says of a name that its product was picked from what was offered, or named in other words."""
_SHORT = 4


def choose(question: Question, sku: str, products: Products, taught: int = PICKED) -> Draft:
    """The draft with the product of the line settled, and how much that says of what its words mean (`Line.taught`)."""
    draft, index = question.draft, question.line
    line = draft.request.lines[index] if index < len(draft.request.lines) else Line(text="")
    unit = draft.units[index] if index < len(draft.units) else None
    line = replace(line, taught=taught if line.text else 0)
    settled = with_product(line, unit, products[sku])
    # A unit the product does not come in ("2 kilo" of a bottle): the quantity is asked for again.
    return _put(draft, index, settled or replace(line, sku=sku, quantity=None, others=()))


def fill(question: Question, heard: Understanding, products: Products) -> Draft | None:
    """The draft with the value that was asked for."""
    draft, request = question.draft, question.draft.request
    if question.field == "product":
        return _fill_product(question, heard, products)
    if question.field == "customer":
        name = _customer_name(question, heard)
        return replace(draft, request=replace(request, customer=named(name))) if name else None
    if _speaks_of_others(question, heard):
        return None
    if question.field == "amount":
        value = _figure(heard)
        return replace(draft, request=replace(request, amount=Money(value))) if value else None
    line = request.lines[question.line]
    filled = _with_price(line, heard) if question.field == "price" else _with_quantity(line, heard, products)
    return _put(draft, question.line, filled) if filled is not None else None


def amend(draft: Draft, heard: Understanding, products: Products) -> Draft | None:
    """The draft with the values that a correction gives ("5 nahi 6"); None when it gives none, or not for which line."""
    request = draft.request
    items = heard.frame.items or _lone_number(heard)
    if heard.frame.customer is not None and request.customer is not None and not items:
        return replace(draft, request=replace(request, customer=named(heard.frame.customer)), doubts=())
    if request.intent in ("record_credit", "record_payment"):
        value = _figure(heard)
        return replace(draft, request=replace(request, amount=Money(value)), doubts=()) if value else None
    index = _line_meant(request, items[0]) if len(items) == 1 else None
    if index is None:
        return None
    line = _changed(request.lines[index], items[0], products)
    return replace(_put(draft, index, line), doubts=()) if line not in (None, request.lines[index]) else None


def bare_line(heard: Understanding) -> tuple[Line, ...]:
    """A message that is a number alone ("6"), as the new quantity of whatever it is about."""
    return tuple(Line(text="", quantity=Quantity(item.quantity)) for item in _lone_number(heard) if item.quantity)


def with_wrong_figure(draft: Draft, heard: Understanding) -> Draft:
    """A correction that names nothing, with the figure that was wrong: the 3 of "3 nahi 4", where it is the only other one."""
    lines = draft.request.lines
    if len(lines) != 1 or lines[0].text or lines[0].sku is not None or lines[0].quantity is None:
        return draft
    figures = [Quantity(Decimal(figure)) for figure in NUMBER.findall(heard.normalised)]
    others = [figure for figure in figures if figure != lines[0].quantity]
    if len(others) != 1:
        return draft
    return replace(draft, request=replace(draft.request, lines=(replace(lines[0], was=others[0]),)))


def with_unusual(draft: Draft, products: Products) -> Draft:
    """The draft with what is unusual about it now that it is complete, beside the doubts it had."""
    kept = tuple(doubt for doubt in draft.doubts if not doubt.startswith("unusual"))
    return replace(draft, doubts=kept + unusual(draft.request, products))


def _lone_number(heard: Understanding) -> tuple[Item, ...]:
    """ "nahi, 6": the one number of a short message."""
    numbers = NUMBER.findall(heard.normalised)
    short = len(heard.normalised.split()) <= _SHORT
    return (Item(quantity=Decimal(numbers[0])),) if len(numbers) == 1 and short else ()


def _line_meant(request: Request, item: Item) -> int | None:
    skus = [line.sku for line in request.lines]
    if item.sku is not None and item.sku in skus:
        return skus.index(item.sku)
    return 0 if len(skus) == 1 else None


def _changed(line: Line, item: Item, products: Products) -> Line | None:
    sku = item.sku or line.sku
    quantity = said_quantity(item, products.get(sku or ""))
    if quantity is None and item.quantity is not None:
        return None
    price, amount = line.price, line.amount
    if item.price is not None or item.amount is not None:
        price = Money(item.price) if item.price is not None else None
        amount = Money(item.amount) if item.amount is not None else None
    elif quantity is not None:
        # A total said for another quantity is no total of this one.
        amount = None
    text = item.text or line.text
    return replace(line, sku=sku, text=text, quantity=quantity or line.quantity, price=price, amount=amount, others=())


def _speaks_of_others(question: Question, heard: Understanding) -> bool:
    """Whether the message speaks of another product than the one that was asked about, or of several."""
    asked = question.draft.request.lines[question.line].sku if question.draft.request.lines else None
    skus = {item.sku for item in heard.frame.items if item.sku is not None}
    unknown = any(item.text and item.sku is None for item in heard.frame.items)
    return bool(skus - {asked}) or len(heard.frame.items) > 1 or (unknown and heard.answer is None)


def _figure(heard: Understanding) -> Decimal | None:
    """The one number that a message gives, whatever it was taken for; None for nothing."""
    if heard.answer is not None and NUMBER.fullmatch(heard.answer):
        return Decimal(heard.answer)
    if heard.frame.amount is not None:
        return heard.frame.amount
    items = (*heard.frame.items, *_lone_number(heard))
    figures = (value for item in items for value in (item.price, item.amount, item.quantity) if value is not None)
    return next(figures, None)


def _with_price(line: Line, heard: Understanding) -> Line | None:
    value = _figure(heard)
    return replace(line, price=Money(value)) if value else None


def _with_quantity(line: Line, heard: Understanding, products: Products) -> Line | None:
    item = heard.frame.items[0] if heard.frame.items else Item()
    quantity = said_quantity(item, products.get(line.sku or ""))
    money = item.amount if item.amount is not None else heard.frame.amount
    if quantity is None and item.quantity is not None:
        return None
    if quantity is None and heard.answer is not None and NUMBER.fullmatch(heard.answer):
        quantity = Quantity(Decimal(heard.answer))
    if quantity is None and money is None:
        quantity = next((line.quantity for line in bare_line(heard)), None)
    if quantity is None and money is None:
        return None
    return replace(
        line,
        quantity=quantity if quantity is not None else line.quantity,
        price=Money(item.price) if item.price is not None else line.price,
        amount=Money(money) if money is not None else line.amount,
    )


def _fill_product(question: Question, heard: Understanding, products: Products) -> Draft | None:
    draft, items = question.draft, heard.frame.items
    if not draft.request.lines:
        return _fill_lines(draft, items, products) if items else None
    if len(items) != 1:
        return None
    item, line = items[0], draft.request.lines[question.line]
    if item.sku is None:
        others = tuple(candidate.sku for candidate in item.candidates)
        known = replace(line, text=item.text, others=others)
        return _put(draft, question.line, known, keeps_unit=True) if others else None
    chosen = choose(question, item.sku, products, SAID)
    if item.quantity is None:
        return chosen
    line = chosen.request.lines[question.line]
    return _put(chosen, question.line, replace(line, quantity=Quantity(item.quantity)))


def _fill_lines(draft: Draft, items: tuple[Item, ...], products: Products) -> Draft:
    lines = tuple(
        Line(
            text=item.text,
            sku=item.sku,
            quantity=said_quantity(item, products.get(item.sku or "")),
            price=Money(item.price) if item.price is not None else None,
            amount=Money(item.amount) if item.amount is not None else None,
            others=tuple(candidate.sku for candidate in item.candidates if candidate.sku != item.sku),
        )
        for item in items
    )
    units = tuple(item.unit if item.sku is None else None for item in items)
    return replace(draft, request=replace(draft.request, lines=lines), units=units)


def _customer_name(question: Question, heard: Understanding) -> str | None:
    """The name that a message gives: as understood, or the message itself when it is a few plain words."""
    if heard.frame.customer:
        return heard.frame.customer
    words = heard.text.split()
    plain = 0 < len(words) <= _NAME_WORDS and not NUMBER.search(heard.normalised) and bool(WORD.search(heard.text))
    talk = heard.frame.intent in ("out_of_scope", question.draft.request.intent)
    if not plain or not talk or heard.frame.items or heard.parse.source != "model":
        return None
    return heard.text.strip(" .,!?।")


def _put(draft: Draft, index: int, line: Line | None, *, keeps_unit: bool = False) -> Draft:
    lines = list(draft.request.lines) or [Line(text="")]
    lines[index] = line or lines[index]
    units = [*draft.units, *[None] * (len(lines) - len(draft.units))]
    if not keeps_unit:
        units[index] = None
    return replace(draft, request=replace(draft.request, lines=tuple(lines)), units=tuple(units))
