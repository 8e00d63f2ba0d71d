"""Stores and their people, found by phone and changed by the store."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.stores import store as stores
from domain.stores.models import User
from domain.stores.store import UnknownStore
from infra.database.session import desk_session
from tests.conftest import make_store


def test_a_new_store_has_its_owner_and_leaves_the_session_in_its_scope(database: str, now: datetime) -> None:
    with desk_session() as session:
        made = stores.add(session, "Asha Stores", "Pune", "+919800011111", "Asha", now=now)
        assert [(user.name, user.role) for user in stores.members(session, made.id)] == [("Asha", "owner")]
        assert catalogue.all(session, made.id) == [], "the store's own books can be read"
        assert (made.timezone, made.quiet_start, made.quiet_end) == ("Asia/Kolkata", time(22), time(8))


def test_a_phone_finds_everybody_who_has_it(store: int, now: datetime) -> None:
    second = make_store("Asha Station Road", "+919811100001")
    make_store("Somebody Else", "+919811100002")
    with desk_session() as session:
        assert [user.store_id for user in stores.find_members(session, "+919811100001")] == [store, second]
        assert stores.find_members(session, "+910000000000") == []
        assert len(stores.list_ids(session)) == 3


def test_a_store_out_of_scope_is_unknown(books: Session, store: int) -> None:
    assert stores.get(books, store).name == "Asha Stores"
    with pytest.raises(UnknownStore):
        stores.get(books, store + 1)


def test_settings_are_kept(books: Session, store: int) -> None:
    owner = stores.members(books, store)[0]
    stores.set_language(books, owner.id, "hi-Latn")
    stores.set_quiet_hours(books, store, time(21), time(7, 30))
    books.flush()
    books.expire_all()
    kept = stores.get(books, store)
    assert (kept.quiet_start, kept.quiet_end) == (time(21), time(7, 30))
    assert books.get_one(User, owner.id).language == "hi-Latn"
    stores.set_language(books, owner.id, None)
    books.expire_all()
    assert books.get_one(User, owner.id).language is None
