"""`record_return`: goods that a customer brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.accounts import Account, find_account, open_account, settled
from actions.contract import Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.products import NamedProduct, find_all, offer_others
from actions.record_sale import kept, price_lines
from domain.ledger import store as ledger
from domain.sales import store as sales
from domain.sales.store import LastSold


def record_return(session: Session, request: Request) -> Outcome:
    """Put what a customer brought back on the shelf, and give the money back or take it off the customer's account.

    The price is the one said, else the one it was last sold at. It goes off the account when that is said, and when the
    customer who is named took the goods on credit. Raises Refused for an unknown product, a missing quantity, and an
    account of nobody.
    """
    written = write(session, request, entries.moment(request))
    what = entries.describe(session, written.entry)
    params: dict[str, Value] = {
        "lines": what.params["lines"],
        "total": what.params["total"],
        "notes": written.notes,
    }
    left = wording.left(entries.counted(session, written.products), request.channel)
    if written.entry.request.get("credit") and written.customer is not None:
        params |= {"customer": written.customer.name, "state": (*left, wording.balance(written.customer))}
        reply = Reply("record_return.done_account", params)
    else:
        reply = Reply("record_return.done", {**params, "left": left})
    return Outcome(entries.confirmation(request, reply, written), entry_id=written.entry.id)


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The return in the books: entry, a sale of its own kind with everything negative, stock, the customer's account."""
    found = find_all(session, request)
    if request.credit and request.customer is None:
        raise Refused(Reply("refused.no_customer"))
    known = find_account(session, request, may_open=True)
    before = [_last_sold(session, named, known.id if known else None) for named in found]
    if known and not request.credit and all(last is not None and last.credit for last in before):
        request = replace(request, credit=True)
    priced = price_lines([_priced(named, last) for named, last in zip(found, before, strict=True)], request.amount)
    terms = {line.product.id: last.terms for line, last in zip(priced.lines, before, strict=True) if last}
    if corrects_id is not None:
        terms |= sales.terms_of(session, corrects_id)
    lines = [sales.on_terms(line, terms.get(line.product.id)) for line in priced.lines]
    account = open_account(session, request)
    kept_lines = [kept(line) for line in lines]
    entry = entries.open_entry(session, settled(request, account), happened_at, corrects_id, kept_lines)
    sales.record_return(
        session,
        store_id=request.store_id,
        entry_id=entry.id,
        lines=lines,
        returned_at=happened_at,
        now=request.now,
        customer_id=account.customer.id if account else None,
        credit=request.credit,
        payment=request.payment,
        total=priced.total,
    )
    if account and request.credit:
        ledger.post(session, account.customer, -priced.total, "return", entry_id=entry.id, now=happened_at)
    notes, choices = offer_others(session, found)
    products = tuple(line.product for line in lines)
    customer = account.customer if account else None
    return Written(entry, products, customer, (*_notes(request, account), *notes), choices)


def _last_sold(session: Session, named: NamedProduct, customer_id: int | None) -> LastSold | None:
    """How the product was last sold to the customer, else to anybody: but what others took on credit was not theirs."""
    product_id = named.product.id
    if customer_id is not None and (own := sales.last_sold(session, product_id, customer_id)) is not None:
        return own
    last = sales.last_sold(session, product_id)
    return last and replace(last, credit=False)


def _priced(named: NamedProduct, last: LastSold | None) -> NamedProduct:
    line = named.line
    if last is None or line.price is not None or line.amount is not None:
        return named
    return replace(named, line=replace(line, price=last.unit_price))


def _notes(request: Request, account: Account | None) -> tuple[Phrase, ...]:
    notes = list(account.notes) if account and request.credit else []
    if request.customer is not None and not request.credit:
        notes.append(Phrase("note.customer", {"customer": request.customer.name}))
    if request.entry_date is not None:
        notes.append(Phrase("note.entry_date", {"date": request.entry_date}))
    return tuple(notes)
