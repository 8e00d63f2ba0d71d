"""Stores and members: who writes, for which shop."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.stores.models import Store, User
from infra.database.session import enter_store


class UnknownStore(Exception):
    """No store has that number."""


def get(session: Session, store_id: int) -> Store:
    """The store. Raises UnknownStore, also when the session may not see it."""
    found = session.get(Store, store_id)
    if found is None:
        raise UnknownStore(store_id)
    return found


def find_members(session: Session, phone: str) -> list[User]:
    """Everybody known by `phone`, in the desk's scope: a person may work for several stores. Oldest first."""
    return list(session.scalars(select(User).where(User.phone == phone).order_by(User.id)))


def members(session: Session, store_id: int) -> list[User]:
    """The people of a store, the owner first."""
    found = session.scalars(select(User).where(User.store_id == store_id).order_by(User.id))
    return sorted(found, key=lambda user: user.role != "owner")


def list_ids(session: Session) -> list[int]:
    """The numbers of all stores, in the desk's scope."""
    return list(session.scalars(select(Store.id).order_by(Store.id)))


def add(
    session: Session,
    name: str,
    place: str,
    owner_phone: str,
    owner_name: str,
    *,
    timezone: str = "Asia/Kolkata",
    kind: str = "kirana",
    demo: bool = False,
    now: datetime,
) -> Store:
    """Open a store with its owner. Begins in the desk's scope and leaves the session in the new store's."""
    store = Store(name=name, place=place, timezone=timezone, kind=kind, demo=demo, created_at=now)
    session.add(store)
    session.flush()
    session.add(User(store_id=store.id, phone=owner_phone, name=owner_name, role="owner", created_at=now))
    session.flush()
    enter_store(session, store.id)
    return store


def set_language(session: Session, user_id: int, language: str | None) -> None:
    """Fix the language of the replies to a user (`hi`, `hi-Latn`); None: as the last message was."""
    session.execute(update(User).where(User.id == user_id).values(language=language))


def set_quiet_hours(session: Session, store_id: int, start: time, end: time) -> None:
    """Set when the store is not to be disturbed, by its own clock. Equal ends mean never quiet."""
    store = get(session, store_id)
    store.quiet_start, store.quiet_end = start, end
    session.flush()


def touch_catalogue(session: Session, store_id: int) -> None:
    """Say that a product, a name or a price changed, so that a cached catalogue is read again."""
    session.execute(update(Store).where(Store.id == store_id).values(catalogue_version=Store.catalogue_version + 1))
