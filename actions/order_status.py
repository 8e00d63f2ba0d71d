"""`order_status`: what is on order, from whom, when it should be here, and what of it has come."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Outcome, Phrase, Refused, Reply, Request, Value
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.suppliers.models import Supplier
from domain.suppliers.orders import OpenOrder
from domain.values import ZERO_QUANTITY
from infra import clock

SAID = "said"
"""In `Request.told`, the message's words folded, in which a supplier may be named."""


def order_status(session: Session, request: Request) -> Outcome:
    """The open orders, of the suppliers who are named where some are, the first to be expected first.

    Where none is open, which was the last that came. Raises Refused for a supplier that nobody knows.
    """
    named = _named(session, request)
    ids = [supplier.id for supplier in named]
    today = clock.local(request.timezone, request.now).date()
    lines = [_line(one, today, request.channel) for one in orders.open_orders(session, request.store_id, ids)]
    if lines:
        shown, more = wording.listed(lines, request.channel)
        return Outcome(Reply("order_status.list", {"lines": shown, "more": more}))
    came = orders.last_received(session, request.store_id, ids)
    notes = () if came is None else (Phrase("note.order_complete", {"number": came.number}),)
    supplier = named[0].name if len(named) == 1 else ""
    return Outcome(Reply("order_status.none", {"supplier": supplier, "notes": notes}))


def _named(session: Session, request: Request) -> list[Supplier]:
    """The suppliers who are meant: by their name, else those whose first name is among the words; none for all of them."""
    known = suppliers.all(session, request.store_id)
    words = set(request.told.get(SAID, "").split())
    fitting = [one for one in known if one.name_key.split()[:1] and one.name_key.split()[0] in words]
    if fitting or request.supplier is None:
        return fitting
    fitting = suppliers.fitting(session, request.store_id, request.supplier.key)
    if not fitting:
        shown = tuple(one.name for one in known[:3])
        raise Refused(Reply("reorder_advice.unknown_supplier", {"supplier": request.supplier.name, "known": shown}))
    return fitting


def _line(one: OpenOrder, today: date, channel: str) -> Phrase:
    missing = [wording.goods(product, ordered - came, None) for product, ordered, came in one.lines if came < ordered]
    came = tuple(wording.goods(product, part, None) for product, _, part in one.lines if part > ZERO_QUANTITY)
    shown, more = wording.listed(missing, channel)
    params: dict[str, Value] = {
        "number": one.order.number,
        "supplier": one.supplier.name,
        "date": one.order.expected_on,
        "lines": (*shown, *more),
        "came": came,
    }
    return Phrase("order_status.line_late" if one.order.expected_on < today else "order_status.line", params)
