"""What people wrote, without who: names and numbers replaced by ones of nobody. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import cache

import regex
import yaml

from nlu.model.training_data import POOLS

NUMBER = "9800000000000000"
"""Stands for a number of a phone, an account or a licence, as long as that one."""
SHORTEST_NUMBER = 7
"""Digits. Prices and quantities have fewer."""
LONG_NAME = 4
"""Letters from which on a name is looked for within longer words too."""
_DATE = r"\d{1,2}-\d{1,2}-\d{2,4}(?!\d)"
_LONG_NUMBER = regex.compile(rf"(?<![\d.,])(?!{_DATE})\+?\d(?:[\s-]?\d){{{SHORTEST_NUMBER - 1},}}")
_ADDRESS = regex.compile(r"[^\s@]+@[^\s@]+|(?:https?://|www\.)\S+", regex.IGNORECASE)
_MARKS = regex.compile(r"\p{M}+$")


def mask(text: str, names: Iterable[str], script: str) -> str:
    """`text` with every one of `names` replaced by another name in `script`, also where an ending is glued to it, and with
    addresses and long numbers replaced.

    The same name is replaced by the same name everywhere.
    """
    masked = _ADDRESS.sub("name@example", text)
    masked = _LONG_NUMBER.sub(_same_length, masked)
    for name in sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True):
        masked = _replace(masked, name, stand_in(name, script))
    return masked


def is_masked(text: str, names: Iterable[str]) -> bool:
    """Whether none of `names` can be read in `text` any more, not even by its stem in a longer word."""
    return not any(_can_be_read(name.strip(), text) for name in names if name.strip())


def _can_be_read(name: str, text: str) -> bool:
    if len(_stem(name)) >= LONG_NAME and _stem(name).casefold() in text.casefold():
        return True
    return _pattern(name).search(text) is not None


def stand_in(name: str, script: str) -> str:
    """Another name in the letters of `script` (ISO 15924), always the same for `name`."""
    pool = _pool(script)
    usable = [other for other in pool if other.casefold() != name.casefold()]
    return usable[zlib.crc32(name.casefold().encode()) % len(usable)]


def _replace(text: str, name: str, other: str) -> str:
    def put(match: regex.Match[str]) -> str:
        # "ரமேஷுக்கு": the vowel sign that the ending brings stands in the place of the name's own.
        return (_stem(other) if match["ending"] and regex.match(r"\p{M}", match["ending"]) else other) + match["ending"]

    return _pattern(name).sub(put, text)


def _pattern(name: str) -> regex.Pattern[str]:
    words = r"\s+".join(regex.escape(word) for word in _stem(name).split())
    # A short Latin name is no part of a longer word ("Ram" in "Ramayan"). Endings are glued on: "ரமேஷுக்கு", "Rameshko".
    glued = not name.isascii() or len(name) >= LONG_NAME
    ending = r"(?<ending>[\p{L}\p{M}]*)" if glued else r"(?<ending>(?:'?s)?)(?![\p{L}\p{M}])"
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}]){words}{ending}", regex.IGNORECASE)


def _stem(name: str) -> str:
    return _MARKS.sub("", name) or name


def _same_length(match: regex.Match[str]) -> str:
    figures = iter(NUMBER * 3)
    return "".join(next(figures) if sign.isdigit() else sign for sign in match[0])


@cache
def _pool(script: str) -> tuple[str, ...]:
    path = POOLS / f"{script}.yml"
    names = yaml.safe_load((path if path.exists() else POOLS / "Latn.yml").read_text(encoding="utf-8"))["customer"]
    return tuple(str(name) for name in names)
