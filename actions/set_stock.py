"""`set_stock`: what was counted is what there is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.contract import Line, Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.products import NamedProduct, find_all, offer_others
from domain.catalogue.models import Product
from domain.stock import store as stock
from domain.values import ZERO_QUANTITY, Quantity


def set_stock(session: Session, request: Request) -> Outcome:
    """Book the difference between what was counted and what the books had; the reply names both.

    Raises Refused for an unknown product and for a missing or negative count.
    """
    lines, written = _count(session, request, request.now, None)
    reply = entries.confirmation(request, Reply("set_stock.done", {"lines": lines, "notes": written.notes}), written)
    return Outcome(reply, entry_id=written.entry.id)


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The count in the books: entry and stock movements."""
    return _count(session, request, happened_at, corrects_id)[1]


def _count(
    session: Session, request: Request, happened_at: datetime, corrects_id: int | None
) -> tuple[tuple[Phrase, ...], Written]:
    found = find_all(session, request)
    counts = [(named.product, _counted(named)) for named in found]
    entry = entries.open_entry(session, request, happened_at, corrects_id)
    # A second count of a shelf is true now, whenever the first was: the books go by the order of counting.
    # Products are locked in the order of their numbers, so that two messages never wait for each other.
    booked = {
        product.id: _booked(session, product, counted, entry.id, request.now)
        for product, counted in sorted(counts, key=lambda pair: pair[0].id)
    }
    lines = [booked[product.id] for product, _ in counts]
    notes, choices = offer_others(session, found)
    return tuple(lines), Written(entry, tuple(product for product, _ in counts), None, notes, choices)


def _counted(named: NamedProduct) -> Quantity:
    line: Line = named.line
    if line.quantity is None or line.quantity < ZERO_QUANTITY:
        raise Refused(Reply("refused.no_quantity", {"product": wording.name(named.product)}))
    return line.quantity


def _booked(session: Session, product: Product, counted: Quantity, entry_id: int, now: datetime) -> Phrase:
    moved = stock.count(session, product, counted, entry_id=entry_id, now=now)
    params: dict[str, Value] = {"product": wording.name(product), "quantity": wording.measure(product, counted)}
    if moved is None:
        return Phrase("set_stock.line_same", params)
    return Phrase("set_stock.line", {**params, "before": wording.measure(product, counted - moved.quantity)})
