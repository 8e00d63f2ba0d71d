"""The sweeper: what waits in the database and nobody is working on is announced again. `python -m bot.sweeper` runs it.

It is what makes the queue expendable: an announcement that was lost with Redis, a worker or a race is late by seconds.
"""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy.exc import OperationalError

from bot import honest_words, worker
from bot.announcing import announce_delivery, announce_mail, announce_unasked
from domain.conversations import received, sending
from domain.conversations import store as conversations
from infra import clock, queue
from infra.database.session import desk_session
from infra.settings import settings
from infra.telemetry import configure_logging, log

GRACE = timedelta(seconds=1)
"""A message younger than this was announced by the webhook a moment ago."""

WITHOUT_LIMIT = 1000
"""Conversations with something unasked that a sweep announces at most where the number has no rate."""


@dataclass(frozen=True)
class Swept:
    """What a sweep announced: conversations, and notices written."""

    mail: tuple[int, ...]
    deliveries: tuple[int, ...]
    notices: tuple[int, ...]


def sweep() -> Swept:
    """Announce every conversation with a message that waits or is due, once, and tell those who wait long.

    What is on the queue already is left there, so a queue that nobody empties does not grow. Raises redis.RedisError or
    sqlalchemy.exc.OperationalError while either is down.
    """
    now = clock.now()
    with desk_session() as session:
        waiting = received.conversations_waiting(session, now - GRACE)
    late = now - timedelta(seconds=settings().excuse_after_seconds)
    notices = tuple(number for number, oldest in waiting if oldest <= late and _excuse(number, oldest))
    answering, leaving, unasked = (
        queue.announced(name) for name in (queue.CONVERSATIONS, queue.DELIVERIES, queue.UNASKED)
    )
    # No more than can leave until the next sweep: those beyond keep their place in the stores' turns.
    room = max(0, _leaving_until_the_next() - len(unasked))
    with desk_session() as session:
        due = sending.conversations_due(session, now)
        behind = sending.unasked_due(session, now, room + len(unasked))
    mail = tuple(number for number, _ in waiting if number not in answering and announce_mail(number))
    deliveries = tuple(number for number in due if number not in leaving and announce_delivery(number))
    fresh = [number for number in behind if number not in unasked][:room]
    deliveries += tuple(number for number in fresh if number not in due and announce_unasked(number))
    return Swept(mail, deliveries, notices)


def _leaving_until_the_next() -> int:
    rate = settings().whatsapp_messages_a_second
    return round(rate * settings().sweep_seconds) if rate else WITHOUT_LIMIT


def _excuse(conversation_id: int, since: datetime) -> bool:
    """Tell the conversation once that the answer takes longer; False when it knows, or need not."""
    with desk_session() as session:
        # A conversation whose lock is taken is being answered at this moment.
        conversation = conversations.lock(session, conversation_id, wait=False)
        if conversation is None or conversation.mode != "bot" or conversation.opted_out_at is not None:
            return False
        waiting = received.waiting(session, conversation_id)
        if not waiting or sending.notice_given(session, conversation_id, since):
            return False
        worker.adopt(session, conversation, waiting[0])
        honest_words.say_slow(session, conversation, waiting[0])
    log().info("told that the answer takes longer", conversation=conversation_id)
    return True


def run(stop: threading.Event) -> None:
    """Sweep every `sweep_seconds` until `stop` is set, through every outage of the database and the queue."""
    while not stop.is_set():
        try:
            swept = sweep()
            if swept.mail or swept.deliveries:
                log().info("swept", mail=len(swept.mail), deliveries=len(swept.deliveries), notices=len(swept.notices))
        except (OperationalError, redis.RedisError) as error:
            log().warning("sweep put off", error=str(error).splitlines()[0])
        stop.wait(settings().sweep_seconds)


def main() -> None:
    """Run as a process, until SIGTERM or SIGINT."""
    configure_logging("sweeper")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)


if __name__ == "__main__":
    main()
