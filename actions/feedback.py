"""`feedback`: praise or a complaint, kept for support."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Outcome, Reply, Request
from domain.feedback.models import Feedback


def feedback(session: Session, request: Request) -> Outcome:
    """Keep that something was said (the words are the message's own), thank, and say how to reach a person."""
    session.add(
        Feedback(
            store_id=request.store_id, user_id=request.user_id, message_id=request.message_id, given_at=request.now
        )
    )
    session.flush()
    return Outcome(Reply("feedback.done"))
