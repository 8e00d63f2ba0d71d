"""Links made, opened once and revoked. What a browser brings is looked up in the desk's scope, before its store is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT
from sqlalchemy.orm import Session

from domain.dashboard.models import DashboardSession
from domain.dashboard.rules import OPENS_FOR, SEEN_STEP, hash_of, is_live, make_token
from domain.stores.models import Store, User


@dataclass(frozen=True)
class Viewer:
    """Who looks at which store's page."""

    session_id: int
    store_id: int
    user_id: int
    role: str


class AlreadyOpened(Exception):
    """The link was opened before."""


class NotOpen(Exception):
    """The link is over, or who asked for it writes for the store no more."""


def make_link(session: Session, store_id: int, user_id: int, now: datetime) -> DashboardSession:
    """A link that opens the store's page once, within OPENS_FOR."""
    made = DashboardSession(store_id=store_id, user_id=user_id, created_at=now, open_until=now + OPENS_FOR)
    session.add(made)
    session.flush()
    return made


def open_link(session: Session, link_id: int, now: datetime) -> tuple[Viewer, str]:
    """Open a link: the viewer, and the token that their browser keeps. Raises AlreadyOpened, NotOpen.

    Of two who open it at once one is refused.
    """
    token = make_token()
    taken = session.execute(
        update(DashboardSession)
        .where(
            DashboardSession.id == link_id, DashboardSession.opened_at.is_(None), DashboardSession.closed_at.is_(None)
        )
        .where(DashboardSession.open_until > now)
        .values(opened_at=now, seen_at=now, token_hash=hash_of(token))
        .returning(DashboardSession.id)
    ).one_or_none()
    if taken is None:
        row = session.get(DashboardSession, link_id)
        raise AlreadyOpened if row is not None and row.opened_at is not None else NotOpen
    viewer = find(session, token, now)
    if viewer is None:
        raise NotOpen
    return viewer, token


def find(session: Session, token: str, now: datetime) -> Viewer | None:
    """Who the browser with that token is; None when its session is over, or its person writes for the store no more."""
    found = session.execute(
        select(DashboardSession, User.role)
        .join(User, User.id == DashboardSession.user_id)
        .join(Store, Store.id == DashboardSession.store_id)
        .where(DashboardSession.token_hash == hash_of(token), User.role != "former", Store.erased_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    row, role = found
    if not is_live(row.opened_at, row.seen_at, row.closed_at, now):
        return None
    if row.seen_at is None or row.seen_at + SEEN_STEP < now:
        row.seen_at = now
        session.flush()
    return Viewer(row.id, row.store_id, row.user_id, role)


def get(session: Session, link_id: int) -> DashboardSession | None:
    """The link, opened or not; None for none of ours."""
    return session.get(DashboardSession, link_id)


def close(session: Session, session_id: int, now: datetime) -> None:
    """End a session, at once."""
    session.execute(
        update(DashboardSession)
        .where(DashboardSession.id == session_id, DashboardSession.closed_at.is_(None))
        .values(closed_at=now)
    )


def close_all(session: Session, user_id: int, now: datetime) -> int:
    """End every session of a person in the store, on whichever phone, and every link not opened yet; how many."""
    ended = session.execute(
        update(DashboardSession)
        .where(DashboardSession.user_id == user_id, DashboardSession.closed_at.is_(None))
        .values(closed_at=now)
        .returning(DashboardSession.id)
    )
    return len(ended.all())


def newest_entries(session: Session, store_ids: list[int]) -> dict[int, int]:
    """The number of the newest entry in each store's books, 0 where there is none: it changes with whatever is written.

    One round trip for all. Leaves the session without a scope.
    """
    wanted = bindparam("ids", store_ids, type_=ARRAY(BIGINT))
    rows = session.execute(text("SELECT store, entry FROM vyapari_newest_entries(:ids)").bindparams(wanted))
    return {row.store: row.entry for row in rows}
