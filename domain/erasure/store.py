"""An account's end: wished for, taken back, carried out; and old rows deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Table, Text, delete, func, literal, null, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from domain.base import Base
from domain.conversations.models import Conversation, Inbound, Outbound
from domain.dashboard.models import DashboardSession
from domain.erasure.rules import FINANCIAL, NOTICE, OPERATIONAL, erased, must_be_unique
from domain.insights.models import Alert, ForecastSheet
from domain.stores import store as stores
from domain.stores.models import Store, User
from domain.support.models import Case
from infra.database.session import enter_desk, enter_store


def plan(session: Session, store_id: int, now: datetime) -> datetime:
    """Set the store's erasure for after the notice; when that is."""
    store = stores.get(session, store_id)
    store.erase_after = now + NOTICE
    session.flush()
    return store.erase_after


def call_off(session: Session, store_id: int) -> bool:
    """Keep the store after all; False when nothing was planned or it has happened."""
    store = stores.get(session, store_id)
    if store.erase_after is None or store.erased_at is not None:
        return False
    store.erase_after = None
    session.flush()
    return True


def list_due(session: Session, now: datetime) -> list[int]:
    """The stores whose notice is over, in the desk's scope."""
    return list(session.scalars(select(Store.id).where(Store.erase_after <= now, Store.erased_at.is_(None))))


def erase(session: Session, store_id: int, now: datetime) -> bool:
    """Blank everything personal of a store whose notice is over, and leave its figures. In the store's scope.

    The people of the store are strangers from then on. False when there is nothing to do (any more): called off, or done.
    """
    store = session.get(Store, store_id, with_for_update=True, populate_existing=True)
    if store is None or store.erased_at is not None or store.erase_after is None or store.erase_after > now:
        return False
    for conversation in _conversations(session, store_id):
        if not _move_to_another_store(session, conversation, store_id):
            conversation.opted_out_at = conversation.opted_out_at or now
            conversation.question, conversation.user_id = None, None
    enter_store(session, store_id)
    session.execute(
        update(Case).where(Case.store_id == store_id, Case.state != "closed").values(state="closed", closed_at=now)
    )
    unsent = Outbound.status.in_(("queued", "held", "sending"))
    session.execute(update(Outbound).where(Outbound.store_id == store_id, unsent).values(status="dropped"))
    session.execute(update(Inbound).where(Inbound.store_id == store_id, Inbound.status != "done").values(status="done"))
    session.flush()
    for table in Base.metadata.sorted_tables:
        if "store_id" in table.c:
            _blank(session, table, store_id)
    store.name, store.place, store.erased_at = "", "", now
    session.flush()
    session.expire_all()
    return True


def _conversations(session: Session, store_id: int) -> list[Conversation]:
    """The store's conversations, and what was written in them before the store was known, which becomes the store's."""
    enter_desk(session)
    found = list(session.scalars(select(Conversation).where(Conversation.store_id == store_id).with_for_update()))
    for conversation in found:
        for mail in (Inbound, Outbound, Case):
            session.execute(
                update(mail)
                .where(mail.conversation_id == conversation.id, mail.store_id.is_(None))
                .values(store_id=store_id)
            )
    return found


def _move_to_another_store(session: Session, conversation: Conversation, store_id: int) -> bool:
    """A person who owns or works in another shop goes on writing there."""
    other = session.scalar(
        select(User)
        .join(Store, Store.id == User.store_id)
        .where(User.phone == conversation.address, User.store_id != store_id, Store.erased_at.is_(None))
        .order_by(User.id)
        .limit(1)
    )
    if other is None:
        return False
    conversation.store_id, conversation.user_id, conversation.question = other.store_id, other.id, None
    session.flush()
    return True


def _blank(session: Session, table: Table, store_id: int) -> None:
    columns = erased(table)
    if not columns:
        return
    unique = [column.name for column in columns if must_be_unique(column)]
    plain = [column.name for column in columns if column.name not in unique]
    if session.scalar(select(func.has_table_privilege(table.name, "UPDATE"))):
        values: dict[str, object] = {name: func.concat("erased-", table.c.id) for name in unique}
        for column in columns:
            if column.name in plain:
                empty = text("'{}'::jsonb") if isinstance(column.type, JSONB) else ""
                values[column.name] = null() if column.nullable else empty
        session.execute(update(table).where(table.c.store_id == store_id).values(values))
        return
    assert not unique, f"{table.name}: {unique} can be neither blank nor changed"
    # Nobody has the right to change what is append-only; the one function that may blanks the columns that it is given.
    session.execute(select(func.vyapari_erase(table.name, _names(plain))))


def delete_old(session: Session, store_id: int, now: datetime) -> int:
    """Delete the store's messages, alerts, forecasts and sessions that are over three years old; of a store erased seven
    years ago every row. In the store's scope; how many rows went.

    The books of a living shop are never cut: its stock and its balances are their sums.
    """
    store = stores.get(session, store_id)
    if store.erased_at is not None and store.erased_at + FINANCIAL <= now:
        owned = [table.name for table in reversed(Base.metadata.sorted_tables) if "store_id" in table.c]
        return session.scalar(select(func.vyapari_delete_store(_names(owned)))) or 0
    before = now - OPERATIONAL
    gone = session.scalar(select(func.vyapari_delete_events(before))) or 0
    old = select(Outbound.id).where(Outbound.created_at < before)
    answered = select(Outbound.in_reply_to).where(Outbound.in_reply_to.is_not(None))
    for statement in (
        delete(Case).where(Case.closed_at < before),
        delete(Alert).where((Alert.raised_at < before) | Alert.outbox_id.in_(old)),
        delete(Outbound).where(Outbound.created_at < before),
        delete(Inbound).where(Inbound.received_at < before, Inbound.id.not_in(answered)),
        delete(ForecastSheet).where(ForecastSheet.made_at < before),
        delete(DashboardSession).where(DashboardSession.created_at < before),
    ):
        gone += session.execute(statement, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    return gone


def _names(names: list[str]) -> ColumnElement[list[str]]:
    return literal(names, ARRAY(Text))
