"""Who waits longest, who takes the next case, when support is there, when the assistant takes a chat back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

URGENCY = ("money", "asked", "misunderstood", "taken", "poison", "complaint")
"""Reasons, the most urgent first: of the first four the bot is silent, or the books may be wrong."""


@dataclass(frozen=True)
class OnDuty:
    """An agent who could take a case."""

    agent_id: int
    languages: frozenset[str]
    """Codes: `hi`, `ta`."""
    last_given: datetime | None
    """When the last case was given to them."""


def next_agent(on_duty: Sequence[OnDuty], language: str) -> int | None:
    """Who takes a case in `language` (`hi`, `hi-Latn`): of those who speak it, the one who was given none for longest.

    None when nobody on duty speaks it: then it waits for whoever picks it.
    """
    code = language.partition("-")[0]
    fitting = [one for one in on_duty if code in one.languages]
    never = datetime.min.replace(tzinfo=UTC)
    return min(fitting, key=lambda one: (one.last_given or never, one.agent_id)).agent_id if fitting else None


def is_there(now: datetime, timezone: str, opens: time, closes: time) -> bool:
    """Whether support works at `now`. Equal ends mean always; hours may cross midnight."""
    clock = now.astimezone(ZoneInfo(timezone)).time()
    if opens == closes:
        return True
    return opens <= clock < closes if opens < closes else clock >= opens or clock < closes


def opens_tomorrow(now: datetime, timezone: str, opens: time) -> datetime:
    """When support opens on the next day of its calendar."""
    there = now.astimezone(ZoneInfo(timezone))
    return datetime.combine(there.date() + timedelta(days=1), opens, there.tzinfo)


def silent_for(now: datetime, moments: Sequence[datetime | None]) -> timedelta:
    """How long ago the latest of `moments` was; no time at all where there is none."""
    said = [moment for moment in moments if moment is not None]
    return now - max(said) if said else timedelta()


def takes_back(
    now: datetime, *, answered: bool, moments: Sequence[datetime | None], silence: timedelta, patience: timedelta
) -> bool:
    """Whether the assistant takes a chat back by itself: nobody said a word for `silence`, or nobody of support answered for
    `patience`, and a shop can't be without its books for longer.
    """
    return silent_for(now, moments) >= (silence if answered else patience)
