"""The supplier that a request names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import limits
from actions.contract import Ask, Choice, Reply, Request
from domain.suppliers import store as suppliers
from domain.suppliers.models import Supplier

NEW = "new"
"""The answer that none of the known suppliers is meant."""
_SHOWN = 8


def open_supplier(session: Session, request: Request, *, careful: bool = False) -> Supplier | None:
    """The supplier who is named, by the answer that was given or by any part of the name; a new one for a new name.

    None for nobody. Raises Ask when several fit ("Gupta" of Gupta Traders and Gupta Agency); when `careful`, because they
    will be written to, also when none does and others are known.
    """
    # What is refused leaves no supplier behind.
    limits.check(request)
    told = request.told.get("supplier")
    if told is not None and told.isdecimal():
        return suppliers.get(session, int(told))
    if told is not None and told != NEW:
        return suppliers.get_or_add(session, request.store_id, told, request.told["supplier_key"], request.now)
    if request.supplier is None:
        return None
    name, key = request.supplier.name, request.supplier.key
    fitting = suppliers.fitting(session, request.store_id, key)
    known = suppliers.all(session, request.store_id)[:_SHOWN] if careful and not fitting and told != NEW else []
    if len(fitting) > 1 or known:
        choices = tuple(Choice(str(one.id), "choice.product", {"product": one.name}) for one in fitting or known)
        if known:
            choices += (Choice(NEW, "choice.new_customer", {"customer": name}),)
        options = tuple(one.name for one in fitting or known)
        raise Ask(Reply("dialogue.choose", {"text": name, "options": options}, choices), "supplier")
    return fitting[0] if fitting else suppliers.get_or_add(session, request.store_id, name, key, request.now)
