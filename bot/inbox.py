"""The door: a message that came in becomes a row before anything else happens to it."""

from __future__ import annotations

from bot.announcing import announce_mail
from bot.contract import IncomingMessage
from domain.conversations import store as conversations
from domain.stores import store as stores
from infra import clock
from infra.database.session import desk_session
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
    with desk_session() as session:
        known = conversations.find(session, message.channel, message.address)
        # Only who writes for the first time is looked up here; a stranger who was registered since, by the worker.
        member = None if known else next(iter(stores.find_members(session, message.address)), None)
        conversation = known or conversations.find_or_open(
            session,
            channel=message.channel,
            address=message.address,
            provider=message.provider,
            now=now,
            store_id=member.store_id if member else None,
            user_id=member.id if member else None,
        )
        inbound_id = conversations.receive(
            session,
            conversation,
            now=now,
            provider=message.provider,
            provider_id=message.provider_id,
            body=message.body if answered else message.body[:REFUSED_BODY],
            button=message.button,
            replied_to=message.replied_to,
            raw=dict(message.raw) if answered else {},
            status="waiting" if answered else "refused",
            sent_at=min(message.sent_at, now),
        )
    if inbound_id is None:
        log().info("message seen before", provider=message.provider, provider_id=message.provider_id)
        return None
    messages_in.labels(message.channel).inc()
    if not answered:
        return inbound_id
    log().info("message came in", channel=message.channel, address=message.address, inbound=inbound_id)
    announce_mail(conversation.id)
    return inbound_id
