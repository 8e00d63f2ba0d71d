"""The small language of the texts: what translators may write, parsed once.

- `{total}`: the value, shown in the retailer's language.
- `{lines:lines}`: a list, an item a line; `{notes:sentences}` puts blanks between, `{lines}` commas.
- `{share:percent}`, `{day:weekday}`, `{day:long}`: a fraction as a percentage, a date as its weekday, a date with its year.
- `{days|day|days}`: a word that follows a number, by the language's plural forms in CLDR's order (one, other, …).
- `[ Total {total}.]`: left out when a value inside it is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import regex

_PLACEHOLDER = regex.compile(r"\{(\w+)(?::(\w+))?((?:\|[^{}|]*)*)\}")
_PIECE = regex.compile(r"\[(?P<group>(?:[^\[\]])*)\]|(?P<placeholder>\{[^{}]*\})|(?P<literal>[^\[\]{}]+)")


@dataclass(frozen=True)
class Placeholder:
    """Where a value goes. `style` is one of those above, or none; `forms` are the plural forms to choose from."""

    name: str
    style: str | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Optional:
    """A stretch that is left out when one of its values is absent."""

    pieces: tuple[str | Placeholder, ...]


Piece: TypeAlias = "str | Placeholder | Optional"


class TemplateError(ValueError):
    """A text that does not follow the rules; the message quotes it."""


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Piece, ...]:
    """The pieces of a text. Raises TemplateError for a brace or bracket without its partner."""
    pieces: list[Piece] = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            raise TemplateError(f"unpaired brace or bracket at {position} of {text!r}")
        position = match.end()
        if match["group"] is not None:
            pieces.append(Optional(tuple(_inside(match["group"]))))
        else:
            pieces.append(_placeholder(match["placeholder"]) if match["placeholder"] else match["literal"])
    return tuple(pieces)


def names(text: str) -> frozenset[str]:
    """The names of the values that a text shows."""
    return frozenset(_names(parse(text)))


def _names(pieces: tuple[Piece, ...] | tuple[str | Placeholder, ...]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Placeholder):
            yield piece.name
        elif isinstance(piece, Optional):
            yield from _names(piece.pieces)


def _inside(text: str) -> Iterator[str | Placeholder]:
    for piece in parse(text):
        if isinstance(piece, Optional):
            raise TemplateError(f"a bracket inside a bracket: {text!r}")
        yield piece


def _placeholder(text: str) -> Placeholder:
    match = _PLACEHOLDER.fullmatch(text)
    if match is None:
        raise TemplateError(f"not a placeholder: {text!r}")
    return Placeholder(match[1], match[2], tuple(match[3].split("|")[1:]))
