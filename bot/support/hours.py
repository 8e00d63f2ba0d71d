"""When support is there, and what is said when it is not."""

from __future__ import annotations

from datetime import datetime

from actions.contract import Reply
from bot.dialogue.way_back import GO_ON
from domain.support.rules import is_there
from infra.settings import settings

KEY, MEANWHILE = "support.hours", "support.hours_meanwhile"
KEYS = frozenset({KEY, MEANWHILE})


def answered_later(now: datetime, *, silent: bool = False) -> tuple[Reply, ...]:
    """What to add to "a person will answer you here" outside working hours; nothing within. `silent`: the assistant says
    nothing until then, so it says how to go on with it.
    """
    at = settings()
    if is_there(now, at.support_timezone, at.support_opens, at.support_closes):
        return ()
    ends = {"start": at.support_opens, "end": at.support_closes}
    return (Reply(MEANWHILE, ends, (GO_ON,)) if silent else Reply(KEY, ends),)
