"""`switch_store`: act on another of the sender's own stores; and which stores those are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.another_shop import open_another
from actions.contract import Choice, Outcome, Reply, Request
from domain.catalogue.store import name_key
from domain.stores import store as stores
from domain.stores.store import Membership

EVERY_STORE = "*"
"""`Request.shop` when all own stores are meant."""
NEW = "new"
"""In `Request.told`: a shop that is not there yet is meant."""
BY_NUMBER = "store:"
"""What a choice of a store begins with; its number follows."""


def switch_store(session: Session, request: Request) -> Outcome:
    """Go on in the store that is named, or in the other one when there are two. Asks which, when that is not clear.

    Where there is no other one, or a new one is wished for (`told` holds NEW), one is offered to be opened.
    """
    own = own_stores(session, request)
    here = next(one for one in own if one.store_id == request.store_id)
    known = find_store(own, request.told.get("place") or request.shop or "")
    if known is None and (len(own) == 1 or NEW in request.told):
        return open_another(session, request, here.name, title(here))
    others = [one for one in own if one is not here]
    meant = known or (others[0] if len(others) == 1 and not request.shop else None)
    if meant is None:
        choices = tuple(
            Choice(f"{BY_NUMBER}{one.store_id}", "choice.shop", {"shop": one.place or one.name}) for one in own
        )
        return Outcome(Reply("switch_store.which", {"shop": title(here)}, choices))
    return Outcome(Reply("switch_store.done", {"shop": title(meant)}), state={"store": (meant.store_id, meant.user_id)})


def own_stores(session: Session, request: Request) -> list[Membership]:
    """The stores of the sender, this one among them. Of nobody in particular (a program), this one alone."""
    found = stores.memberships(session, request.user_id) if request.user_id is not None else []
    if found:
        return found
    store = stores.get(session, request.store_id)
    return [Membership(store.id, 0, request.role, store.name, store.place, store.timezone)]


def find_store(own: list[Membership], said: str) -> Membership | None:
    """The one store whose place or name was said, in full or in part; None for none or several."""
    if said.startswith(BY_NUMBER):
        return next((one for one in own if f"{BY_NUMBER}{one.store_id}" == said), None)
    key = name_key(said)
    if not key:
        return None
    named = [one for one in own if key in (name_key(one.place), name_key(one.name))]
    partly = [one for one in own if set(key.split()) <= set(name_key(f"{one.name} {one.place}").split())]
    return next((found[0] for found in (named, partly) if len(found) == 1), None)


def title(store: Membership) -> str:
    """A store as its owner calls it: name and place."""
    return f"{store.name}, {store.place}" if store.place else store.name
