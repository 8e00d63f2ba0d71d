"""Which entry of the books a message swipes back to."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.conversations.models import Conversation, Inbound, Outbound
from domain.journal.models import Entry


def find_entry(session: Session, conversation: Conversation, replied_to: str | None) -> int | None:
    """The entry that the message `replied_to` (the provider's id) confirmed or wrote; None when it did neither.

    A retailer swipes back to the confirmation, or to what they wrote themselves.
    """
    if replied_to is None:
        return None
    confirmed = session.scalar(
        select(Outbound.entry_id).where(
            Outbound.conversation_id == conversation.id,
            Outbound.provider_id == replied_to,
            Outbound.entry_id.is_not(None),
        )
    )
    if confirmed is not None:
        return confirmed
    wrote = (
        select(Entry.id)
        .join(Inbound, Inbound.id == Entry.message_id)
        .where(
            Inbound.conversation_id == conversation.id,
            Inbound.provider_id == replied_to,
            Entry.reverses_id.is_(None),
        )
        .order_by(Entry.id.desc())
        .limit(1)
    )
    return session.scalar(wrote)


def goods_of(session: Session, entry_id: int | None) -> frozenset[str]:
    """The skus of an entry's lines; none for no entry."""
    entry = session.get(Entry, entry_id) if entry_id is not None else None
    return (
        frozenset()
        if entry is None
        else frozenset(line["sku"] for line in entry.request.get("lines", ()) if line.get("sku"))
    )
