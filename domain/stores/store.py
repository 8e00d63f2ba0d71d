"""Stores and members: who writes, for which shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.stores.models import Role, Store, User
from infra.database.session import enter_store, visit_desk


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
    found = select(User).where(User.phone == phone, User.role != "former").order_by(User.id)
    return list(session.scalars(found))


@dataclass(frozen=True)
class Membership:
    """A store that a person works for, and as what."""

    store_id: int
    user_id: int
    role: str
    name: str
    place: str
    timezone: str


def memberships(session: Session, user_id: int) -> list[Membership]:
    """The stores of the person who is `user_id` in the session's store, that one among them, by their number.

    The same person is who has the same phone. Visits the desk.
    """
    phone = session.scalar(select(User.phone).where(User.id == user_id))
    with visit_desk(session):
        found = select(User.id, User.role, Store).join(Store, Store.id == User.store_id)
        rows = session.execute(found.where(User.phone == phone, User.role != "former").order_by(Store.id)).all()
        return [Membership(store.id, user, role, store.name, store.place, store.timezone) for user, role, store in rows]


def members(session: Session, store_id: int) -> list[User]:
    """The people of a store, the owner first."""
    found = session.scalars(select(User).where(User.store_id == store_id, User.role != "former").order_by(User.id))
    return sorted(found, key=lambda user: user.role != "owner")


def list_ids(session: Session) -> list[int]:
    """The numbers of all stores, in the desk's scope."""
    return list(session.scalars(select(Store.id).order_by(Store.id)))


def summary_hours(session: Session) -> dict[int, tuple[str, time]]:
    """The time zone of every store that was not erased and the hour of its summary, in the desk's scope."""
    query = select(Store.id, Store.timezone, Store.summary_at).where(Store.erased_at.is_(None)).order_by(Store.id)
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def zones(session: Session) -> dict[int, str]:
    """The time zones of all stores that were not erased, by store number, in the desk's scope."""
    query = select(Store.id, Store.timezone).where(Store.erased_at.is_(None)).order_by(Store.id)
    return dict(session.execute(query).all())


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


def add_member(session: Session, store_id: int, phone: str, name: str, role: Role, now: datetime) -> User:
    """Let a number write for the store; one that did before does again."""
    user = session.scalars(select(User).where(User.store_id == store_id, User.phone == phone)).one_or_none()
    if user is None:
        user = User(store_id=store_id, phone=phone, name=name, role=role, created_at=now)
        session.add(user)
    user.role = role
    session.flush()
    return user


def dismiss(session: Session, user: User) -> None:
    """Let a user write no more. The row stays, since entries name it."""
    user.role = "former"
    session.flush()


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
