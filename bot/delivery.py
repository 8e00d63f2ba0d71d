"""The only one who speaks to a channel: takes what `bot.claiming` lets leave, sends it, records what came of it.

A worker that dies between the provider's yes and our commit leaves a lease. When that has run out the provider's list of
messages is asked whether it has the message, and only what it has not goes again; where there is no such list, sending
is at least once. The provider's status callback, which carries our number, tells the same, often earlier.
"""

from __future__ import annotations

import random
import threading
from datetime import timedelta

from bot import channels, claiming, elsewhere, second_tries, sending_breaker, sending_rules
from bot.claiming import Claimed
from bot.contract import SendError
from domain.conversations import sending
from infra import clock
from infra.database.session import desk_session, desk_statement
from infra.settings import settings
from infra.telemetry import log, messages_out

_dice = random.Random()
_never = threading.Event()


def deliver(conversation_id: int) -> None:
    """Send everything of the conversation that is due, oldest first, one at a time.

    While another worker sends one of them this returns at once: that worker looks again before it leaves.
    """
    more = True
    while more:
        with desk_session() as session:
            claimed = claiming.claim_next(session, conversation_id)
        more = claimed is not None and _send(claimed)


def send_claimed(claimed: Claimed) -> None:
    """Send what was claimed with its turn, then what else the conversation has that is due.

    One that waited so long for its thread that another worker may soon take it is left to that worker.
    """
    half = timedelta(seconds=settings().send_lease_seconds / 2)
    if clock.now() < claimed.lease_until - half and _send(claimed):
        deliver(claimed.conversation_id)


def show_typing(provider_id: str) -> None:
    """Show by WhatsApp that the message `provider_id` is being answered; at best: whatever goes wrong is not tried again."""
    try:
        channels.show_typing(provider_id)
    except SendError as error:
        log().info("no typing shown", code=error.code)


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
