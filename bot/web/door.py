"""How many messages of one person a minute are let in: a phone that floods us costs nobody else their answer."""

from __future__ import annotations

import redis

from bot import inbox
from bot.contract import IncomingMessage
from bot.dialogue.network_words import OUT
from infra import clock, queue
from infra.settings import settings
from infra.telemetry import log

KEPT_SECONDS = 120


def take_in(message: IncomingMessage) -> int | None:
    """Keep the message as `inbox.receive` does; one too many is kept too, and left unanswered."""
    return inbox.receive(message, answered=_is_admitted(message))


def _is_admitted(message: IncomingMessage) -> bool:
    limit = settings().sender_messages_a_minute
    # STOP holds for whoever says it, however loudly.
    if not limit or message.body.strip().lower() in OUT:
        return True
    minute = int(clock.now().timestamp()) // 60
    name = f"door:{message.channel}:{message.address}:{minute}"
    try:
        with queue.connect().pipeline(transaction=False) as together:
            # By its number: one that the provider brings again, because we were not ready, is no other message.
            together.sadd(name, message.provider_id)
            together.scard(name)
            together.expire(name, KEPT_SECONDS)
            new, count = map(int, together.execute()[:2])
    except redis.RedisError:
        # Without a count everybody is let in: the books do not need Redis.
        return True
    if new and count == limit + 1:
        log().warning("too many messages of one person", channel=message.channel, address=message.address)
    return not new or count <= limit
