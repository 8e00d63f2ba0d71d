"""What the model takes for a command or a question about the shop, and no word of the message asks for."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import groups
from nlu.contract import Parse
from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token

_SURE = 0.6
"""How sure the model is that somebody wants no more messages, though they have no word for an end."""


def rather_meant(parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, *, names_goods: bool) -> str:
    """The intent that is rather meant; `parse.intent` where nothing speaks against it.

    `names_goods`: whether a product of the store is named.
    """
    stops = any(value == "off" for value, _, _ in lexicon.table("switches").occurrences(tokens))
    second = next((name for name, _ in parse.ranking if name != parse.intent), parse.intent)
    if parse.intent == "opt_out" and not stops and parse.confidence < _SURE and second in groups.CUSTOMERS:
        # "Message all who owe me": nothing is to stop.
        return second
    if parse.intent == "check_stock" and not names_goods and lexicon.table("weather").occurrences(tokens):
        return "out_of_scope"
    return parse.intent
