"""`record_sale`: what was sold, for cash or on credit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.accounts import open_account, settled
from actions.contract import Line, Outcome, Phrase, Refused, Reply, Request, Value
from actions.credit import record_credit, tell_balance
from actions.entries import Written
from actions.products import NamedProduct, find_all, offer_others
from actions.totals import settle_total
from domain.catalogue.models import Product
from domain.ledger import store as ledger
from domain.sales import store as sales
from domain.sales import sums
from domain.sales.rules import Settlement, price_line, settle
from domain.sales.store import SoldLine
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity
from infra import clock


@dataclass(frozen=True)
class Priced:
    """Lines with nothing left open, and what they come to."""

    lines: list[SoldLine]
    total: Money
    usual: Money
    """What the lines come to without the total that was said for all of them."""


def record_sale(session: Session, request: Request) -> Outcome:
    """Write a sale and confirm it with the new stock; on credit also on the customer's account, with the new balance.

    More than the stock is sold all the same: stock goes below zero, and the reply says by how much. A price above MRP is
    written as said, with a warning. Raises Refused for an unknown product, a missing quantity, and credit to nobody.

    A total without items ("aaj ki bikri 5400") is a sale without lines: no stock leaves. On a customer's account it is
    `record_credit`, unless part of it was paid at once.
    """
    if not request.lines and request.customer is not None and request.amount is not None and _is_all_owed(request):
        return record_credit(session, replace(request, intent="record_credit"))
    written = write(session, request, entries.moment(request))
    what, settlement = entries.describe(session, written.entry), entries.settlement(written.entry)
    if not request.lines:
        notes = written.notes + (_standing(written) if settlement.left else ())
        reply = Reply("record_sale.done_total", {**what.params, "day": _of_day(session, request), "notes": notes})
        return Outcome(entries.confirmation(request, reply, written), entry_id=written.entry.id)
    params: dict[str, Value] = {
        "lines": what.params["lines"],
        "left": wording.left(written.counted, request.channel),
        "notes": written.notes,
    }
    if settlement.on_credit:
        key, more = _on_account(written, settlement)
        params |= more
    elif settlement.paid:
        # More was paid than was bought.
        key, params["total"] = "record_sale.done", what.params["total"]
        params["notes"] = written.notes + _standing(written)
    elif len(request.lines) > 1:
        key, params["total"] = "record_sale.done", what.params["total"]
    else:
        key = "record_sale.done_one"
    reply = entries.confirmation(request, Reply(key, params), written)
    return Outcome(reply, entry_id=written.entry.id)


def _on_account(written: Written, settlement: Settlement) -> tuple[str, dict[str, Value]]:
    """How the confirmation of a sale on credit is called, and what it says of the account."""
    assert written.customer is not None  # nobody buys on nobody's account
    name, balance = written.customer.name, written.customer.balance
    paid = Phrase("entry.record_payment", {"customer": name, "amount": settlement.paid})
    params: dict[str, Value] = {
        "total": (settlement.charged, paid) if settlement.paid else settlement.charged,
        "customer": name,
    }
    if balance < ZERO_MONEY:
        return "record_sale.done_credit_advance", {**params, "advance": -balance}
    return "record_sale.done_credit", {**params, "balance": balance}


def _standing(written: Written) -> tuple[Phrase, ...]:
    """How the account of the sale's customer stands, as a sentence."""
    return (tell_balance(written.customer),) if written.customer is not None else ()


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The sale in the books: entry, lines, stock movements, and on credit the customer's account."""
    found = find_all(session, request) if request.lines or not request.amount or _is_all_owed(request) else []
    if request.credit and request.customer is None:
        raise Refused(Reply("refused.no_customer"))
    priced = price_lines(found, request.amount)
    if corrects_id is not None:
        before = sales.terms_of(session, corrects_id)
        priced = replace(priced, lines=[sales.on_terms(line, before.get(line.product.id)) for line in priced.lines])
    settlement = settle(priced.total, credit=request.credit, paid=request.paid)
    account = open_account(session, request)
    lines = [kept(line) for line in priced.lines]
    entry = entries.open_entry(session, settled(request, account), happened_at, corrects_id, lines)
    sales.record(
        session,
        store_id=request.store_id,
        entry_id=entry.id,
        lines=priced.lines,
        sold_at=happened_at,
        now=request.now,
        customer_id=account.customer.id if account else None,
        credit=settlement.on_credit,
        payment=request.payment,
        total=priced.total,
        paid=settlement.paid if settlement.on_credit and settlement.paid else None,
    )
    if account and settlement.on_credit:
        ledger.post(session, account.customer, settlement.charged, "credit", entry_id=entry.id, now=happened_at)
    if account and settlement.paid:
        ledger.post(session, account.customer, -settlement.paid, "payment", entry_id=entry.id, now=happened_at)
    other_notes, choices = offer_others(session, found)
    products = tuple(line.product for line in priced.lines)
    counted = entries.counted(session, products)
    notes = (
        *(note for product in counted for note in wording.shortage(product)),
        *_notes(request, priced, settlement),
        *(account.notes if account and request.credit else ()),
        *other_notes,
    )
    return Written(entry, products, account.customer if account else None, notes, choices, counted)


