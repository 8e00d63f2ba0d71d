"""An entry is taken back once, by an entry."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.journal import store as journal
from domain.journal.models import Entry
from domain.journal.store import AlreadyReversed
from domain.stores import store as stores
from infra.database.session import store_session


def undo(session: Session, entry: Entry, now: datetime) -> Entry:
    return journal.open_reversal(session, entry, user_id=None, message_id=7, now=now)


def test_an_entry_is_taken_back_once(books: Session, entry: Callable[..., Entry], now: datetime) -> None:
    made = entry()
    assert not journal.is_reversed(books, made.id)
    reversal = undo(books, made, now)
    assert (reversal.kind, reversal.reverses_id, reversal.message_id) == ("undo", made.id, 7)
    assert journal.is_reversed(books, made.id)
    with pytest.raises(AlreadyReversed):
        undo(books, made, now)


def test_of_two_undos_at_once_one_is_refused(store: int, now: datetime) -> None:
    with store_session(store) as session:
        made = journal.write(session, store_id=store, kind="x", request={}, user_id=None, message_id=None, now=now)
    together = Barrier(2, timeout=30)

    def take_back(_helper: int) -> bool:
        with store_session(store) as session:
            found = journal.get(session, made.id)
            assert found is not None
            together.wait()
            try:
                undo(session, found, now)
            except AlreadyReversed:
                # The transaction is still good for the reply that says so.
                return session.scalar(select(func.count()).select_from(Entry)) != 2
            return True

    with ThreadPoolExecutor(2) as helpers:
        assert sorted(helpers.map(take_back, range(2))) == [False, True]


def test_the_last_entry_is_the_newest_that_stands(
    books: Session, store: int, entry: Callable[..., Entry], now: datetime
) -> None:
    assert journal.last(books, store) is None
    owner = stores.members(books, store)[0].id
    first, second, third = entry(), entry(user_id=owner), entry()
    assert journal.last(books, store) is third
    undo(books, third, now)
    assert journal.last(books, store) is second
    undo(books, second, now)
    assert journal.last(books, store) is first
    undo(books, first, now)
    assert journal.last(books, store) is None


def test_a_person_takes_back_their_own(books: Session, store: int, entry: Callable[..., Entry]) -> None:
    owner = stores.members(books, store)[0].id
    own, others = entry(user_id=owner), entry()
    assert journal.last(books, store, owner) is own
    assert journal.last(books, store) is others


def test_a_correction_stands_in_the_place_of_what_it_corrects(
    books: Session, store: int, entry: Callable[..., Entry], now: datetime
) -> None:
    wrong = entry()
    undo(books, wrong, now)
    right = entry(corrects_id=wrong.id)
    assert journal.last(books, store) is right
    assert right.corrects_id == wrong.id
