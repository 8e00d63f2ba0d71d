"""Telling the workers, after a commit, which conversation has something for them, which store wants new advice.

A queue that is down loses nothing and fails nobody: the rows stand in the database, and the sweeper announces them
again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import redis

from infra import queue
from infra.telemetry import log

if TYPE_CHECKING:
    from bot.claiming import Claimed

SERVE = "bot.worker.serve"
DELIVER = "bot.delivery.deliver"
SHOW_TYPING = "bot.delivery.show_typing"
ADVISE = "analytics.nightly.run_store"


class Sender(Protocol):
    """Who sends in this process."""

    def send(self, conversation_id: int) -> None:
        """Deliver what the conversation has, soon."""

    def send_claimed(self, claimed: Claimed) -> None:
        """Send what was claimed in the transaction that wrote it, soon."""


_here: list[Sender] = []


def announce_mail(conversation_id: int) -> bool:
    """Say that the conversation has mail to answer. False when the queue did not take it."""
    return _announce(queue.CONVERSATIONS, SERVE, conversation_id)


def deliver_here(sender: Sender | None) -> None:
    """From now on let `sender` have what this process announces for delivery, in the place of the queue; None: the queue."""
    _here[:] = [sender] if sender is not None else []


def is_delivered_here() -> bool:
    """Whether this process sends what it writes, within seconds."""
    return bool(_here)


def hand_to_sender(claimed: Claimed) -> None:
    """Let the sender of this process have what was claimed for it. Call it after the commit, where `is_delivered_here`."""
    for sender in _here:
        sender.send_claimed(claimed)


def announce_delivery(conversation_id: int) -> bool:
    """Say that the conversation has messages to send. False when the queue did not take it."""
    for sender in _here:
        sender.send(conversation_id)
        return True
    return _announce(queue.DELIVERIES, DELIVER, conversation_id)


def announce_typing(provider_id: str) -> None:
    """Have it shown that the message is being answered. A queue that is down shows nothing."""
    with suppress(redis.RedisError):
        queue.announce(queue.DELIVERIES, SHOW_TYPING, provider_id)


def announce_unasked(conversation_id: int) -> bool:
    """As `announce_delivery`, of what nobody asked for: it leaves when no answer waits."""
    return _announce(queue.UNASKED, DELIVER, conversation_id)


def announce_advice(store_id: int) -> None:
    """Have a store's forecasts and advice made anew, soon. A queue that is down leaves it to the night."""
    try:
        queue.announce(queue.ANALYTICS, ADVISE, store_id)
    except redis.RedisError as error:
        log().warning("advice waits for the night", store=store_id, error=type(error).__name__)


def _announce(name: str, function: str, conversation_id: int) -> bool:
    try:
        queue.announce_row(name, function, conversation_id)
    except redis.RedisError as error:
        log().warning(
            "queue is down, the sweeper will announce it", queue=name, conversation=conversation_id, error=str(error)
        )
        return False
    return True
