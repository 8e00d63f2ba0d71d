"""Whole messages that need no model: greetings, yes and no, "galat ho gaya", in every language at hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rapidfuzz.distance import OSA

from nlu.contract import Parse
from nlu.lexicon import every_lexicon, language_is_mixed_in, lexicon_alone, taught
from nlu.spelling.tokens import Token, soft_key

_LONGEST_NO = 2
"""Words of a no that something follows."""


def is_mixed_in(tokens: Sequence[Token]) -> bool:
    """Whether a message is one phrase of a language that is mixed into every other, letter for letter: "yes", "ok", "thanks"."""
    words = tuple(token.lower for token in tokens if token.is_word or token.is_number)
    return any(language_is_mixed_in(code) for code in spoken_in(" ".join(words)))


def spoken_in(phrase: str) -> tuple[str, ...]:
    """The codes of the taught languages that have this whole message, in lower case, as a phrase, letter for letter."""
    return _speakers().get(phrase, ())


def nearest_in(phrase: str) -> tuple[str, ...]:
    """The languages that have the phrase in the nearest spelling, of those that sound alike: "nomoskor" is Bengali's greeting."""
    alike = _alike().get(tuple(map(soft_key, phrase.split())), ())
    best = min(alike, key=lambda other: OSA.distance(phrase, other), default=phrase)
    return spoken_in(best)


@cache
def _alike() -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for phrase in _speakers():
        key = tuple(map(soft_key, phrase.split()))
        found[key] = (*found.get(key, ()), phrase)
    return found


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in taught():
        for phrase, _ in lexicon_alone(code).table("phrases").entries():
            found[phrase] = (*found.get(phrase, ()), code)
    return found


def begins_with_no(tokens: Sequence[Token]) -> bool:
    """Whether a message says no first and goes on: "nahi, 5 coke becha"."""
    words = [token for token in tokens if token.is_word or token.is_number]
    beginnings = (match_phrase(words[:count]) for count in range(1, min(len(words), _LONGEST_NO + 1)))
    return any(one is not None and one.intent == "deny" for one in beginnings)


def match_phrase(tokens: Sequence[Token]) -> Parse | None:
    """The intent of a message that is one known phrase, signs and doubled emoji aside."""
    table = every_lexicon().table("phrases")
    intent = table.whole(tuple(tokens))
    if intent is None:
        words = tuple(token for token in tokens if token.is_word or token.is_number)
        intent = table.whole(words) if words else None
    return Parse(intent, 1.0, ((intent, 1.0),), (), "phrase") if intent is not None else None
