"""A message's turn as the worker takes it, within a transaction of the test's own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.dialogue import turn
from bot.dialogue.turn import Answer
from domain.conversations.models import Conversation, Inbound, Outbound
from nlu.understand import Model


def take(
    session: Session,
    conversation: Conversation,
    model: Model | None,
    body: str,
    at: datetime,
    number: int,
    *,
    button: str | None = None,
    replied_to: str | None = None,
) -> tuple[Answer | None, Outbound | None]:
    """Hear the conversation's message `number`, sent `at`; its answer, which is in the outbox. None of both in silence."""
    inbound = Inbound(
        conversation_id=conversation.id,
        store_id=conversation.store_id,
        provider="simulator",
        provider_id=f"in-{conversation.id}-{number}",
        body=body,
        button=button,
        replied_to=replied_to,
        raw={},
        sent_at=at,
        received_at=at,
    )
    session.add(inbound)
    session.flush()
    answer = turn.take(session, conversation, inbound, model=model)
    inbound.status = "done"
    if answer is None:
        return None, None
    row = outbox.write(
        session,
        conversation,
        kind="reply",
        key=answer.key,
        rendered=answer.rendered,
        in_reply_to=inbound.id,
        entry_id=answer.entry_id,
    )
    return answer, row
