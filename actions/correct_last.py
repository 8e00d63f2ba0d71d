"""`correct_last`: mend an entry. It is taken back and written again with the changed values, everything else kept."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from actions import (
    add_product,
    competitor_price,
    credit,
    entries,
    record_purchase,
    record_return,
    record_sale,
    record_wastage,
    set_price,
    set_stock,
    wording,
)
from actions.amend import Unclear, WhichLine, amend
from actions.contract import Line, Outcome, Refused, Reply, Request, Value
from actions.entries import Writer, Written
from actions.products import find_all
from domain.catalogue import names
from domain.catalogue import store as catalogue
from domain.journal import store as journal
from domain.journal.models import Entry
from domain.journal.store import AlreadyReversed
from domain.values import Money

WRITERS: dict[str, Writer] = {
    "record_sale": record_sale.write,
    "record_purchase": record_purchase.write,
    "record_return": record_return.write,
    "record_wastage": record_wastage.write,
    "set_stock": set_stock.write,
    "set_price": set_price.write,
    "competitor_price": competitor_price.write,
    "add_product": add_product.write,
    "record_credit": credit.write_credit,
    "record_payment": credit.write_payment,
}
"""What can be written again, by the kind of its entry."""


def correct_last(session: Session, request: Request) -> Outcome:
    """Mend the entry that the message swipes back to, else the sender's last, and show how things stand now.

    Raises Refused, with the books as they were, when there is none, when it was taken back, when it is not clear what
    changes, and when the new values can't be written.
    """
    entry = entries.target(session, request)
    if entry is None:
        raise Refused(Reply("correct_last.nothing"))
    what = entries.tell(session, entry)
    if journal.is_reversed(session, entry.id):
        raise Refused(Reply("correct_last.already", {"what": what}))
    if entry.kind not in WRITERS:
        # An order that somebody was told of, a licence: taken back and said again.
        raise Refused(Reply("correct_last.unclear", {"what": what}))
    before = entries.rebuild(entry, request)
    try:
        after = amend(before, request)
    except WhichLine:
        raise Refused(
            Reply("correct_last.which", {"lines": entries.describe(session, entry).params["lines"]})
        ) from None
    except Unclear:
        raise Refused(Reply("correct_last.unclear", {"what": what})) from None
    if after == before:
        raise Refused(Reply("correct_last.same", {"what": what}))
    try:
        # A savepoint: when the new values are refused, what was taken back stands again.
        with session.begin_nested():
            written = _rewrite(session, entry, before, after, request)
    except AlreadyReversed:
        raise Refused(Reply("correct_last.already", {"what": what})) from None
    taught = _taught(session, before, after, request)
    names.carry_over(session, entry.id, written.entry.id)
    params: dict[str, Value] = {
        "what": entries.tell(session, written.entry),
        "state": entries.state(session, written.entry),
        "notes": written.notes,
    }
    reply = entries.confirmation(request, Reply("correct_last.done", params), written)
    return Outcome(reply, entry_id=written.entry.id, taught=taught)


def _taught(session: Session, before: Request, after: Request, request: Request) -> tuple[Line, ...]:
    """Which products the words of the lines meant that were changed; what they were taken for, they mean no more."""
    changed = [
        (was, now) for was, now in zip(before.lines, after.lines, strict=False) if was.text and was.sku != now.sku
    ]
    for was, _ in changed:
        names.forget_wrong(session, before.store_id, was.text, catalogue.get(session, was.sku or "").id)
    picked = max((line.taught for line in request.lines), default=0)
    return tuple(replace(now, text=was.text, taught=max(picked, 1)) for was, now in changed)


def _rewrite(session: Session, entry: Entry, before: Request, after: Request, request: Request) -> Written:
    entries.reverse(session, entry, request)
    if after.lines:
        after = replace(after, lines=_settled_lines(session, entry, before, after, request))
    # It happened when it happened: what was sold yesterday and is mended today was sold yesterday.
    redated = after.entry_date != before.entry_date
    happened_at = entries.moment(after) if redated else entries.happened_at(entry)
    return WRITERS[entry.kind](session, after, happened_at, entry.id)


def _settled_lines(
    session: Session, entry: Entry, before: Request, after: Request, request: Request
) -> tuple[Line, ...]:
    """The lines with what holds though it was not said: the price of the day, and the unit the figure was meant in."""
    old, new = find_all(session, before), find_all(session, after)
    requantified = {line.sku for line in request.lines if line.quantity is not None}
    lines = []
    for i, (was, now) in enumerate(zip(old, new, strict=True)):
        line = now.line
        swapped = was.product.id != now.product.id
        if swapped and was.product.unit != now.product.unit and not requantified & {now.product.sku, None}:
            # "2 litre milk" is not 2 packets of it.
            raise Refused(Reply("refused.no_quantity", {"product": wording.name(now.product)}))
        figured = entry.kind in ("record_sale", "record_return") and line.price is None and line.amount is None
        if figured and not swapped:
            charged = Money(entry.request["written"][i]["unit_price"])
            if after.amount is None and (charged != now.product.price or entry.kind == "record_return"):
                # The price was changed since; the customer paid what it was then.
                line = replace(line, price=charged)
        lines.append(line)
    return tuple(lines)
