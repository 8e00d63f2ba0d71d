"""`reorder_advice`: what to order and how much, with the reason."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Outcome, Phrase, Reply, Request, Value
from actions.products import NamedProduct, find, offer_others, refused_unknown
from analytics.advise import ReorderLine, all_lines, reorder_now
from domain.suppliers import store as suppliers
from domain.values import ZERO_MONEY, ZERO_QUANTITY

_LISTED = {"whatsapp": 6, "sms": 3}


def reorder_advice(session: Session, request: Request) -> Outcome:
    """How much to order of the products that are named, or of everything that needs it, the most urgent first.

    A supplier named narrows it to what comes from there, an amount to the packs worth most that it buys ("sirf 5000 ka maal
    lena hai"). It is reckoned from the stored forecasts and the stock of this moment. Raises Refused when no product is known.
    """
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    if not found:
        needed = _needed(session, request)
        return Outcome(_list(needed, request.channel) if needed else Reply("reorder_advice.none"))
    lines = {line.product.id: line for line in all_lines(session, request.store_id, request.now)}
    if len(found) > 1:
        needed = [lines[named.product.id] for named in found if lines[named.product.id].quantity]
        return Outcome(_list(needed, request.channel) if needed else Reply("reorder_advice.none"))
    return Outcome(_one(session, found, lines[found[0].product.id]))


def _needed(session: Session, request: Request) -> list[ReorderLine]:
    said = request.supplier
    supplier = suppliers.find(session, request.store_id, said.key) if said is not None else None
    supplier_id = None if supplier is None else supplier.id
    lines = reorder_now(session, request.store_id, request.now, supplier_id, request.amount)
    if not lines and request.amount is not None:
        # Too little for a single pack: the whole list says what it would cost.
        lines = reorder_now(session, request.store_id, request.now, supplier_id)
    return [line for line in lines if line.quantity]


def _list(lines: list[ReorderLine], channel: str) -> Reply:
    # A festival is said once: it is near for every product.
    phrases = [Phrase("reorder_advice.line", _facts(line, festival=not i)) for i, line in enumerate(lines)]
    shown, more = wording.listed(phrases, channel, _LISTED.get(channel, _LISTED["whatsapp"]))
    cost = sum((line.cost for line in lines), ZERO_MONEY)
    return Reply("reorder_advice.list", {"lines": shown, "more": more, "cost": cost})


def _facts(line: ReorderLine, *, festival: bool) -> dict[str, Value]:
    return {
        "product": wording.name(line.product),
        "order": wording.measure(line.product, line.quantity),
        "daily": wording.about(line.product, line.daily_demand),
        "stock": wording.measure(line.product, max(line.stock, ZERO_QUANTITY)),
        "days": line.lead_time_days,
        "reasons": _reasons(line, festival=festival),
    }


def _one(session: Session, found: list[NamedProduct], line: ReorderLine) -> Reply:
    notes, choices = offer_others(session, found)
    if line.quantity:
        params = {**_facts(line, festival=True), "cost": line.cost, "notes": notes}
        return Reply("reorder_advice.product", params, choices)
    product = line.product
    params = {
        "product": wording.name(product),
        "stock": wording.measure(product, max(line.stock, ZERO_QUANTITY)),
        "notes": notes,
    }
    if line.days_of_stock is None:
        return Reply("reorder_advice.no_sales", params, choices)
    daily = wording.about(product, line.daily_demand)
    more: dict[str, Value] = {
        "daily": daily,
        "days": int(line.days_of_stock),
        "reasons": _reasons(line, festival=False),
    }
    return Reply("reorder_advice.enough", {**params, **more}, choices)


def _reasons(line: ReorderLine, *, festival: bool) -> tuple[Phrase, ...]:
    reasons: list[Phrase] = []
    if line.on_order > ZERO_QUANTITY:
        reasons.append(Phrase("reason.on_order", {"quantity": wording.measure(line.product, line.on_order)}))
    if festival and line.festival is not None:
        near: dict[str, Value] = {"festival": line.festival.name, "days": line.festival.days}
        reasons.append(Phrase("reason.festival", near))
    return tuple(reasons)
