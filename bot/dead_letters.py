"""What was given up, to be looked at and sent again by a person: replies that no channel took, messages set aside."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.announcing import announce_delivery
from domain.conversations import store as conversations
from domain.conversations.models import Inbound, Outbound
from infra.database.session import desk_session

DEAD = ("failed", "undelivered")


class NotDead(Exception):
    """No given-up message has that number."""


def count(session: Session) -> tuple[int, int]:
    """How many messages that came in were set aside, and how many that should have gone out were given up."""
    set_aside = session.scalar(select(func.count()).where(Inbound.status == "failed")) or 0
    given_up = session.scalar(select(func.count()).where(Outbound.status.in_(DEAD))) or 0
    return set_aside, given_up


def unsent(session: Session, most: int = 100) -> list[Outbound]:
    """The messages that were given up, the latest first, each with its `error`."""
    return list(
        session.scalars(select(Outbound).where(Outbound.status.in_(DEAD)).order_by(Outbound.id.desc()).limit(most))
    )


def send_again(outbox_id: int) -> None:
    """Let a message that was given up have its tries once more; it is judged afresh when it leaves.

    Raises NotDead, also when somebody else was quicker.
    """
    with desk_session() as session:
        row = conversations.lock_outbound(session, outbox_id)
        if row is None or row.status not in DEAD:
            raise NotDead(outbox_id)
        row.status, row.attempts, row.not_before, row.lease_until = "queued", 0, None, None
        conversation_id = row.conversation_id
    announce_delivery(conversation_id)
