"""Conversations, as the desk and a store read, open and lock them. The session's scope decides whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.conversations.models import Conversation
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


_LOCK_WITH_WRITER = (
    select(Conversation, User, Store)
    .outerjoin(User, User.id == Conversation.user_id)
    .outerjoin(Store, Store.id == Conversation.store_id)
    .where(Conversation.id == bindparam("id"))
    .with_for_update(key_share=True, of=Conversation)
    .execution_options(populate_existing=True)
)
