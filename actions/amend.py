"""A request with the values changed that a correction gives, everything else kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.contract import Line, Request
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money

_ACCOUNTS = ("record_credit", "record_payment")
_SPOKEN_STEP = Decimal("0.05")
"""People say kilos and litres in steps of 50 g; a finer quantity was reckoned from an amount."""


_FAR_NEARER = 2
"""So many times nearer must a figure be to what was paid than to a quantity."""


class Unclear(Exception):
    """The correction gives nothing that could change this request."""


class WhichLine(Exception):
    """The request has several lines, and the correction does not say which of them it is about."""


def amend(request: Request, change: Request) -> Request:
    """`request` with what `change` says. Raises WhichLine, Unclear.

    A bare figure is what the request is about: of a sale the quantity, of a new price the price, of a customer's account
    the amount. A new price or amount takes the place of the other, which follows from it; a total that was said for all
    lines falls with the price or amount of one of them.
    """
    named = replace(
        request,
        customer=change.customer or request.customer,
        supplier=change.supplier or request.supplier,
        credit=change.credit or request.credit,
        paid=change.paid or request.paid,
        payment=change.payment or request.payment,
        date=change.date or request.date,
        entry_date=change.entry_date or request.entry_date,
        told=_answers(request, change),
    )
    # A day's total has no lines: a figure is its amount.
    is_amount = request.intent in _ACCOUNTS or not request.lines
    amended = (_amend_account if is_amount else _amend_goods)(named, change)
    if amended == request and not (change.lines or change.amount or change.customer or change.supplier):
        raise Unclear
    return amended


def _answers(request: Request, change: Request) -> dict[str, str]:
    """What was answered before, but who is meant when somebody else is named."""
    kept = dict(request.told)
    for name, renamed in (("customer", change.customer), ("supplier", change.supplier)):
        if renamed is not None:
            kept.pop(name, None)
    return {**kept, **change.told}


def _amend_account(request: Request, change: Request) -> Request:
    amount = change.amount
    for line in change.lines:
        if line.sku is not None:
            raise Unclear
        bare = Money(line.quantity.value) if line.quantity is not None else None
        amount = amount or line.amount or line.price or bare
    if change.lines and amount is None:
        raise Unclear
    return replace(request, amount=amount or request.amount)


def _amend_goods(request: Request, change: Request) -> Request:
    part = _part_paid(request, change.lines)
    if part is not None:
        return replace(request, paid=part)
    lines, total = list(request.lines), request.amount
    changes = change.lines
    if change.amount is not None and not changes and len(lines) == 1:
        changes = (Line("", amount=change.amount),)
    elif change.amount is not None:
        total = change.amount
    for line in changes:
        index = _which(lines, line)
        lines[index] = _amend_line(request.intent, lines[index], line)
        if (line.price or line.amount) and change.amount is None:
            total = None
    return replace(request, lines=tuple(lines), amount=total)


def _part_paid(request: Request, changes: Sequence[Line]) -> Money | None:
    """What a bare figure says was paid at once, where it is far nearer to that than to any quantity: "100 nahi 150 diye the"."""
    bare = changes[0].quantity if len(changes) == 1 and not changes[0].text and changes[0].place is None else None
    if request.paid is None or bare is None or not bare > ZERO_QUANTITY or changes[0].price or changes[0].amount:
        return None
    quantities = [line.quantity.value for line in request.lines if line.quantity]
    others = [_apart(bare.value, quantity) for quantity in quantities]
    near = request.paid > ZERO_MONEY and _apart(bare.value, request.paid.value) * _FAR_NEARER < min(
        others, default=Decimal(0)
    )
    return Money(bare.value) if near else None


def _apart(one: Decimal, other: Decimal) -> Decimal:
    """How many times one figure is the other."""
    return max(one, other) / min(one, other)


def _which(lines: Sequence[Line], change: Line) -> int:
    if change.place is not None:
        if not 0 <= change.place < len(lines):
            raise WhichLine
        return change.place
    if len(lines) == 1:
        return 0
    if change.sku is None and change.was is not None:
        so_much = [i for i, line in enumerate(lines) if line.quantity == change.was]
        if len(so_much) == 1:
            return so_much[0]
    same = [i for i, line in enumerate(lines) if change.sku is not None and line.sku == change.sku]
    other = [i for i, line in enumerate(lines) if change.sku is not None and change.sku in line.others]
    fitting = same or other
    if len(fitting) != 1:
        raise WhichLine
    return fitting[0]


def _amend_line(intent: str, line: Line, change: Line) -> Line:
    if change.sku is not None and change.sku != line.sku:
        # Who picked the product has settled which it is: nothing else is offered any more.
        line = replace(line, text=change.text, sku=change.sku, others=())
    elif change.sku is None and change.text and not _figures(change):
        raise Unclear
    if intent in ("set_price", "competitor_price", "add_product"):
        return _amend_price(line, change)
    if intent == "set_stock":
        if change.quantity is None and (change.price or change.amount):
            raise Unclear
        return replace(line, quantity=line.quantity if change.quantity is None else change.quantity)
    return _amend_goods_line(line, change)


def _figures(change: Line) -> bool:
    return change.price is not None or change.amount is not None or change.quantity is not None


def _amend_price(line: Line, change: Line) -> Line:
    bare = Money(change.quantity.value) if change.quantity is not None and change.quantity > ZERO_QUANTITY else None
    price = change.price or change.amount or bare
    return line if price is None else replace(line, price=price)


def _amend_goods_line(line: Line, change: Line) -> Line:
    # "20 rupaye ki chini": its quantity was reckoned, and is reckoned anew when the money changes.
    kept = None if _reckoned(line) else line.quantity
    if change.amount is not None and change.amount > ZERO_MONEY:
        quantity = kept if change.quantity is None else change.quantity
        return replace(
            line,
            quantity=quantity,
            price=change.price or (line.price if quantity is None else None),
            amount=change.amount,
        )
    if change.price is not None and change.price > ZERO_MONEY:
        quantity = kept if change.quantity is None else change.quantity
        return replace(line, quantity=quantity, price=change.price, amount=line.amount if quantity is None else None)
    return line if change.quantity is None else replace(line, quantity=change.quantity)


def _reckoned(line: Line) -> bool:
    """Whether the quantity followed from the amount that was said."""
    return line.amount is not None and line.quantity is not None and bool(line.quantity.value % _SPOKEN_STEP)
