"""A stranger's own shop, opened by chat: the store, its owner, what the owner agreed to, its first goods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions.contract import Reply, Value
from actions.wording import short
from domain.privacy import store as privacy
from domain.stores import starters
from domain.stores import store as stores
from domain.stores.models import Store, User

NOTICE = "onboarding 2026-11"
"""The version of the text `onboarding.notice`: it changes with what the text promises."""


@dataclass(frozen=True)
class NewShop:
    """What a stranger told: everything that a shop needs to begin."""

    name: str
    place: str
    kind: str
    """One of domain.stores.starters.KINDS."""
    phone: str
    owner: str
    agreed_at: datetime
    language: str
    """Of the notice as it was shown: `ta-Taml`."""
    channel: str
    fixed_language: str | None = None
    """The language that was asked for by name."""


@dataclass(frozen=True)
class Opened:
    """The shop that was opened, and how that is said."""

    store: Store
    owner: User
    reply: Reply


def open_shop(session: Session, wanted: NewShop, now: datetime) -> Opened:
    """Open the shop with the usual goods of its kind. Begins in the desk's scope and leaves the session in the store's."""
    store = stores.add(session, wanted.name, wanted.place, wanted.phone, wanted.owner, kind=wanted.kind, now=now)
    [owner] = stores.members(session, store.id)
    owner.language = wanted.fixed_language
    privacy.keep_consent(
        session,
        store_id=store.id,
        user_id=owner.id,
        notice=NOTICE,
        language=wanted.language,
        channel=wanted.channel,
        agreed_at=wanted.agreed_at,
    )
    goods = starters.fill(session, store.id, wanted.kind, now)
    return Opened(store, owner, _welcome(wanted.name, goods))


def _welcome(name: str, goods: list[str]) -> Reply:
    if not goods:
        return Reply("onboarding.ready_empty", {"shop": name})
    params: dict[str, Value] = {"shop": name, "count": len(goods), "product": short(goods[0])}
    return Reply("onboarding.ready", params)
