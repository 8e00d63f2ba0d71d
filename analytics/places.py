"""Where a shop is, from what its owner said: the state, and a point for the weather."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex

_FILE = Path(__file__).with_name("places.csv")


@dataclass(frozen=True)
class Place:
    """A town of India."""

    name: str
    state: str
    """The subdivision's code in ISO 3166-2:IN, without `IN-`."""
    latitude: float
    longitude: float


def find_place(said: str) -> Place | None:
    """The town that is named in `said` ("12 MG Road, Pune"), the last of several; None when none that we know is."""
    known = _read()
    words = regex.findall(r"\p{L}+", said.casefold())
    return next((known[word] for word in reversed(words) if word in known), None)


@cache
def _read() -> dict[str, Place]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {
            row["name"]: Place(row["name"], row["state"], float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(rows)
        }
