"""What came into a conversation: put into the inbox once, and what of it still waits for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.base import Base
from domain.conversations.models import Conversation, Inbound, Outbound


def receive(
    session: Session, conversation: Conversation, *, now: datetime, status: str = "waiting", **columns: Any
) -> int | None:
    """Put a message into the inbox; its number, or None when the provider's id is there already."""
    return session.scalars(
        insert(Inbound)
        .values(
            conversation_id=conversation.id,
            store_id=conversation.store_id,
            status=status,
            attempts=0,
            received_at=now,
            **columns,
        )
        .on_conflict_do_nothing(index_elements=["provider", "provider_id"])
        .returning(Inbound.id)
    ).one_or_none()


def receive_known(
    session: Session, channel: str, address: str, *, now: datetime, status: str = "waiting", **columns: Any
) -> tuple[int, int] | None:
    """As `receive`, in one statement, from who has a conversation already: the number of the message and of the conversation.

    None when there is no such conversation, or the message is in the inbox: `receive` tells which.
    """
    values = {"channel": channel, "address": address, "status": status, "attempts": 0, "received_at": now, **columns}
    found = session.execute(_RECEIVE_KNOWN, values).one_or_none()
    return (found[0], found[1]) if found is not None else None


_RECEIVED = (
    "status",
    "attempts",
    "received_at",
    "provider",
    "provider_id",
    "body",
    "button",
    "replied_to",
    "raw",
    "sent_at",
)


_INBOX = Base.metadata.tables[Inbound.__tablename__]


_RECEIVE_KNOWN = (
    insert(_INBOX)
    .from_select(
        ["conversation_id", "store_id", *_RECEIVED],
        select(
            Conversation.id,
            Conversation.store_id,
            *(bindparam(name, type_=_INBOX.c[name].type) for name in _RECEIVED),
        ).where(Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")),
    )
    .on_conflict_do_nothing(index_elements=["provider", "provider_id"])
    .returning(_INBOX.c.id, _INBOX.c.conversation_id)
)


def known_in(session: Session, provider: str, provider_ids: list[str]) -> set[str]:
    """Those of `provider_ids` that are in the inbox."""
    found = select(Inbound.provider_id).where(Inbound.provider == provider, Inbound.provider_id.in_(provider_ids))
    return set(session.scalars(found))


def waiting(session: Session, conversation_id: int) -> list[Inbound]:
    """The messages of a conversation that wait for an answer, oldest first."""
    return list(session.scalars(_WAITING, {"conversation_id": conversation_id}))


_WAITING = (
    select(Inbound)
    .where(Inbound.conversation_id == bindparam("conversation_id"), Inbound.status == "waiting")
    .order_by(Inbound.id)
)


def last_inbound(session: Session, conversation_id: int) -> Inbound | None:
    """The last message that came in."""
    wanted = select(Inbound).where(Inbound.conversation_id == conversation_id).order_by(Inbound.id.desc()).limit(1)
    return session.scalars(wanted).one_or_none()


def last_inbound_at(session: Session, conversation_id: int) -> datetime | None:
    """When the person last wrote, by the message's own time where it is the earlier one."""
    latest: datetime | None = session.scalar(select(latest_inbound()).where(Conversation.id == conversation_id))
    return latest


def latest_inbound() -> ColumnElement[datetime | None]:
    """When the person of a query's Conversation last wrote: what was answered is noted there, what waits is in the inbox."""
    waiting = (
        select(func.max(func.least(Inbound.sent_at, Inbound.received_at)))
        .where(Inbound.conversation_id == Conversation.id, Inbound.status == "waiting")
        .correlate(Conversation)
        .scalar_subquery()
    )
    return func.greatest(Conversation.last_inbound_at, waiting)


def conversations_waiting(session: Session, before: datetime) -> list[tuple[int, datetime]]:
    """Conversations with a message that came before `before` and has no answer yet, and when their oldest came."""
    rows = session.execute(
        select(Inbound.conversation_id, func.min(Inbound.received_at))
        .where(Inbound.status == "waiting", Inbound.received_at < before)
        .group_by(Inbound.conversation_id)
        .order_by(func.min(Inbound.received_at))
    )
    return [(conversation_id, oldest) for conversation_id, oldest in rows]


def is_answered(session: Session, inbound_id: int | None) -> bool:
    """Whether that message waits for no answer any more; False without one."""
    inbound = session.get(Inbound, inbound_id) if inbound_id is not None else None
    return inbound is not None and inbound.status != "waiting"


def count_waiting(session: Session) -> int:
    """How many messages wait for an answer."""
    return session.scalar(select(func.count()).where(Inbound.status == "waiting")) or 0


def latest_exchanges(session: Session, conversation_id: int, most: int) -> list[tuple[Inbound, Outbound | None]]:
    """The last `most` messages of the person with the replies to them, oldest first."""
    rows = session.execute(
        select(Inbound, Outbound)
        .outerjoin(Outbound, and_(Outbound.in_reply_to == Inbound.id, Outbound.kind == "reply"))
        .where(Inbound.conversation_id == conversation_id)
        .order_by(Inbound.id.desc())
        .limit(most)
    )
    return [(heard, reply) for heard, reply in reversed(rows.all())]
