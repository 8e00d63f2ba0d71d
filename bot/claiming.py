"""Claiming what is to leave: judged at this moment, counted against every limit, leased to who sends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot import (
    attachments,
    channels,
    elsewhere,
    loop_guard,
    sending_breaker,
    sending_counters,
    sending_limits,
    sending_rules,
)
from bot.contract import Button, Media, OutgoingMessage
from bot.providers import SIMULATOR
from bot.replies.texts import language_for
from bot.sending_rules import Drop, Hold, Occasion, Refuse, Send, Verdict
from domain.conversations import received, sending
from domain.conversations.models import Conversation, Outbound
from domain.stores.models import Store
from infra import clock, storage
from infra.settings import settings
from infra.telemetry import log, messages_out

NEVER_QUIET = time(0)
"""Both ends of no quiet hours, for a stranger: nothing is ever written to one unasked."""


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send until the lease runs out."""

    message: OutgoingMessage
    conversation_id: int
    provider: str
    lease_until: datetime
    pause: timedelta
    """Until it is the turn of this message at the number's rate."""
    doubtful_since: datetime | None
    """When a try began after which the provider may have it."""


def claim_next(session: Session, conversation_id: int) -> Claimed | None:
    """The next message that is due and may be sent now, ours from here on; those that may not are dealt with."""
    while (due := sending.claim_next(session, conversation_id, clock.now())) is not None:
        claimed = _judge(session, due)
        session.flush()
        if claimed is not None:
            return claimed
    return None


class AtOnce:
    """The claim of an answer in the transaction that writes it, which spares it one of its own.

    Only for who has the conversation locked, then saw that it was quiet (`sending.is_quiet`) and sends within seconds. An
    answer that may not leave at this moment is left to `bot.delivery`, and judged again.
    """

    def __init__(self, session: Session, conversation: Conversation, shop: Store | None) -> None:
        self._session, self._conversation, self._shop = session, conversation, shop
        self._verdict: Verdict | None = None

    def claim(self, row: Outbound) -> None:
        """Take the row, which is not written yet, if it may leave now."""
        now = clock.now()
        due = sending.Due(row, self._conversation, self._shop, self._conversation.last_inbound_at)
        self._verdict = _verdict(self._session, due, now)
        if isinstance(self._verdict, Send):
            _lease(row, self._verdict, now)

    def claimed(self, row: Outbound) -> Claimed | None:
        """What was claimed, once the row is written: hand it to `send_claimed` after the commit."""
        if not isinstance(self._verdict, Send):
            return None
        return _claimed(row, self._conversation, self._verdict, doubtful_since=None)


def _judge(session: Session, due: sending.Due) -> Claimed | None:
    now, row, conversation = clock.now(), due.row, due.conversation
    verdict = _verdict(session, due, now)
    if isinstance(verdict, Send):
        doubtful_since = row.tried_at
        _lease(row, verdict, now)
        return _claimed(row, conversation, verdict, doubtful_since)
    if isinstance(verdict, Hold):
        row.status, row.lease_until, row.not_before = "held", None, verdict.until
    elif isinstance(verdict, Drop):
        row.status, row.lease_until, row.error = "dropped", None, verdict.why
    elif isinstance(verdict, Refuse):
        elsewhere.give_up(session, row, verdict.code, verdict.why)
    messages_out.labels(conversation.channel, row.status).inc()
    log().info("message not sent now", outbound=row.id, status=row.status, why=verdict.why)
    return None


def _verdict(session: Session, due: sending.Due, now: datetime) -> Verdict:
    """What is to be done with the message at this moment; counted against its limits when it may leave."""
    verdict = sending_rules.judge(_occasion(session, due, now))
    if isinstance(verdict, Send):
        verdict = _left_alone(due.conversation.provider, now) or verdict
    if isinstance(verdict, Send):
        verdict = _in_turn(session, due.row, due.conversation, verdict, now)
    return verdict