def _of_day(session: Session, request: Request) -> Money:
    """All sales of the day that the request is about: a total may be said beside sales that are in the books already."""
    day = request.entry_date or clock.local(request.timezone, request.now).date()
    return sums.summary(session, request.store_id, *clock.day_bounds(day, request.timezone)).total


def derived_quantity(product: Product, amount: Money, price: Money) -> Quantity:
    """How much `amount` buys: to the gram or millilitre of loose goods, whole pieces (at least one) of others.

    Raises ZeroDivisionError for a product without a price.
    """
    exact = amount.value / price.value
    if product.unit != "pc":
        return Quantity(exact)
    return Quantity(max(Decimal(1), exact.quantize(Decimal(1), ROUND_HALF_UP)))


def quantity_of(named: NamedProduct) -> Quantity:
    """How much of a product a line means, by its money where no quantity was said. Raises Refused when it says neither."""
    line, product = named.line, named.product
    quantity = line.quantity
    price = line.price or product.price
    if quantity is None and line.amount is not None and price:
        quantity = derived_quantity(product, line.amount, price)
    if quantity is None or not quantity > ZERO_QUANTITY:
        raise Refused(Reply("refused.no_quantity", {"product": wording.name(product)}))
    return quantity


def price_lines(found: list[NamedProduct], total: Money | None) -> Priced:
    """Lines with quantity, price and amount, in which a total said for all of them is shared out. Raises Refused."""
    if total is not None and len(found) == 1 and found[0].line.amount is None:
        # "5 maggi 70 rupaye": with one product a total is that line's amount.
        found, total = [NamedProduct(_with_amount(found[0].line, total), found[0].product)], None
    if not found:
        total = total or ZERO_MONEY
        return Priced([], total, total)
    lines = [_sold(named) for named in found]
    usual = sum((line.amount for line in lines), ZERO_MONEY)
    if total is None:
        return Priced(lines, usual, usual)
    said = [named.line.amount is not None or named.line.price is not None for named in found]
    amounts = settle_total(total, [line.amount for line in lines], said)
    settled = [
        SoldLine(line.product, line.quantity, line.unit_price, amount)
        for line, amount in zip(lines, amounts, strict=True)
    ]
    return Priced(settled, total, usual)


def _sold(named: NamedProduct) -> SoldLine:
    line, product = named.line, named.product
    priced = price_line(quantity_of(named), line.price, line.amount, product.price)
    return SoldLine(product, priced.quantity, priced.unit_price, priced.amount)


def _with_amount(line: Line, amount: Money) -> Line:
    return Line(line.text, line.sku, line.quantity, line.price, amount, line.others)


def kept(line: SoldLine) -> dict[str, Any]:
    """A line as its entry keeps it."""
    return {
        "sku": line.product.sku,
        "quantity": str(line.quantity),
        "unit_price": str(line.unit_price),
        "amount": str(line.amount),
    }


def _is_all_owed(request: Request) -> bool:
    """Whether all of the sale is on credit."""
    return request.credit and request.paid is None


def _notes(request: Request, priced: Priced, settlement: Settlement) -> tuple[Phrase, ...]:
    notes: list[Phrase] = []
    for line in priced.lines:
        charged = line.amount.per(line.quantity)
        if line.product.mrp is not None and charged > line.product.mrp:
            above: dict[str, Value] = {"product": wording.name(line.product), "price": charged, "mrp": line.product.mrp}
            notes.append(Phrase("note.above_mrp", above))
    if priced.total < priced.usual:
        notes.append(Phrase("note.discount", {"amount": priced.usual - priced.total}))
    elif priced.total > priced.usual:
        notes.append(Phrase("note.surcharge", {"amount": priced.total - priced.usual}))
    if request.customer is not None and not settlement.on_credit:
        notes.append(Phrase("note.customer", {"customer": request.customer.name}))
    if request.payment in ("cash", "upi"):
        notes.append(Phrase(f"note.{request.payment}"))
    if request.entry_date is not None:
        notes.append(Phrase("note.entry_date", {"date": request.entry_date}))
    return tuple(notes)
