"""The festivals that fill a kirana shop, by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

MAJOR: Final = {
    "Diwali": "Diwali",
    "Dussehra": "Dussehra",
    "Holi": "Holi",
    "Raksha Bandhan": "Raksha Bandhan",
    "Eid al-Fitr": "Eid",
    "Eid al-Adha": "Eid",
    "Pongal": "Pongal",
    "Onam": "Onam",
    "Ugadi": "Ugadi",
    "Ganesh Chaturthi / Vinayak Chaturthi": "Ganesh Chaturthi",
    "Janmashtami (Vaishnava)": "Janmashtami",
    "Vaisakhi": "Vaisakhi",
    "Pratihar Shashthi or Surya Shashthi (Chhath Puja)": "Chhath Puja",
    "Christmas": "Christmas",
}
"""Name in the `holidays` package, and the name said. Of two on one day the earlier in this list is named."""
NEAR_DAYS = 14
"""A festival further away is no reason to order today."""


@dataclass(frozen=True)
class Festival:
    """A festival that is near."""

    name: str
    days: int
    """Days until it: 0 is today."""


def find_next(day: date, within: int = NEAR_DAYS) -> Festival | None:
    """The next major festival from `day` on, at most `within` days away. Moon-dependent dates may be estimates."""
    for days in range(within + 1):
        ahead = day + timedelta(days=days)
        name = _of_year(ahead.year).get(ahead)
        if name is not None:
            return Festival(name, days)
    return None


def list_days(begin: date, end: date) -> dict[str, list[date]]:
    """The days of each major festival from `begin` to before `end`, by name. Moon-dependent dates may be estimates."""
    found: dict[str, list[date]] = {}
    for year in range(begin.year, end.year + 1):
        for day, name in sorted(_of_year(year).items()):
            if begin <= day < end:
                found.setdefault(name, []).append(day)
    return found


@lru_cache(maxsize=64)
def _of_year(year: int) -> dict[date, str]:
    rank = {name: place for place, name in enumerate(MAJOR)}
    found: dict[date, str] = {}
    for day, names in holidays.country_holidays(
        "IN", years=[year], categories=("public", "optional"), language="en_US"
    ).items():
        plain = [name.removesuffix(" (estimated)") for name in names.split("; ")]
        major = sorted((name for name in plain if name in rank), key=rank.__getitem__)
        if major:
            found[day] = MAJOR[major[0]]
    return found
