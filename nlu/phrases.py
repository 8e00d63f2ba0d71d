"""Whole messages that need no model: greetings, yes and no, "galat ho gaya", in every language at hand."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.contract import Parse
from nlu.lexicon import every_lexicon
from nlu.tokens import Token


def match_phrase(tokens: Sequence[Token]) -> Parse | None:
    """The intent of a message that is one known phrase, signs and doubled emoji aside."""
    table = every_lexicon().table("phrases")
    intent = table.whole(tuple(tokens))
    if intent is None:
        words = tuple(token for token in tokens if token.is_word or token.is_number)
        intent = table.whole(words) if words else None
    return Parse(intent, 1.0, ((intent, 1.0),), (), "phrase") if intent is not None else None
