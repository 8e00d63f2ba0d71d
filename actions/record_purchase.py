"""`record_purchase`: stock that came in, with cost, supplier and expiry where said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.contract import Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.firms import open_supplier
from actions.products import NamedProduct, find_all, offer_others
from actions.totals import share_out
from domain.catalogue.models import Product
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.suppliers.store import BoughtLine
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity


def record_purchase(session: Session, request: Request) -> Outcome:
    """Add what came in to the stock and confirm it with the new stock, and a changed average cost where one was said.

    Raises Refused for an unknown product and for a missing quantity.
    """
    written = write(session, request, entries.moment(request))
    params: dict[str, Value] = {
        "lines": entries.describe(session, written.entry).params["lines"],
        "left": wording.left(written.products, request.channel),
        "notes": written.notes,
    }
    reply = entries.confirmation(request, Reply("record_purchase.done", params), written)
    return Outcome(reply, entry_id=written.entry.id)


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The purchase in the books: entry, purchase, stock movements, the products' average cost."""
    found = find_all(session, request)
    amounts = _amounts(found, request.amount)
    bought = [_bought(named, amount, request) for named, amount in zip(found, amounts, strict=True)]
    kept = [_kept(line, amount) for line, amount in zip(bought, amounts, strict=True)]
    before = {line.product.id: line.product.cost for line in bought}
    supplier = open_supplier(session, request)
    supplier_id = supplier.id if supplier is not None else None
    entry = entries.open_entry(session, request, happened_at, corrects_id, kept)
    suppliers.record_purchase(
        session,
        store_id=request.store_id,
        entry_id=entry.id,
        supplier_id=supplier_id,
        lines=bought,
        now=happened_at,
    )
    came = _set_against_orders(session, request, entry.id, supplier_id, bought, happened_at)
    other_notes, choices = offer_others(session, found)
    notes = (*_notes(request, bought, amounts, before), *came, *other_notes)
    return Written(entry, tuple(line.product for line in bought), None, notes, choices)


def _set_against_orders(
    session: Session,
    request: Request,
    entry_id: int,
    supplier_id: int | None,
    bought: list[BoughtLine],
    happened_at: datetime,
) -> tuple[Phrase, ...]:
    """What came of open orders, as notes: all of it, or what is still to come."""
    quantities: dict[int, Quantity] = {}
    for line in bought:
        quantities[line.product.id] = quantities.get(line.product.id, ZERO_QUANTITY) + line.quantity
    notes: list[Phrase] = []
    came = orders.receive(
        session, request.store_id, quantities, supplier_id=supplier_id, entry_id=entry_id, now=happened_at
    )
    for one in came:
        missing = [(session.get_one(Product, id), quantity) for id, quantity in one.missing.items()]
        lines, more = wording.listed([wording.goods(item, left, None) for item, left in missing], request.channel)
        params: dict[str, Value] = {"number": one.order.number, "lines": (*lines, *more)}
        notes.append(Phrase("note.order_open", params) if missing else _all_came(one.order.number))
    return tuple(notes)


def _all_came(number: int) -> Phrase:
    return Phrase("note.order_complete", {"number": number})


def _amounts(found: list[NamedProduct], total: Money | None) -> list[Money | None]:
    amounts: list[Money | None] = []
    for named in found:
        line = named.line
        if line.quantity is None or not line.quantity > ZERO_QUANTITY:
            raise Refused(Reply("refused.no_quantity", {"product": wording.name(named.product)}))
        amounts.append(line.amount if line.amount is not None else line.price and line.price * line.quantity)
    return amounts if total is None else _within(total, found, amounts)


def _within(total: Money, found: list[NamedProduct], amounts: list[Money | None]) -> list[Money | None]:
    known = sum((amount for amount in amounts if amount is not None), ZERO_MONEY)
    open_lines = [i for i, amount in enumerate(amounts) if amount is None]
    if not open_lines:
        return list(share_out(total, [amount for amount in amounts if amount is not None]))
    if not total > known:
        return amounts
    weights = [found[i].product.cost * (found[i].line.quantity or ZERO_QUANTITY) for i in open_lines]
    for i, part in zip(open_lines, share_out(total - known, weights), strict=True):
        amounts[i] = part
    return amounts


def _bought(named: NamedProduct, amount: Money | None, request: Request) -> BoughtLine:
    quantity = named.line.quantity
    assert quantity is not None  # _amounts has refused it otherwise
    unit_cost = named.line.price if named.line.amount is None and named.line.price is not None else None
    if unit_cost is None and amount is not None:
        unit_cost = amount.per(quantity)
    return BoughtLine(named.product, quantity, unit_cost, request.date)


def _kept(line: BoughtLine, amount: Money | None) -> dict[str, str]:
    kept = {"sku": line.product.sku, "quantity": str(line.quantity)}
    if amount is not None and line.unit_cost is not None:
        kept |= {"amount": str(amount)}
    return kept


def _notes(
    request: Request, bought: list[BoughtLine], amounts: list[Money | None], before: dict[int, Money]
) -> tuple[Phrase, ...]:
    notes: list[Phrase] = []
    costs = [amount for amount in amounts if amount is not None]
    if len(costs) == len(amounts) > 1:
        notes.append(Phrase("note.total", {"total": sum(costs, ZERO_MONEY)}))
    for line in bought:
        old, new = before[line.product.id], line.product.cost
        if line.unit_cost is not None and old and new != old:
            changed: dict[str, Value] = {"product": wording.name(line.product), "cost": new, "before": old}
            notes.append(Phrase("note.cost_changed", changed))
    if request.supplier is not None:
        notes.append(Phrase("note.supplier", {"supplier": request.supplier.name}))
    if request.date is not None:
        notes.append(Phrase("note.expires_on", {"date": request.date}))
    if request.entry_date is not None:
        notes.append(Phrase("note.entry_date", {"date": request.entry_date}))
    return tuple(notes)
