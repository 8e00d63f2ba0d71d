"""Conversations and their messages, as the desk and a store read and write them. The session's scope decides whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.base import Base
from domain.conversations import rules
from domain.conversations.models import Conversation, DeliveryEvent, Inbound, Outbound
from domain.stores.models import Store, User


def get(session: Session, conversation_id: int) -> Conversation | None:
    """The conversation, unlocked."""
    return session.get(Conversation, conversation_id)


def get_one(session: Session, conversation_id: int) -> Conversation:
    """The conversation, unlocked. Raises sqlalchemy.exc.NoResultFound when the scope does not show it."""
    return session.get_one(Conversation, conversation_id)


def find(session: Session, channel: str, address: str) -> Conversation | None:
    """The conversation with `address` on `channel`."""
    return session.scalars(select(Conversation).filter_by(channel=channel, address=address)).one_or_none()


def find_or_open(
    session: Session,
    *,
    channel: str,
    address: str,
    provider: str,
    now: datetime,
    store_id: int | None = None,
    user_id: int | None = None,
) -> Conversation:
    """The conversation with `address` on `channel`, opened when there is none. Any number may ask for it at once."""
    known = find(session, channel, address)
    if known is not None:
        return known
    session.execute(
        insert(Conversation)
        .values(
            channel=channel,
            address=address,
            provider=provider,
            store_id=store_id,
            user_id=user_id,
            mode="bot",
            misunderstood=0,
            language="en",
            script="Latn",
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["channel", "address"])
    )
    return session.scalars(select(Conversation).filter_by(channel=channel, address=address)).one()


def latest_of(session: Session, user_id: int, address: str) -> Conversation | None:
    """The conversation in which the user, whose number is `address`, wrote last; one that was only opened, else."""
    return session.scalars(
        select(Conversation)
        .where(or_(Conversation.user_id == user_id, Conversation.address == address))
        .order_by(Conversation.last_inbound_at.desc().nulls_last(), Conversation.id)
        .limit(1)
    ).one_or_none()


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


def lock_unsaid(session: Session, conversation_id: int, key: str) -> list[Outbound]:
    """Messages of the conversation with the reply key `key` that no provider was ever offered, locked."""
    return list(
        session.scalars(
            select(Outbound)
            .where(
                Outbound.conversation_id == conversation_id,
                Outbound.key == key,
                Outbound.status.in_(("queued", "held")),
                Outbound.attempts == 0,
            )
            .order_by(Outbound.id)
            .with_for_update()
        )
    )


def lock(session: Session, conversation_id: int, *, wait: bool = True) -> Conversation | None:
    """The conversation, freshly read and locked to the end of the transaction; None when it does not exist.

    With `wait` off it is None too while another transaction has it. The lock leaves foreign keys to the row alone, so
    that a webhook can put a message into the inbox while a worker answers the one before.
    """
    return session.scalars(
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update(key_share=True, skip_locked=not wait)
        .execution_options(populate_existing=True)
    ).one_or_none()


@dataclass(frozen=True)
class Locked:
    """A conversation, locked. Hold it to the end of the turn: a session forgets rows that nobody holds, and asks again."""

    conversation: Conversation
    user: User | None
    """Who is known to write in it."""
    shop: Store | None
    """Whose it is."""


def lock_with_writer(session: Session, conversation_id: int) -> Locked | None:
    """As `lock`, in one query with what else a turn begins with."""
    found = session.execute(_LOCK_WITH_WRITER, {"id": conversation_id}).one_or_none()
    return Locked(found[0], found[1], found[2]) if found is not None else None


def is_quiet(session: Session, conversation_id: int) -> bool:
    """Whether no answer of the conversation has yet to leave, and nothing is being sent.

    Ask once it is locked, in a statement of its own: one that waits for the lock sees what stood before it waited.
    """
    return bool(session.scalar(_IS_QUIET, {"conversation": conversation_id}))


_IS_QUIET = select(
    ~exists().where(
        Outbound.conversation_id == bindparam("conversation"),
        or_(
            Outbound.status == "sending",
            and_(Outbound.status.in_(("queued", "held")), Outbound.kind.in_(rules.ANSWERS)),
        ),
    )
)
_LOCK_WITH_WRITER = (
    select(Conversation, User, Store)
    .outerjoin(User, User.id == Conversation.user_id)
    .outerjoin(Store, Store.id == Conversation.store_id)
    .where(Conversation.id == bindparam("id"))
    .with_for_update(key_share=True, of=Conversation)
    .execution_options(populate_existing=True)
)


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


def statuses(session: Session, provider_ids: list[str]) -> dict[str, str]:
    """How the outgoing messages that the provider knows by `provider_ids` stand."""
    found = select(Outbound.provider_id, Outbound.status).where(Outbound.provider_id.in_(provider_ids))
    return {str(number): status for number, status in session.execute(found)}


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


def notice_given(session: Session, conversation_id: int, since: datetime) -> bool:
    """Whether the conversation got a notice at or after `since`."""
    found = exists().where(
        Outbound.conversation_id == conversation_id, Outbound.kind == "notice", Outbound.created_at >= since
    )
    return bool(session.scalar(select(found)))


def get_outbound(session: Session, outbox_id: int) -> Outbound | None:
    """The outgoing message, or None."""
    return session.get(Outbound, outbox_id)


def find_sent(session: Session, provider_id: str) -> Outbound | None:
    """The outgoing message that the provider knows by `provider_id`, locked to the end of the transaction."""
    return session.scalars(select(Outbound).filter_by(provider_id=provider_id).with_for_update()).first()


def keep_event(
    session: Session, row: Outbound, *, status: str, error: str | None, raw: dict[str, Any], now: datetime
) -> None:
    """Keep what a provider reported of a message, word for word."""
    session.add(
        DeliveryEvent(outbox_id=row.id, store_id=row.store_id, status=status, error=error, raw=raw, received_at=now)
    )


def count_waiting(session: Session) -> int:
    """How many messages wait for an answer."""
    return session.scalar(select(func.count()).where(Inbound.status == "waiting")) or 0


def count_unsent(session: Session) -> int:
    """How many outgoing messages are queued, held or being sent."""
    return session.scalar(select(func.count()).where(Outbound.status.in_(("queued", "held", "sending")))) or 0


def written_to_outside_window(
    session: Session, provider: str, since: datetime
) -> list[tuple[str, int | None, datetime]]:
    """Whom `provider` carried a template to at `since` or after: address, the store that wrote, and when."""
    rows = session.execute(
        select(Conversation.address, Outbound.store_id, Outbound.sent_at)
        .join(Conversation, Conversation.id == Outbound.conversation_id)
        .where(Outbound.outside_window, Outbound.sent_at >= since, Conversation.provider == provider)
        .order_by(Outbound.sent_at)
    )
    return [(address, store_id, at) for address, store_id, at in rows if at is not None]


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
