"""What a message rather means, by words that one of the intent that the model gives it never has."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import groups
from nlu.contract import Parse
from nlu.lexicon import Lexicon
from nlu.names.firms import is_store_word
from nlu.spelling.tokens import Token

_SURE = 0.6
"""How sure the model is that somebody wants no more messages, though they have no word for an end."""
_OF_STOCK = frozenset({"check_stock", "reorder_advice", "slow_products", "out_of_scope"})
"""What a wish to be told when goods run low is taken for."""
_LIKELY = 0.2
"""Of a runner-up: the chance from which its cue decides."""


def rather_meant(parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, *, names_goods: bool) -> str:
    """The intent that is rather meant; `parse.intent` where nothing speaks against it.

    `names_goods`: whether a product of the store is named.
    """
    stops = any(value == "off" for value, _, _ in lexicon.table("switches").occurrences(tokens))
    second = next((name for name, _ in parse.ranking if name != parse.intent), parse.intent)
    if parse.intent == "opt_out" and not stops and parse.confidence < _SURE and second in groups.CUSTOMERS:
        # "Message all who owe me": nothing is to stop.
        return second
    counted = lexicon.table("counted").occurrences(tokens) and not lexicon.table("currency").occurrences(tokens)
    if parse.intent == "set_price" and names_goods and counted and not lexicon.table("price").occurrences(tokens):
        # "Gine kurkure 31 ne".
        return "set_stock"
    likely = dict(parse.ranking).get("competitor_price", 0.0) >= _LIKELY
    if parse.intent == "record_sale" and likely and names_goods and _tells_whose_shop(tokens, lexicon):
        # "Sardar ji di hatti te coke 42".
        return "competitor_price"
    tells = any(value == "on" for value, _, _ in lexicon.table("switches").occurrences(tokens))
    if parse.intent in _OF_STOCK and tells and lexicon.table("alert_if").occurrences(tokens):
        # "Stock thaggithe cheppu": what is to be told when it runs low is no question of now.
        return "set_alerts"
    if parse.intent == "check_stock" and not names_goods and lexicon.table("weather").occurrences(tokens):
        return "out_of_scope"
    return parse.intent


def _tells_whose_shop(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a shop's word stands behind a genitive: "Mohan ki dukan pe"."""
    genitives = lexicon.table("genitive").occurrences(tokens)
    return any(end < len(tokens) and is_store_word(tokens[end], lexicon) for _, _, end in genitives)
