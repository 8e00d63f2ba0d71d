"""Conversations and their messages, as the desk and a store read and write them. The session's scope decides whose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from domain.conversations.models import Conversation, DeliveryEvent, Inbound, Outbound


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
    return list(
        session.scalars(
            select(Inbound)
            .where(Inbound.conversation_id == conversation_id, Inbound.status == "waiting")
            .order_by(Inbound.id)
        )
    )


def last_inbound_at(session: Session, conversation_id: int) -> datetime | None:
    """When the person last wrote, by the message's own time where it is the earlier one. The inbox itself is asked."""
    latest: datetime | None = session.scalar(
        select(func.max(func.least(Inbound.sent_at, Inbound.received_at))).where(
            Inbound.conversation_id == conversation_id
        )
    )
    return latest


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


def conversations_due(session: Session, now: datetime) -> list[int]:
    """Conversations with an answer that should be on its way at `now`, those with the oldest first."""
    return list(
        session.scalars(
            select(Outbound.conversation_id)
            .where(_is_due(now), _IS_ANSWER)
            .group_by(Outbound.conversation_id)
            .order_by(func.min(Outbound.id))
        )
    )


def unasked_due(session: Session, now: datetime, most: int) -> list[int]:
    """At most `most` conversations that are due something they did not ask for, in fair turn.

    First one of each store, then a second of each, and so on; within a store and within a turn the most urgent first.
    """
    urgency = func.min(case((Outbound.severity == "critical", 0), (Outbound.kind == "alert", 1), else_=2))
    oldest, store_id = func.min(Outbound.id), func.min(Outbound.store_id)
    turn = func.row_number().over(partition_by=store_id, order_by=(urgency, oldest))
    return list(
        session.scalars(
            select(Outbound.conversation_id)
            .where(_is_due(now), ~_IS_ANSWER)
            .group_by(Outbound.conversation_id)
            .order_by(turn, urgency, oldest)
            .limit(most)
        )
    )


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


def lock_outbox(session: Session, conversation_id: int) -> None:
    """Be alone, to the end of the transaction, in claiming and recording what goes out in the conversation.

    Take it before the lock of any row of the outbox, as everybody does.
    """
    key = func.hashtextextended(f"outbox:{conversation_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def is_due(session: Session, conversation_id: int, now: datetime) -> bool:
    """Whether a message of the conversation should be on its way at `now`.

    Under the lock of its outbox the answer holds: whoever writes another announces it, and waits for the lock.
    """
    return bool(session.scalar(select(exists().where(Outbound.conversation_id == conversation_id, _is_due(now)))))


def claim_next(session: Session, conversation_id: int, now: datetime) -> Outbound | None:
    """The oldest message of the conversation that is due, locked; None when none is, or while one is being sent.

    Answers go before what nobody asked for, and nothing overtakes an answer that waits for its next try.

    Claims of one conversation queue up behind one advisory lock, which is not the lock of the conversation's row: an
    answer may leave while the next message is being understood.
    """
    lock_outbox(session, conversation_id)
    sending = exists().where(
        Outbound.conversation_id == conversation_id, Outbound.status == "sending", Outbound.lease_until >= now
    )
    if session.scalar(select(sending)):
        return None
    return session.scalars(
        select(Outbound)
        .where(Outbound.conversation_id == conversation_id, _is_due(now))
        .order_by(case((_IS_ANSWER, 0), else_=1), Outbound.id)
        .limit(1)
        .with_for_update()
    ).one_or_none()


_IS_ANSWER = Outbound.kind.in_(("reply", "notice", "agent"))
_Earlier = aliased(Outbound)


def _is_due(now: datetime) -> ColumnElement[bool]:
    waits = Outbound.status.in_(("queued", "held"))
    # An excuse has nothing to be in order with: the answer that it announces must not wait for it.
    answer_before = exists().where(
        _Earlier.conversation_id == Outbound.conversation_id,
        _Earlier.id < Outbound.id,
        _Earlier.kind.in_(("reply", "agent")),
        _Earlier.status.in_(("queued", "held")),
        _Earlier.not_before > now,
    )
    return or_(
        and_(waits, or_(Outbound.not_before.is_(None), Outbound.not_before <= now), ~answer_before),
        and_(Outbound.status == "sending", Outbound.lease_until < now),
    )


def get_outbound(session: Session, outbox_id: int) -> Outbound | None:
    """The outgoing message, or None."""
    return session.get(Outbound, outbox_id)


def lock_outbound(session: Session, outbox_id: int) -> Outbound | None:
    """The outgoing message, freshly read and locked to the end of the transaction."""
    return session.get(Outbound, outbox_id, with_for_update=True, populate_existing=True)


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


def count_try(session: Session, inbound_id: int, change: int) -> None:
    """Add `change` to the tries that came to nothing of a message. For a transaction that is nothing but this."""
    # A try that is not counted because the machine lost power is no harm: nobody waits for the disk.
    session.execute(_COUNT_TRY, {"id": inbound_id, "change": change})


_COUNT_TRY = text(
    "UPDATE inbox SET attempts = attempts + :change"
    " WHERE id = :id AND set_config('synchronous_commit', 'off', true) IS NOT NULL"
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
