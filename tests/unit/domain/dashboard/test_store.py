"""A link opens once and in time; a session ends when it should; news of many shops come in one look."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.dashboard import store as dashboard
from domain.dashboard.rules import IDLE, LONGEST, OPENS_FOR, is_live
from domain.dashboard.store import AlreadyOpened, NotOpen
from domain.journal import store as journal
from domain.models import DashboardSession, Store, User
from domain.stores import store as stores
from infra.database.session import desk_session, engine, store_session
from tests.conftest import make_store

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.fixture
def link(store: int) -> int:
    return make_link(store)


def make_link(store_id: int) -> int:
    with store_session(store_id) as session:
        user = stores.members(session, store_id)[0]
        return dashboard.make_link(session, store_id, user.id, NOW).id


def open_it(link: int, now: datetime = NOW) -> str:
    with desk_session() as session:
        return dashboard.open_link(session, link, now)[1]


def who(token: str, now: datetime = NOW) -> int | None:
    with desk_session() as session:
        found = dashboard.find(session, token, now)
        return None if found is None else found.store_id


def test_a_link_becomes_a_session_of_its_store(store: int, link: int) -> None:
    token = open_it(link)
    assert who(token) == store
    assert who(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    with store_session(store) as session:
        kept = session.get_one(DashboardSession, link)
        assert kept.token_hash is not None
        assert token not in kept.token_hash


def test_a_link_opens_once(link: int) -> None:
    open_it(link)
    with pytest.raises(AlreadyOpened):
        open_it(link)


def test_of_two_phones_at_once_one_gets_in(link: int) -> None:
    def attempt(_: int) -> bool:
        try:
            open_it(link)
        except AlreadyOpened:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(6))) == [False] * 5 + [True]


def test_a_link_is_over_after_fifteen_minutes(link: int) -> None:
    with pytest.raises(NotOpen):
        open_it(link, NOW + OPENS_FOR)
    open_it(link, NOW + OPENS_FOR - timedelta(seconds=1))


def test_logging_out_ends_one_session_and_everywhere_all(store: int, link: int) -> None:
    first, second, unopened = open_it(link), open_it(make_link(store)), make_link(store)
    with desk_session() as session:
        dashboard.close(session, link, NOW)
    assert (who(first), who(second)) == (None, store)
    with desk_session() as session:
        user = session.get_one(DashboardSession, link).user_id
        assert dashboard.close_all(session, user, NOW) == 2
    assert who(second) is None
    with pytest.raises(NotOpen):
        open_it(unopened)


def test_who_writes_for_the_shop_no_more_sees_it_no_more(store: int, link: int) -> None:
    token, late = open_it(link), make_link(store)
    with store_session(store) as session:
        stores.dismiss(session, stores.members(session, store)[0])
    assert who(token) is None
    with pytest.raises(NotOpen):
        open_it(late)


def test_an_erased_shop_shows_nothing(store: int, link: int) -> None:
    token = open_it(link)
    with store_session(store) as session:
        session.get_one(Store, store).erased_at = NOW
    assert who(token) is None


def test_a_session_ends_when_nobody_looks_for_long_and_some_day_in_any_case() -> None:
    opened = NOW
    assert is_live(opened, opened, None, opened + IDLE - timedelta(seconds=1))
    assert not is_live(opened, opened, None, opened + IDLE)
    assert not is_live(opened, opened + LONGEST - timedelta(days=1), None, opened + LONGEST)
    assert not is_live(None, None, None, NOW)
    assert not is_live(opened, opened, opened, NOW)


def test_looking_keeps_a_session_alive(store: int, link: int) -> None:
    token = open_it(link)
    later = NOW + IDLE - timedelta(days=1)
    assert who(token, later) == store
    assert who(token, later + IDLE - timedelta(days=1)) == store


def test_one_look_tells_the_newest_entry_of_each_shop_and_leaves_no_scope(store: int) -> None:
    other = make_store("Other", "+919811100009")
    with store_session(other) as session:
        entry = journal.write(
            session, store_id=other, kind="record_sale", request={}, user_id=None, message_id=None, now=NOW
        )
        number = entry.id
    with Session(engine()) as session, session.begin():
        assert dashboard.newest_entries(session, [store, other]) == {store: 0, other: number}
        assert session.query(User).count() == 0
    with store_session(other) as session:
        assert journal.newest(session, other) == number
