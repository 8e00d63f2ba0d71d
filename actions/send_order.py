"""`send_order`: an order that is written already goes to its supplier, once their number is known. Begun by `create_order`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Choice, Notice, Outcome, Phrase, Reply, Request, Value
from domain.stores import store as stores
from domain.suppliers import orders

PHONE, NONE, LATER = "phone", "none", "later"
"""In `Request.told`: the number, that there is none and none shall be asked for again, or that it comes another time."""
FORWARD = Choice(NONE, "choice.forward")


def send_order(session: Session, request: Request) -> Outcome:
    """Send the order of `about_entry_id` to the number told, which is the supplier's from then on.

    Without one the order stays in the books for the retailer to forward; where nothing was told the number is asked for again.
    """
    on_the_way = orders.open_orders(session, request.store_id)
    found = next((one for one in on_the_way if one.order.entry_id == request.about_entry_id), None)
    if found is None:
        return Outcome(Reply("order_status.none", {"supplier": "", "notes": ()}))
    supplier, number, phone = found.supplier, found.order.number, request.told.get(PHONE)
    if phone is None:
        return Outcome(Reply("create_order.ask_phone", {"supplier": supplier.name}, (FORWARD,)), offer=request)
    if phone in (NONE, LATER):
        if phone == NONE:
            supplier.phone = ""
        return Outcome(Reply("send_order.kept", {"number": number, "supplier": supplier.name}))
    supplier.phone = phone
    goods = tuple(wording.goods(product, quantity, None) for product, quantity, _ in found.lines)
    shop = stores.get(session, request.store_id).name
    words: dict[str, Value] = {"supplier": supplier.name, "shop": shop, "number": number, "lines": goods}
    notes = (Phrase("note.order_sent", {"supplier": supplier.name}),)
    reply = Reply("send_order.done", {"number": number, "phone": phone, "notes": notes})
    return Outcome(reply, (Notice("supplier", supplier.id, Reply("to_supplier.order", words)),))
