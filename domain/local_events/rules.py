"""What may be told, and for which days. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from domain.local_events.contract import Spell

CLOSED: Final = "shop_closed"
"""The shop's own holiday: nothing can be sold."""
KINDS: Final = ("fair", "wedding", "school_function", "market_day", "road_closed", CLOSED)
MOST_DAYS: Final = 31
"""What lasts longer is a season, which forecasts see by themselves."""
AHEAD: Final = timedelta(days=365)
MOST: Final = 30
"""Events that a store has before it, or goes through, at a time."""

Problem = Literal["order", "over", "limit"]


def find_problem(spell: Spell, today: date) -> Problem | None:
    """Why the event can't be told: its days are the wrong way round, all over, or too many or too far away; None when it can."""
    if spell.last < spell.first:
        return "order"
    if spell.last < today:
        return "over"
    if (spell.last - spell.first).days >= MOST_DAYS or spell.last > today + AHEAD:
        return "limit"
    return None
