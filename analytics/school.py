"""When the schools of a state are closed for weeks."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("school_holidays.csv")
"""The usual days of each year, as state calendars of 2023 to 2026 had them, with the source of each: a hot May or a cold
January moves them by days. A holiday whose last day comes before its first ends in the year after."""


def on_holiday(state: str, day: date) -> bool:
    """Whether schools of `state` (see `analytics.places.Place.state`) are usually closed on `day`; False where unknown."""
    now = f"{day:%m-%d}"
    return any(
        first <= now <= last if first <= last else now >= first or now <= last for first, last in _read().get(state, ())
    )


@cache
def _read() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    with _FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["state"], []).append((row["first"], row["last"]))
    return found
