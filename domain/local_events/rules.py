"""What may be told, and for which days. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal, get_args

from domain.local_events.contract import Spell

CLOSED: Final = "shop_closed"
"""The shop's own holiday: nothing can be sold."""
Kind = Literal["fair", "wedding", "school_function", "market_day", "match", "strike", "road_closed", "shop_closed"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)
WEEKLY: Final = "market_day"
"""Of the kinds the one that usually comes every week, whether it is told or not."""
SHUT: Final = "shut"
Expected = Literal["shut", "half", "half_more", "double"]
EXPECTED: Final[dict[str, float]] = {SHUT: 0.0, "half": 0.5, "half_more": 1.5, "double": 2.0}
"""What a retailer may expect of an event, and what that multiplies the usual sales by."""
MOST_DAYS: Final = 31
"""What lasts longer is a season, which forecasts see by themselves."""
AHEAD: Final = timedelta(days=365)
BEHIND: Final = timedelta(days=730)
"""As far back as sales are looked at: what was told of those days is learnt from."""
MOST: Final = 30
"""Events that a store has before it, or goes through, at a time."""
MOST_BEHIND: Final = 120
"""With those that are over."""

Problem = Literal["order", "over", "limit"]


def find_problem(spell: Spell, today: date) -> Problem | None:
    """Why the event can't be told: its days are the wrong way round, over for too long, or too many or too far away; None when
    it can.
    """
    if spell.last < spell.first:
        return "order"
    if spell.last < today - BEHIND:
        return "over"
    if (spell.last - spell.first).days >= MOST_DAYS or spell.last > today + AHEAD:
        return "limit"
    return None


def closes(spell: Spell) -> bool:
    """Whether nothing can be sold on its days."""
    return spell.kind == CLOSED or spell.expected == SHUT