def _lease(row: Outbound, send: Send, now: datetime) -> None:
    row.status, row.outside_window, row.tried_at = "sending", send.as_template, row.tried_at or now
    row.lease_until = now + timedelta(seconds=settings().send_lease_seconds)


def _claimed(row: Outbound, conversation: Conversation, send: Send, doubtful_since: datetime | None) -> Claimed:
    assert row.lease_until is not None, "it was leased"
    return Claimed(
        message=_outgoing(row, conversation, as_template=send.as_template),
        conversation_id=conversation.id,
        provider=conversation.provider,
        lease_until=row.lease_until,
        pause=send.pause,
        doubtful_since=doubtful_since,
    )


def _left_alone(provider: str, now: datetime) -> Hold | None:
    breaker = sending_breaker.of(provider)
    if breaker.allows():
        return None
    return Hold(now + timedelta(seconds=breaker.open_seconds), "the provider does not answer")


def _in_turn(
    session: Session, row: Outbound, conversation: Conversation, send: Send, now: datetime
) -> Send | Hold | Drop:
    """The message counted against every limit that holds for it; held while one is reached, dropped in a loop."""
    if conversation.provider == SIMULATOR:
        return send
    leaving = sending_limits.Leaving(
        provider=conversation.provider,
        channel=conversation.channel,
        address=conversation.address,
        kind=row.kind,
        severity=row.severity,
        store_id=row.store_id,
        outside_window=send.as_template,
    )
    counted = _count(session, leaving, now)
    if row.kind == "reply" and counted.level >= loop_guard.SUSPECT and loop_guard.look(session, conversation):
        return Drop("two machines answer each other")
    if not counted.admitted:
        return Hold(now + sending_limits.held_for(counted.wait), f"over the limit: {counted.over}")
    return replace(send, pause=counted.wait)


def _count(session: Session, leaving: sending_limits.Leaving, now: datetime) -> sending_counters.Count:
    limits = sending_limits.limits(leaving, settings())
    try:
        return sending_counters.count(limits, now)
    except sending_counters.UnknownPeople:
        assert limits.people is not None, "no other limit needs them"
        known = sending.written_to_outside_window(session, leaving.provider, now - sending_limits.DAY)
        return sending_counters.count_afresh(limits, now, known)


def _occasion(session: Session, due: sending.Due, now: datetime) -> Occasion:
    row, conversation, shop = due.row, due.conversation, due.shop
    return Occasion(
        kind=row.kind,
        key=row.key,
        channel=conversation.channel,
        now=now,
        timezone=shop.timezone if shop else "UTC",
        quiet_start=shop.quiet_start if shop else NEVER_QUIET,
        quiet_end=shop.quiet_end if shop else NEVER_QUIET,
        mode=conversation.mode,
        opted_out=conversation.opted_out_at is not None,
        muted=shop is not None and row.key.removeprefix("alert.") in shop.muted_alerts,
        answered=row.kind == "notice" and received.is_answered(session, row.in_reply_to),
        last_inbound_at=due.last_inbound_at,
        window=channels.free_text_window(conversation.provider, conversation.channel),
        template=elsewhere.way(row, conversation) == "template",
        refused_as_text=row.form == "template",
    )


def _outgoing(row: Outbound, conversation: Conversation, *, as_template: bool) -> OutgoingMessage:
    return OutgoingMessage(
        outbox_id=row.id,
        channel=conversation.channel,
        address=conversation.address,
        text=row.text,
        buttons=tuple(Button(**button) for button in row.buttons),
        media=tuple(_media(row)),
        rows=tuple(Button(**listed) for listed in row.rows),
        key=row.key,
        language=language_for(conversation.language, conversation.script).tag,
        content=elsewhere.template(row, conversation) if as_template else None,
    )


def _media(row: Outbound) -> Iterator[Media]:
    for position, file in enumerate(attachments.of(row)):
        link = attachments.link_to(row.id, position)
        yield Media(file.type, link, storage.link(file.key, file.name, file.type, attachments.FETCH_SECONDS) or link)
