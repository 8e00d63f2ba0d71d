"""Which column of a table is what, by its heading in any of the languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import regex
import yaml

from actions.price_list.reading import Cell

FIELDS = ("name", "price", "mrp", "cost", "stock", "unit", "gst", "expiry")
_LOOKED_AT = 15
"""A title and an address may stand above the headings."""
_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True)
class Columns:
    """Where the headings stand, and which column is what."""

    row: int
    """Index of the row of headings."""
    index: dict[str, int]
    """Field to index of its column; `name` is there, and `price` or `mrp`."""
    headings: dict[str, str]
    """Field to its heading as written."""


def find_columns(rows: Sequence[Sequence[Cell]]) -> Columns | None:
    """The headings, in the first rows that have any; None when no row names the goods and their price."""
    for number, row in enumerate(rows[:_LOOKED_AT]):
        index: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = field_of(cell) if isinstance(cell, str) else None
            if field is not None:
                index.setdefault(field, column)
        if "name" in index and ("price" in index or "mrp" in index):
            return Columns(number, index, {field: str(row[column]) for field, column in index.items()})
    return None


def field_of(heading: str) -> str | None:
    """What a heading names: "Selling Price (Rs.)" is `price`, "M.R.P." `mrp`; None for anything else."""
    key = _key(heading)
    known = _headings()
    if key in known:
        return known[key]
    # "Selling price (Rs.)", "MRP ₹", "दाम/Price": each part by itself, and without the currency.
    parts = [part for part in (_key(part) for part in regex.split(r"[()/\[\]:,\-–|]", heading)) if part]
    bare = [regex.sub(r"(?:rs|inr|rupees|₹|रु|रुपये|ரூ|रू)$|^(?:rs|inr)(?=.)", "", part) for part in [key, *parts]]
    return next((known[part] for part in bare if part in known), None)


def unit_of(text: str) -> str | None:
    """`kg`, `l` or `pc`; None for a unit that is not known."""
    return _units().get(_key(text))


def _key(text: str) -> str:
    return _SIGNS.sub("", text).casefold()


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(
        Path(__file__).with_name("headings.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
    )
    return data


@cache
def _headings() -> dict[str, str]:
    return {_key(word): field for field in FIELDS for word in _data()[field]}


@cache
def _units() -> dict[str, str]:
    units: dict[str, list[str]] = _data()["units"]
    return {_key(word): unit for unit, words in units.items() for word in words}
