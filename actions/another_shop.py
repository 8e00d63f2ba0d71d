"""A further shop of an owner's own, opened by chat: it begins with the goods and prices of the shop they are in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Ask, Choice, Outcome, Refused, Reply, Request
from actions.roles import OWNER
from domain.audit import store as audit
from domain.catalogue import store as catalogue
from domain.privacy import store as privacy
from domain.stores import store as stores
from domain.stores.models import User
from infra.database.session import visit_desk

LONGEST_PLACE = 60
_SETTINGS = ("quiet_start", "quiet_end", "summary_at", "target_margin", "review_days", "muted_alerts", "upi_id")
_NOT_NOW = (Choice("no", "choice.not_now"),)
_YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


def open_another(session: Session, request: Request, name: str, title: str) -> Outcome:
    """Open a shop beside the one that they are in (`name`, `title`), at the place that is named, and go on in it.

    Asks for the place, and before it opens for a yes. It has the same name, kind, settings, goods and prices; what is on its
    shelf nobody has counted. The owner's consent to keeping their data holds for it too. Raises Ask, and Refused for who is no
    owner.
    """
    if request.role != OWNER or request.user_id is None:
        raise Refused(Reply("refused.owner_only"))
    place = " ".join((request.told.get("place") or request.shop or "").split())[:LONGEST_PLACE]
    if not place:
        raise Ask(Reply("open_store.ask_place", {"shop": title}, _NOT_NOW), "place", "name")
    if request.told.get("open") != "yes":
        raise Ask(Reply("open_store.offer", {"place": place, "shop": title}, _YES_NO), "open", "yes")
    opened = _open(session, request, place)
    reply = Reply("open_store.done", {"shop": f"{name}, {place}"})
    return Outcome(reply, state={"store": opened})


def _open(session: Session, request: Request, place: str) -> tuple[int, int]:
    """The new shop's number, and its owner's in it. The session is in the scope that it was in."""
    shop, user = stores.get(session, request.store_id), session.get_one(User, request.user_id)
    agreed = [consent for consent in privacy.consents(session, shop.id) if consent.user_id == user.id]
    goods = catalogue.copies(session, shop.id)
    like = {name: getattr(shop, name) for name in ("timezone", "kind", "demo")}
    with visit_desk(session):
        opened = stores.add(session, shop.name, place, user.phone, user.name, **like, now=request.now)
        for name in _SETTINGS:
            setattr(opened, name, getattr(shop, name))
        catalogue.add_copies(session, opened.id, goods, request.now)
        [owner] = stores.members(session, opened.id)
        owner.language = user.language
        for consent in agreed[-1:]:
            told = {name: getattr(consent, name) for name in ("notice", "language", "channel", "agreed_at")}
            privacy.keep_consent(session, store_id=opened.id, user_id=owner.id, **told)
        audit.write(session, opened.id, audit.user(owner.id), "open_store", now=request.now)
    return opened.id, owner.id
