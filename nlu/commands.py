"""Short commands, understood without the model: `SALE MAGGI 5`, `STOCK SUGAR`, `DUE RAMESH`, on any channel.

A command is its first word and what that command needs. A sentence that merely begins with such a word ("sale kitni hui
aaj") leaves words over, so it is none, and goes to the model.
"""

from __future__ import annotations

from dataclasses import replace

from nlu import groups
from nlu.contract import Frame, Heard, Parse, Product
from nlu.frames.filling import build
from nlu.lexicon import every_lexicon
from nlu.names.products import Catalogue
from nlu.reading import Reading
from nlu.spelling.tokens import Token, tokenise
from nlu.words.language import lexicon_at_hand

# With a number the question becomes an order: STOCK MAGGI 40, PRICE MAGGI 14.
_WITH_A_NUMBER = {"check_stock": "set_stock", "check_price": "set_price"}
_ALONE = frozenset(
    {
        "check_stock",
        "reorder_advice",
        "sales_report",
        "profit_report",
        "check_balance",
        "undo",
        "help",
        "opt_out",
        "opt_in",
        "demand_forecast",
    }
)
_BARE = frozenset({"undo", "help", "opt_out", "opt_in"})


def begins_a_command(tokens: tuple[Token, ...]) -> bool:
    """Whether a message begins as a command does; it may be none all the same."""
    return bool(tokens) and every_lexicon().table("commands").match(tokens, 0) is not None


def match_command(
    tokens: tuple[Token, ...], catalogue: Catalogue, products: tuple[Product, ...], heard: Heard
) -> tuple[Parse, Reading] | None:
    """The command that a message is, with its frame; None when it is no command or has words that do not fit.

    `catalogue` is of `products` by their names in the languages at hand.
    """
    found = every_lexicon().table("commands").match(tokens, 0) if tokens else None
    if found is None:
        return None
    intent, length = found
    rest = tokens[length:]
    if _names_in_another_language(rest, catalogue, products, heard):
        return None
    if not any(token.is_word or token.is_number for token in rest):
        return _read(intent, (), catalogue, heard) if intent in _ALONE else None
    if intent in _BARE:
        return None
    if intent in _WITH_A_NUMBER:
        written = _read(_WITH_A_NUMBER[intent], rest, catalogue, heard)
        if written is not None:
            return written
    if intent == "record_credit":
        goods = _read("record_sale", tokens, catalogue, heard)
        if goods is not None and goods[1].frame.customer:
            return goods[0], replace(goods[1], frame=replace(goods[1].frame, credit=True))
    return _read(intent, rest, catalogue, heard)


def _names_in_another_language(
    rest: tuple[Token, ...], catalogue: Catalogue, products: tuple[Product, ...], heard: Heard
) -> bool:
    """Whether goods are called as no language at hand does: "SALE MUTTA 10" sells eggs, though it sounds like a bunch."""
    tokens = tokenise(" ".join(token.text for token in rest))
    lexicon = lexicon_at_hand(tokens, heard.language)
    named = {index for mention in catalogue.find(tokens, lexicon) for index in range(mention.start, mention.end)}
    strange = [token for token in tokens if token.is_word and token.index not in named and not lexicon.spells(token)]
    return bool(strange) and any(Catalogue.of(products).spells(token) for token in strange)


def _read(intent: str, rest: tuple[Token, ...], catalogue: Catalogue, heard: Heard) -> tuple[Parse, Reading] | None:
    """The words after the command as `intent`, when they are what it needs and nothing more."""
    parse = Parse(intent, 1.0, ((intent, 1.0),), (), "command")
    reading = build(parse, tokenise(" ".join(token.text for token in rest)), catalogue, heard)
    if reading.leftover or reading.unused or not _is_complete(intent, bool(rest), reading.frame):
        return None
    return parse, reading


def _is_complete(intent: str, has_words: bool, frame: Frame) -> bool:
    """Whether a frame holds what its command needs."""
    known = bool(frame.items) and all(item.sku is not None or item.candidates for item in frame.items)
    if intent in groups.GOODS:
        return known and all(item.quantity is not None for item in frame.items)
    if intent in groups.PRICES:
        return known and all(item.price is not None for item in frame.items)
    if intent in groups.MONEY:
        return frame.customer is not None and frame.amount is not None
    if intent == "send_reminder":
        return frame.customer is not None
    if intent == "check_balance":
        return frame.customer is not None or not has_words
    if intent == "set_language":
        return frame.to_language is not None
    if intent in ("sales_report", "profit_report"):
        return frame.period is not None or not has_words
    return known or not has_words
