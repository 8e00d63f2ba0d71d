"""What goes out of a conversation: what is due, who claims it, what came of it. One at a time, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from domain.conversations import rules
from domain.conversations.models import Conversation, DeliveryEvent, Outbound, Status
from domain.conversations.received import latest_inbound
from domain.stores.models import Store


@dataclass(frozen=True)
class Due:
    """A message that should leave now, locked, with all that is asked before it does."""

    row: Outbound
    conversation: Conversation
    shop: Store | None
    """The store that it speaks for; None to a stranger."""
    last_inbound_at: datetime | None
    """When the person last wrote."""


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


def lock(session: Session, conversation_id: int) -> None:
    """Be alone, to the end of the transaction, in claiming and recording what goes out in the conversation.

    Take it before the lock of any row of the outbox, as everybody does.
    """
    session.execute(_LOCK, {"name": f"outbox:{conversation_id}"})


_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0)))


def is_due(session: Session, conversation_id: int, now: datetime) -> bool:
    """Whether a message of the conversation should be on its way at `now`."""
    return bool(session.scalar(_IS_ONE_DUE, {"conversation": conversation_id, "now": now}))


def claim_next(session: Session, conversation_id: int, now: datetime) -> Due | None:
    """The oldest message of the conversation that is due, locked; None when none is, or while one is being sent.

    Answers go before what nobody asked for, and nothing overtakes an answer that waits for its next try.

    Claims of one conversation queue up behind one advisory lock, which is not the lock of the conversation's row: an
    answer may leave while the next message is being understood.
    """
    lock(session, conversation_id)
    found = session.execute(_NEXT, {"conversation": conversation_id, "now": now}).one_or_none()
    return Due(found[0], found[1], found[2], found[3]) if found is not None else None


def record_sent(session: Session, conversation_id: int, outbox_id: int, provider_id: str, now: datetime) -> bool:
    """Note that the provider took a message; whether the conversation has another that is due.

    A status that says more already, because the provider's callback was here first, stays. `session` commits each
    statement (`desk_statement`), so that no lock is needed: another message was written before we look, and we see it, or
    after, and then whoever claims it sees that ours has left.
    """
    session.execute(_RECORD_SENT, {"message": outbox_id, "provider": provider_id, "now": now})
    return is_due(session, conversation_id, now)


def said_elsewhere(session: Session, row: Outbound) -> int | None:
    """The other conversation in which what `row` says was written again, because its own channel did not take it."""
    return session.scalars(
        select(Outbound.conversation_id).where(
            Outbound.instead_of == row.id, Outbound.conversation_id != row.conversation_id
        )
    ).one_or_none()


def lock_outbound(session: Session, outbox_id: int) -> Outbound | None:
    """The outgoing message, freshly read and locked to the end of the transaction."""
    return session.get(Outbound, outbox_id, with_for_update=True, populate_existing=True)


_IS_ANSWER = Outbound.kind.in_(rules.ANSWERS)
_Earlier, _Other = aliased(Outbound), aliased(Outbound)


def _is_due(now: ColumnElement[datetime] | datetime, row: type[Outbound] = Outbound) -> ColumnElement[bool]:
    waits = row.status.in_(("queued", "held"))
    # An excuse has nothing to be in order with: the answer that it announces must not wait for it.
    answer_before = exists().where(
        _Earlier.conversation_id == row.conversation_id,
        _Earlier.id < row.id,
        _Earlier.kind.in_(("reply", "agent")),
        _Earlier.status.in_(("queued", "held")),
        _Earlier.not_before > now,
    )
    return or_(
        and_(waits, or_(row.not_before.is_(None), row.not_before <= now), ~answer_before),
        and_(row.status == "sending", row.lease_until < now),
    )


# Statements of every message are built once: to build one again costs as much as to ask it.
_CONVERSATION: ColumnElement[int] = bindparam("conversation")
_NOW: ColumnElement[datetime] = bindparam("now", type_=Outbound.created_at.type)
_IS_ONE_DUE = select(exists().where(Outbound.conversation_id == _CONVERSATION, _is_due(_NOW)))
_NEXT = (
    select(Outbound, Conversation, Store, latest_inbound())
    .join(Conversation, Conversation.id == Outbound.conversation_id)
    .outerjoin(Store, Store.id == Outbound.store_id)
    .where(
        Outbound.conversation_id == _CONVERSATION,
        _is_due(_NOW),
        ~exists().where(
            _Other.conversation_id == _CONVERSATION, _Other.status == "sending", _Other.lease_until >= _NOW
        ),
    )
    .order_by(case((_IS_ANSWER, 0), else_=1), Outbound.id)
    .limit(1)
    .with_for_update(of=Outbound)
)
_RECORD_SENT = (
    update(Outbound)
    .where(Outbound.id == bindparam("message"))
    .values(
        status=case(
            (Outbound.status.in_([one for one in get_args(Status) if rules.forward(one, "sent") == "sent"]), "sent"),
            else_=Outbound.status,
        ),
        provider_id=bindparam("provider"),
        lease_until=None,
        error=None,
        tried_at=None,
        sent_at=func.coalesce(Outbound.sent_at, _NOW),
    )
    .execution_options(synchronize_session=False)
)


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


def get_outbound(session: Session, outbox_id: int) -> Outbound | None:
    """The outgoing message, or None."""
    return session.get(Outbound, outbox_id)


def find_sent(session: Session, provider_id: str) -> Outbound | None:
    """The outgoing message that the provider knows by `provider_id`, locked to the end of the transaction."""
    return session.scalars(select(Outbound).filter_by(provider_id=provider_id).with_for_update()).first()


def statuses(session: Session, provider_ids: list[str]) -> dict[str, str]:
    """How the outgoing messages that the provider knows by `provider_ids` stand."""
    found = select(Outbound.provider_id, Outbound.status).where(Outbound.provider_id.in_(provider_ids))
    return {str(number): status for number, status in session.execute(found)}


def keep_event(
    session: Session, row: Outbound, *, status: str, error: str | None, raw: dict[str, Any], now: datetime
) -> None:
    """Keep what a provider reported of a message, word for word."""
    session.add(
        DeliveryEvent(outbox_id=row.id, store_id=row.store_id, status=status, error=error, raw=raw, received_at=now)
    )


def notice_given(session: Session, conversation_id: int, since: datetime) -> bool:
    """Whether the conversation got a notice at or after `since`."""
    found = exists().where(
        Outbound.conversation_id == conversation_id, Outbound.kind == "notice", Outbound.created_at >= since
    )
    return bool(session.scalar(select(found)))


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
