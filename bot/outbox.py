"""The one way out: every word to anybody is an outbound row first, and this is the only place that writes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.contract import Rendered
from domain.conversations.models import Conversation, Outbound
from infra import clock

Kind = Literal["reply", "notice", "alert", "agent", "outreach"]


def write(
    session: Session,
    conversation: Conversation,
    *,
    kind: Kind,
    key: str,
    rendered: Rendered,
    in_reply_to: int | None = None,
    entry_id: int | None = None,
    severity: str = "important",
    not_before: datetime | None = None,
    store_id: int | None = None,
    agent_id: int | None = None,
    once: str | None = None,
    claim: Callable[[Outbound], None] | None = None,
) -> Outbound:
    """Write a message to the conversation, to be sent after the commit; the row, with its number.

    A `reply` is the only one to its message `in_reply_to`: a second raises sqlalchemy.exc.IntegrityError. `store_id` is
    the conversation's unless given: an owner of two stores hears of both in one chat. `agent_id` is who of support wrote it,
    `once` the key of their form, which is unique in the conversation. Whether and when it may be sent is
    judged by delivery at that moment; announce it with `announcing.announce_delivery`. `claim` may take the row, before
    it is written, for who writes it to send (`delivery.AtOnce`).
    """
    row = Outbound(
        conversation_id=conversation.id,
        store_id=store_id or conversation.store_id,
        kind=kind,
        in_reply_to=in_reply_to,
        entry_id=entry_id,
        key=key,
        text=rendered.text,
        buttons=[{"id": button.id, "title": button.title} for button in rendered.buttons],
        rows=[{"id": row.id, "title": row.title} for row in rendered.rows],
        attachments=[asdict(attachment) for attachment in rendered.attachments],
        agent_id=agent_id,
        once=once,
        severity=severity,
        status="queued",
        attempts=0,
        not_before=not_before,
        created_at=clock.now(),
    )
    if claim is not None:
        claim(row)
    session.add(row)
    session.flush()
    return row
