"""A try that broke off half-way: whether the provider took the message after all is asked before it goes again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import channels
from bot.contract import OutgoingMessage
from domain.conversations import sending
from infra.database.session import desk_session

UNCERTAIN = frozenset({"network", "carrier"})
"""Codes of tries that the provider did not answer: it may have the message, or may not."""
SKEW = timedelta(minutes=1)
"""By how much the provider's clock may be behind ours."""


def find_taken(provider: str, message: OutgoingMessage, tried_at: datetime) -> str | None:
    """The provider's id of `message`, when it took it at a try that began at `tried_at`; None when it did not.

    Messages to one person are sent one after the other, and each is recorded with its id. So one that says the same, that
    is as young, and whose id we have not, is the one that was never recorded. Raises SendError when the provider does
    not answer.
    """
    found = channels.carrier(provider).find_taken(message, tried_at - SKEW)
    if not found:
        return None
    with desk_session() as session:
        known = sending.statuses(session, found)
    return next((sid for sid in reversed(found) if sid not in known), None)
