"""`record_wastage`: what spoiled, broke or expired."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.contract import Outcome, Phrase, Reply, Request, Value
from actions.entries import Written
from actions.products import find_all, offer_others
from actions.record_sale import quantity_of
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.journal import store as journal
from domain.stock import store as stock
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money


def record_wastage(session: Session, request: Request) -> Outcome:
    """Take what was thrown away out of the stock, first expired first, and say what it had cost.

    Raises Refused for an unknown product and for a missing quantity.
    """
    written = write(session, request, entries.moment(request))
    lost = sum((Money(line["amount"]) for line in written.entry.request["written"]), ZERO_MONEY)
    params: dict[str, Value] = {
        "lines": entries.describe(session, written.entry).params["lines"],
        "cost": lost,
        "left": wording.left(written.counted, request.channel),
        "notes": written.notes,
    }
    reply = entries.confirmation(request, Reply("record_wastage.done", params), written)
    return Outcome(reply, entry_id=written.entry.id)


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The wastage in the books: entry and stock movements, at the moving average cost."""
    found = find_all(session, request)
    wasted = [(named.product, quantity_of(named)) for named in found]
    # What a unit cost is known once nobody else writes any more.
    journal.take_turn(session, request.store_id)
    catalogue.lock(session, {product.id for product, _ in wasted})
    costs = _costs_before(session, corrects_id)
    lines = [(product, quantity, costs.get(product.sku, product.cost)) for product, quantity in wasted]
    kept = [
        {"sku": product.sku, "quantity": str(quantity), "unit_cost": str(cost), "amount": str(cost * quantity)}
        for product, quantity, cost in lines
    ]
    entry = entries.open_entry(session, request, happened_at, corrects_id, kept)
    gone = [stock.Move(product, -quantity, cost) for product, quantity, cost in lines]
    stock.move_all(session, gone, "wastage", entry_id=entry.id, now=happened_at)
    products = tuple(product for product, _ in wasted)
    counted = entries.counted(session, products)
    other_notes, choices = offer_others(session, found)
    return Written(entry, products, None, (*_notes(request, counted), *other_notes), choices, counted)


def _costs_before(session: Session, corrects_id: int | None) -> dict[str, Money]:
    """What the entry in whose place this one stands was reckoned at, by sku."""
    corrected = None if corrects_id is None else journal.get(session, corrects_id)
    lines = () if corrected is None else corrected.request["written"]
    return {line["sku"]: Money(line["unit_cost"]) for line in lines}


def _notes(request: Request, products: tuple[Product, ...]) -> tuple[Phrase, ...]:
    notes = [
        Phrase(
            "check_stock.line_negative",
            {"product": wording.name(product), "quantity": wording.measure(product, -product.stock)},
        )
        for product in {product.id: product for product in products}.values()
        if product.stock < ZERO_QUANTITY
    ]
    if request.entry_date is not None:
        notes.append(Phrase("note.entry_date", {"date": request.entry_date}))
    return tuple(notes)
