"""A day of the month without its month: "13 tarikh ko", "on the 18th", "15వ తేదీన"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import regex

from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token

_ORDINAL = regex.compile(r"(\d{1,2})(?:st|nd|rd|th)$", regex.I)
_ENDING, _LONGEST_ENDING = 2, 3
"""Tokens, and letters of each, that may stand between a number and its noun: "15 aam thethi", "15వ తేదీ", "15-ஆம் தேதி"."""
_LAST_DAY, _MONTHS_LOOKED_AT = 31, 62


def find_day_of_month(
    tokens: Sequence[Token], lexicon: Lexicon, today: date, *, forward: bool
) -> tuple[int, int, date] | None:
    """Where it stands, from and to, and which date it is: the next such day, or the last one; today may be either.

    A number counts beside a noun for a date (`day_of_month`) or with an ending that only dates have, an ordinal after "on".
    """
    nouns = lexicon.table("day_of_month")
    for index, token in enumerate(tokens):
        noun, ordinal = nouns.match(tokens, index), _ORDINAL.match(token.text)
        found = None
        if noun is not None:
            found = _beside(tokens, index, index + noun[1], lexicon)
        elif ordinal and any(end == index for _, _, end in lexicon.table("before_day").occurrences(tokens)):
            found = index, index + 1, int(ordinal[1])
        elif index and lexicon.table("day_endings").match(tokens, index):
            number = _number(tokens, index - 1, lexicon)
            found = (index - 1, index + 1, number) if number is not None else None
        if found is not None and (day := _nearest(found[2], today, forward)) is not None:
            return found[0], found[1], day
    return None


def _beside(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> tuple[int, int, int] | None:
    """The number right before the noun, an ordinal's ending between them, or else right after it."""
    for first in range(start - 1, max(start - 2 - _ENDING, -1), -1):
        if all(len(one.text) <= _LONGEST_ENDING for one in tokens[first + 1 : start]):
            number = _number(tokens, first, lexicon)
            if number is not None:
                return first, end, number
    number = _number(tokens, end, lexicon) if end < len(tokens) else None
    return (start, end + 1, number) if number is not None else None


def _number(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> int | None:
    token = tokens[index]
    if (ordinal := _ORDINAL.match(token.text)) is not None:
        return int(ordinal[1])
    if token.is_number:
        return int(token.text) if token.text.isdigit() else None
    for name in ("numbers", "ordinals"):
        found = lexicon.table(name).match(tokens, index)
        if found is not None and found[1] == 1 and found[0].isdigit():
            return int(found[0])
    return None


def _nearest(day: int, today: date, forward: bool) -> date | None:
    if not 1 <= day <= _LAST_DAY:
        return None
    step = timedelta(days=1 if forward else -1)
    return next(
        (one for away in range(_MONTHS_LOOKED_AT) if (one := today + away * step).day == day),
        None,
    )
