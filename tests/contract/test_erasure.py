"""After an erasure nothing of a person is left in any table, the figures are, and nobody else lost a letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from bot import attachments
from bot.jobs import retention
from domain.erasure import store as erasure
from domain.erasure.rules import FINANCIAL, NOTICE, SIGNS
from domain.models import Alert, AuditRow, Base, Conversation, Inbound, Outbound, SaleLine, Store, User
from infra import clock, storage
from infra.database.session import desk_session, store_session
from tests.conftest import make_store
from tests.contract.test_row_security import OWNED, sample, write_everywhere

MARK = "Planted-name"
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
STAYS = {f"{table.name}.{name}" for table in OWNED for name in SIGNS if name in table.c} | {
    "product_aliases.alias",
    "products.name",
    "audit_log.actor",
    "consents.notice",
}
"""What may keep the words that were planted everywhere: signs, and names of goods."""

PERSONAL = {
    *("users.phone", "users.name", "customers.name", "customers.phone", "suppliers.name", "conversations.address"),
    *("inbox.body", "inbox.raw", "outbox.text", "entries.request", "delivery_events.raw"),
}


def planted(phone: str) -> int:
    """A store with a row in every table, whose every text is MARK and its column's name."""
    store_id = make_store(f"{MARK} Stores", phone)
    with store_session(store_id) as session:
        write_everywhere(session, store_id, MARK + phone[-1])
    return store_id


def found(session: Session, store_id: int) -> set[str]:
    """The columns of the store that still hold the planted words, JSON included."""
    hits = set()
    for table in OWNED:
        for column in table.c:
            shown = select(func.count()).where(
                table.c.store_id == store_id, text(f"{column.name}::text LIKE '%{MARK}%'")
            )
            if session.scalar(shown.select_from(table)):
                hits.add(f"{table.name}.{column.name}")
    return hits


def erase(store_id: int) -> bool:
    with store_session(store_id) as session:
        erasure.plan(session, store_id, clock.now())
    with clock.stopped_at(clock.now() + NOTICE + timedelta(minutes=1)):
        return retention.erase(store_id)


def test_no_persons_words_are_left_and_the_figures_are(database: str) -> None:
    store_id, neighbour = planted("+919811100001"), planted("+919811100002")
    with store_session(store_id) as session:
        for table in OWNED:
            jsons = {column.name: {"who": MARK} for column in table.c if str(column.type) == "JSONB"}
            if jsons and session.scalar(select(func.has_table_privilege(table.name, "UPDATE"))):
                session.execute(update(table).values(jsons))
        table = Base.metadata.tables["entries"]
        known = {"stores.id": store_id, "entries.id": None}
        session.execute(insert(table).values({**sample(table, store_id, known, MARK), "request": {"customer": MARK}}))
        before = session.execute(select(func.count(), func.sum(SaleLine.amount))).one()
        assert {"users.phone", "customers.name", "inbox.raw", "entries.request"} <= found(session, store_id)
    with store_session(neighbour) as session:
        theirs = found(session, neighbour)
    assert erase(store_id)
    with store_session(store_id) as session:
        assert not PERSONAL & found(session, store_id)
        assert found(session, store_id) - STAYS - {"alerts.detail", "advice.details", "audit_log.detail"} == set()
        assert session.execute(select(func.count(), func.sum(SaleLine.amount))).one() == before
        store = session.get_one(Store, store_id)
        assert (store.name, store.erased_at is not None) == ("", True)
        assert session.scalars(select(AuditRow.action).where(AuditRow.action == "erase")).all() == ["erase"]
    with store_session(neighbour) as session:
        assert found(session, neighbour) == theirs


def test_before_the_notice_is_over_or_once_called_off_nothing_happens(database: str) -> None:
    store_id = planted("+919811100001")
    with store_session(store_id) as session:
        due = erasure.plan(session, store_id, clock.now())
    with clock.stopped_at(due - timedelta(minutes=1)):
        assert not retention.erase(store_id)
    with clock.stopped_at(due), desk_session() as session:
        assert erasure.list_due(session, clock.now()) == [store_id]
    with store_session(store_id) as session:
        assert erasure.call_off(session, store_id)
    with clock.stopped_at(due):
        assert not retention.erase(store_id)
    with store_session(store_id) as session:
        assert session.get_one(Store, store_id).name == f"{MARK} Stores"


