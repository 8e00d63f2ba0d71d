"""What providers report of messages they took: every report is kept, and the message's status only moves forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import elsewhere
from domain.conversations import rules, sending
from infra import clock
from infra.database.session import desk_session
from infra.telemetry import log


def record(*, outbox_id: int | None, provider_id: str, status: str, error: str | None, raw: Mapping[str, Any]) -> bool:
    """Keep a report and move its message on; False when we know no such message.

    The message is found by our own number, which comes back in the callback's address, so a report that overtakes the
    answer to our request finds it as well; without one, by the provider's id.
    """
    with desk_session() as session:
        row = sending.lock_outbound(session, outbox_id) if outbox_id is not None else None
        row = row or sending.find_sent(session, provider_id)
        if row is None:
            log().warning("status of an unknown message", provider_id=provider_id, status=status)
            return False
        sending.keep_event(session, row, status=status, error=error, raw=dict(raw), now=clock.now())
        ours = rules.translate(status)
        if ours is None or rules.forward(row.status, ours) == row.status:
            return True
        row.provider_id = row.provider_id or provider_id
        if ours in ("failed", "undelivered"):
            elsewhere.give_up(session, row, error or "", f"reported {status}", ours, reported=True)
        else:
            row.status, row.lease_until = ours, None
            row.sent_at = row.sent_at or clock.now()
    log().info("message reported", outbound=row.id, status=ours, error=error)
    return True
