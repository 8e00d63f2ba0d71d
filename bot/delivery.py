"""The only one who speaks to a channel: claims a message, judges it at this moment, sends it, records what came of it.

A worker that dies between the provider's yes and our commit leaves a lease. When that has run out the provider's list of
messages is asked whether it has the message, and only what it has not goes again; where there is no such list, sending
is at least once. The provider's status callback, which carries our number, tells the same, often earlier.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot import (
    attachments,
    channels,
    elsewhere,
    loop_guard,
    second_tries,
    sending_breaker,
    sending_counters,
    sending_limits,
    sending_rules,
)
from bot.contract import Button, Media, OutgoingMessage, SendError
from bot.providers import SIMULATOR
from bot.replies.texts import language_for
from bot.sending_rules import Drop, Hold, Occasion, Refuse, Send, Verdict
from domain.conversations import sending
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Outbound
from domain.stores.models import Store
from infra import clock, storage
from infra.database.session import desk_session, desk_statement
from infra.settings import settings
from infra.telemetry import log, messages_out

NEVER_QUIET = time(0)
"""Both ends of no quiet hours, for a stranger: nothing is ever written to one unasked."""

_dice = random.Random()
_never = threading.Event()


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


def deliver(conversation_id: int) -> None:
    """Send everything of the conversation that is due, oldest first, one at a time.

    While another worker sends one of them this returns at once: that worker looks again before it leaves.
    """
    more = True
    while more:
        with desk_session() as session:
            claimed = _claim(session, conversation_id)
        more = claimed is not None and _send(claimed)


class AtOnce:
    """The claim of an answer in the transaction that writes it, which spares it one of its own.

    Only for who has the conversation locked, then saw that it was quiet (`conversations.is_quiet`) and sends within seconds. An
    answer that may not leave at this moment is left to `deliver`, and judged again.
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


def send_claimed(claimed: Claimed) -> None:
    """Send what was claimed with its turn, then what else the conversation has that is due.

    One that waited so long for its thread that another worker may soon take it is left to that worker.
    """
    half = timedelta(seconds=settings().send_lease_seconds / 2)
    if clock.now() < claimed.lease_until - half and _send(claimed):
        deliver(claimed.conversation_id)


def _claim(session: Session, conversation_id: int) -> Claimed | None:
    """The next message that is due and may be sent now, ours from here on; those that may not are dealt with."""
    while (due := sending.claim_next(session, conversation_id, clock.now())) is not None:
        claimed = _judge(session, due)
        session.flush()
        if claimed is not None:
            return claimed
    return None


def show_typing(provider_id: str) -> None:
    """Show by WhatsApp that the message `provider_id` is being answered; at best: whatever goes wrong is not tried again."""
    try:
        channels.show_typing(provider_id)
    except SendError as error:
        log().info("no typing shown", code=error.code)


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
        known = conversations.written_to_outside_window(session, leaving.provider, now - sending_limits.DAY)
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
        answered=row.kind == "notice" and conversations.is_answered(session, row.in_reply_to),
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


def _send(claimed: Claimed) -> bool:
    """Send it and record what came of it; whether the conversation has another that is due."""
    try:
        provider_id = _hand_over(claimed)
    except SendError as error:
        _note_health(claimed.provider, error)
        return _record_failure(claimed, error)
    except Exception as error:  # noqa: BLE001
        # A carrier that breaks in a way nobody foresaw must not be asked again every time a lease runs out: it counts
        # as a failed try, and after the last one the message has failed.
        log().exception("carrier broke", outbound=claimed.message.outbox_id, provider=claimed.provider)
        return _record_failure(claimed, SendError(f"{type(error).__name__}: {error}", retryable=True, code="carrier"))
    sending_breaker.of(claimed.provider).succeeded()
    return _record_sent(claimed, provider_id)


def _hand_over(claimed: Claimed) -> str:
    """The provider's id of the message, which it takes now or took at an earlier try. Raises SendError."""
    if claimed.doubtful_since is not None:
        taken = second_tries.find_taken(claimed.provider, claimed.message, claimed.doubtful_since)
        if taken is not None:
            log().info("the provider had it already", outbound=claimed.message.outbox_id, provider_id=taken)
            return taken
    if claimed.pause:
        _never.wait(claimed.pause.total_seconds())
    return channels.carrier(claimed.provider).send(claimed.message)


def _note_health(provider: str, error: SendError) -> None:
    """A refusal is an answer too: only what may be tried again says that the provider is not well."""
    breaker = sending_breaker.of(provider)
    if error.retryable:
        breaker.failed()
    else:
        breaker.succeeded()


def _record_sent(claimed: Claimed, provider_id: str) -> bool:
    conversation_id, outbox_id = claimed.conversation_id, claimed.message.outbox_id
    with desk_statement() as session:
        more = sending.record_sent(session, conversation_id, outbox_id, provider_id, clock.now())
    messages_out.labels(claimed.message.channel, "sent").inc()
    log().info("message sent", outbound=outbox_id, provider=claimed.provider, provider_id=provider_id)
    return more


def _record_failure(claimed: Claimed, error: SendError) -> bool:
    with desk_session() as session:
        sending.lock(session, claimed.conversation_id)
        row = sending.lock_outbound(session, claimed.message.outbox_id)
        assert row is not None, "nobody deletes an outbound message while it is being sent"
        if row.status != "sending" or row.lease_until != claimed.lease_until:
            # A callback said that it left after all, or our lease ran out and it is another worker's now.
            return True
        row.attempts += 1
        if error.code not in second_tries.UNCERTAIN:
            row.tried_at = None
        if error.retryable and row.attempts < settings().send_attempts:
            slow = channels.meaning(claimed.provider, error.code).remedy == "slow_down"
            first = settings().send_slow_down_seconds if slow else settings().send_retry_seconds
            wait = sending_rules.retry_after(row.attempts, first, _dice.random())
            row.status, row.lease_until, row.not_before = "queued", None, clock.now() + wait
            row.error = f"{error.code} {error}".strip()
        else:
            elsewhere.give_up(session, row, error.code, str(error))
        result = row.status
        session.flush()
        more = sending.is_due(session, claimed.conversation_id, clock.now())
        elsewhere_now = sending.said_elsewhere(session, row)
    messages_out.labels(claimed.message.channel, "retried" if result == "queued" else result).inc()
    log().warning(
        "message not sent", outbound=claimed.message.outbox_id, code=error.code, attempts=row.attempts, status=result
    )
    if elsewhere_now is not None:
        # Before the answers that waited behind it: the person reads both channels on one phone.
        deliver(elsewhere_now)
    return more
