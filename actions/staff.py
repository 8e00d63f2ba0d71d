"""`add_helper` and `remove_helper`: who else may write for the store. The owner says so with the helper's number."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Notice, Outcome, Refused, Reply, Request
from actions.roles import OWNER
from domain.stores import store as stores


def add_helper(session: Session, request: Request) -> Outcome:
    """Let a number write for the store from its next message on, and tell the person.

    Raises Refused for no number and for one that belongs to the store already.
    """
    if request.phone is None:
        raise Refused(Reply("staff.whose_number"))
    known = {user.phone for user in stores.members(session, request.store_id)}
    if request.phone in known:
        raise Refused(Reply("staff.already", {"phone": request.phone}))
    name = request.customer.name if request.customer else request.phone
    helper = stores.add_member(session, request.store_id, request.phone, name, "helper", request.now)
    shop = stores.get(session, request.store_id).name
    invitation = Notice("user", helper.id, Reply("staff.invited", {"shop": shop}))
    return Outcome(Reply("staff.added", {"phone": request.phone}), messages=(invitation,))


def remove_helper(session: Session, request: Request) -> Outcome:
    """Let a number write for the store no more; what it wrote stays. Raises Refused when it is no helper of the store."""
    if request.phone is None:
        raise Refused(Reply("staff.whose_number"))
    found = [user for user in stores.members(session, request.store_id) if user.phone == request.phone]
    if not found or found[0].role == OWNER:
        raise Refused(Reply("staff.unknown", {"phone": request.phone}))
    stores.dismiss(session, found[0])
    return Outcome(Reply("staff.removed", {"phone": request.phone}))
