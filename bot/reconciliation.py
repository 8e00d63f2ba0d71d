"""Our books of messages against Twilio's: a webhook that was lost is found, and a status that never came is caught up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot import delivery_reports, inbox
from bot.channels.twilio import receive
from bot.channels.twilio.history import Past, list_messages
from bot.channels.twilio.send import twilio_carrier
from bot.providers import TWILIO
from domain.conversations import received, rules, sending
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from infra.telemetry import log

GRACE = timedelta(minutes=10)
"""A message younger than this may still be on its way to us by webhook, with more than the list tells: its button."""
BATCH = 500


@dataclass(frozen=True)
class Reconciled:
    """What was compared, and what was put right."""

    seen: int
    missed: int
    """Messages that came in and that no webhook brought."""
    moved: int
    """Messages whose status we had not heard."""


def run(hours: int) -> Reconciled:
    """Compare the last `hours` with Twilio's list; what we never saw enters the inbox, once, with its own time.

    Any number may run at once, and again. Raises SendError when Twilio does not answer.
    """
    now = clock.now()
    past = [
        message
        for message in list_messages(twilio_carrier().client, now - timedelta(hours=hours))
        if now - timedelta(hours=hours) <= message.at <= now - GRACE and _is_ours(message)
    ]
    # Oldest first: they are answered in the order in which they were written.
    past.sort(key=lambda message: message.at)
    missed = moved = 0
    for start in range(0, len(past), BATCH):
        batch = past[start : start + BATCH]
        missed += _take_in([message for message in batch if message.inbound])
        moved += _catch_up([message for message in batch if not message.inbound])
    result = Reconciled(len(past), missed, moved)
    log().info("reconciled with Twilio", hours=hours, seen=result.seen, missed=missed, moved=moved)
    return result


def _is_ours(message: Past) -> bool:
    """Whether the message is of a number that we answer for; the account may have others."""
    ours = {
        f"whatsapp:{(settings().twilio_whatsapp_from or '').removeprefix('whatsapp:')}",
        settings().twilio_sms_from or "",
    } - {"whatsapp:", ""}
    own = message.recipient if message.inbound else message.sender
    return bool(settings().twilio_messaging_service_sid) or own in ours


def _take_in(messages: list[Past]) -> int:
    with desk_session() as session:
        known = received.known_in(session, TWILIO, [message.sid for message in messages])
    missed = 0
    for message in messages:
        if message.sid in known:
            continue
        fields = {
            "MessageSid": message.sid,
            "From": message.sender,
            "To": message.recipient,
            "Body": message.body,
            "NumMedia": str(message.media),
            "FoundBy": "reconciliation",
        }
        found = receive.read(fields, message.at)
        if found is not None and inbox.receive(found) is not None:
            missed += 1
            log().warning("a webhook was lost, the message was found", provider_id=message.sid)
    return missed


def _catch_up(messages: list[Past]) -> int:
    with desk_session() as session:
        stand = sending.statuses(session, [message.sid for message in messages])
    moved = 0
    for message in messages:
        ours = rules.translate(message.status)
        if message.sid not in stand or ours is None or rules.forward(stand[message.sid], ours) == stand[message.sid]:
            continue
        delivery_reports.record(
            outbox_id=None,
            provider_id=message.sid,
            status=message.status,
            error=message.error,
            raw={"MessageSid": message.sid, "MessageStatus": message.status, "FoundBy": "reconciliation"},
        )
        moved += 1
    return moved
