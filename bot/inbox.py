"""The door: a message that came in becomes a row before anything else happens to it."""

from __future__ import annotations

from typing import Any

from bot.announcing import announce_mail
from bot.contract import IncomingMessage
from domain.conversations import received
from domain.conversations import store as conversations
from domain.stores import store as stores
from infra import clock
from infra.database.session import desk_session, desk_statement
from infra.telemetry import log, messages_in

REFUSED_BODY = 200
"""Characters that are kept of a message that is not answered."""


def receive(message: IncomingMessage, *, answered: bool = True) -> int | None:
    """Keep the message and tell a worker; its number in the inbox, or None when it was there already.

    With `answered` off it is kept as `refused`, the beginning of it, and nobody is told: it is known when it comes again.

    Once this returns the message is in the database and will be answered, whatever happens to the queue or the workers.
    Raises what the database raises when it can't be kept.
    """
    now = clock.now()
    columns: dict[str, Any] = {
        "now": now,
        "provider": message.provider,
        "provider_id": message.provider_id,
        "body": message.body if answered else message.body[:REFUSED_BODY],
        "button": message.button,
        "replied_to": message.replied_to,
        "raw": dict(message.raw) if answered else {},
        "status": "waiting" if answered else "refused",
        "sent_at": min(message.sent_at, now),
    }
    with desk_statement() as session:
        # Enough for nearly every message: its sender has a conversation, and it comes for the first time.
        kept = received.receive_known(session, message.channel, message.address, **columns)
    if kept is None:
        kept = _receive_first(message, columns)
    if kept is None:
        log().info("message seen before", provider=message.provider, provider_id=message.provider_id)
        return None
    inbound_id, conversation_id = kept
    messages_in.labels(message.channel).inc()
    if not answered:
        return inbound_id
    log().info("message came in", channel=message.channel, address=message.address, inbound=inbound_id)
    announce_mail(conversation_id)
    return inbound_id


def _receive_first(message: IncomingMessage, columns: dict[str, Any]) -> tuple[int, int] | None:
    """Keep the first message of a conversation, which is opened; None when the message was there already."""
    with desk_session() as session:
        known = conversations.find(session, message.channel, message.address)
        # Only who writes for the first time is looked up here; a stranger who was registered since, by the worker.
        member = None if known else next(iter(stores.find_members(session, message.address)), None)
        conversation = known or conversations.find_or_open(
            session,
            channel=message.channel,
            address=message.address,
            provider=message.provider,
            now=columns["now"],
            store_id=member.store_id if member else None,
            user_id=member.id if member else None,
        )
        inbound_id = received.receive(session, conversation, **columns)
    return (inbound_id, conversation.id) if inbound_id is not None else None
