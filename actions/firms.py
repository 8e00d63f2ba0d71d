"""The supplier that a request names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Ask, Choice, Reply, Request
from domain.suppliers import store as suppliers
from domain.suppliers.models import Supplier


def open_supplier(session: Session, request: Request) -> Supplier | None:
    """The supplier who is named, by the answer that was given or by any part of the name; a new one for a new name.

    None for nobody. Raises Ask when several fit ("Gupta" of Gupta Traders and Gupta Agency).
    """
    told = request.told.get("supplier")
    if told is not None and told.isdecimal():
        return suppliers.get(session, int(told))
    if told is not None:
        return suppliers.get_or_add(session, request.store_id, told, request.told["supplier_key"], request.now)
    if request.supplier is None:
        return None
    name, key = request.supplier.name, request.supplier.key
    fitting = suppliers.fitting(session, request.store_id, key)
    if len(fitting) > 1:
        choices = tuple(Choice(str(one.id), "choice.product", {"product": one.name}) for one in fitting)
        options = tuple(one.name for one in fitting)
        raise Ask(Reply("dialogue.choose", {"text": name, "options": options}, choices), "supplier")
    return fitting[0] if fitting else suppliers.get_or_add(session, request.store_id, name, key, request.now)