def test_an_erased_person_is_a_stranger_whose_files_are_gone(database: str) -> None:
    store_id = make_store("Asha Stores", "+919811100001")
    key = f"{attachments.FOLDER}/{store_id}/abc/report.pdf"
    storage.write(key, b"figures")
    assert erase(store_id)
    assert not erase_again(store_id)
    assert storage.read(key) is None
    with desk_session() as session:
        assert session.scalars(select(User.phone)).all() == [f"erased-{store_user(session, store_id)}"]


def erase_again(store_id: int) -> bool:
    with clock.stopped_at(clock.now() + NOTICE * 2):
        return retention.erase(store_id)


def store_user(session: Session, store_id: int) -> int:
    return session.scalars(select(User.id).where(User.store_id == store_id)).one()


def test_an_owner_of_two_shops_goes_on_writing_in_the_other(database: str) -> None:
    first, second = make_store("First", "+919811100001"), make_store("Second", "+919811100001")
    with desk_session() as session:
        talk = write_row(session, Conversation, first, address="+919811100001", channel="whatsapp", store_id=first)
        write_row(session, Inbound, first, conversation_id=talk, body=MARK, store_id=first)
        write_row(session, Inbound, second, conversation_id=talk, body="kept", provider_id="2", store_id=second)
    assert erase(first)
    with desk_session() as session:
        conversation = session.get_one(Conversation, talk)
        assert (conversation.store_id, conversation.address) == (second, "+919811100001")
        assert session.scalars(select(Inbound.body).order_by(Inbound.id)).all() == ["", "kept"]


def write_row(session: Session, model: Any, shop: int, **values: Any) -> int:
    table = model.__table__
    known = {"stores.id": shop, "conversations.id": values.get("conversation_id")}
    return int(
        session.execute(
            insert(table).values({**sample(table, shop, known, "x"), **values}).returning(table.c.id)
        ).scalar_one()
    )


def test_nobody_changes_what_is_append_only_in_a_shop_that_lives(database: str) -> None:
    store_id = planted("+919811100001")
    for call in ("vyapari_erase('entries', ARRAY['request'])", "vyapari_delete_store(ARRAY['sales'])"):
        with (
            pytest.raises(ProgrammingError, match=r"is not being erased|was not erased"),
            store_session(store_id) as session,
        ):
            session.execute(text(f"SELECT {call}"))
    with store_session(store_id) as session:
        session.execute(select(func.vyapari_delete_events(clock.now())))
        assert session.scalar(text("SELECT count(*) FROM delivery_events")) == 1


def test_old_messages_go_after_three_years_and_books_stay(database: str) -> None:
    store_id = planted("+919811100001")
    with store_session(store_id) as session:
        session.execute(update(Outbound).values(created_at=NOW - timedelta(days=1200)))
        session.execute(update(Inbound).values(received_at=NOW - timedelta(days=1200)))
        # Raised later than the message: the row that points at what goes has to go too.
        session.execute(update(Alert).values(outbox_id=session.scalars(select(Outbound.id)).one()))
        counts = {table.name: session.scalar(select(func.count()).select_from(table)) for table in OWNED}
    assert retention.delete_old(store_id) == 4
    with store_session(store_id) as session:
        left = {table.name: session.scalar(select(func.count()).select_from(table)) for table in OWNED}
    assert {name for name in counts if left[name] < counts[name]} == {"outbox", "inbox", "delivery_events", "alerts"}
    assert retention.delete_old(store_id) == 0


def test_seven_years_after_its_end_no_row_of_a_shop_is_left(database: str) -> None:
    store_id, neighbour = planted("+919811100001"), planted("+919811100002")
    assert erase(store_id)
    assert retention.delete_old(store_id) == 0
    with store_session(store_id) as session:
        session.execute(update(Store).values(erased_at=clock.now() - FINANCIAL - timedelta(days=1)))
    retention.delete_old(store_id)
    with store_session(store_id) as session:
        assert {t.name: session.scalar(select(func.count()).select_from(t)) for t in OWNED} == dict.fromkeys(
            (table.name for table in OWNED), 0
        )
    with store_session(neighbour) as session:
        assert all(session.scalar(select(func.count()).select_from(table)) for table in OWNED)
