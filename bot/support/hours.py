"""When support is there, and what is said when it is not."""

from __future__ import annotations

from datetime import datetime

from actions.contract import Reply
from domain.support.rules import is_there
from infra.settings import settings

KEY = "support.hours"


def answered_later(now: datetime) -> tuple[Reply, ...]:
    """What to add to "a person will answer you here" outside working hours; nothing within."""
    at = settings()
    if is_there(now, at.support_timezone, at.support_opens, at.support_closes):
        return ()
    return (Reply(KEY, {"start": at.support_opens, "end": at.support_closes}),)
