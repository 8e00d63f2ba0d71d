"""From a message to its meaning: commands and known phrases at once, everything else by the model."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from nlu import groups
from nlu.commands import begins_a_command, match_command
from nlu.contract import Heard, Parse, Product, Understanding
from nlu.contract import plain as plain_decimal
from nlu.doubt import doubts_of, with_confirm
from nlu.frames.filling import build
from nlu.lexicon import Lexicon
from nlu.names.called import tokens_of
from nlu.names.products import Catalogue
from nlu.names.roles import ROLES, fitting
from nlu.phrases import begins_with_no, match_phrase
from nlu.reading import Reading
from nlu.risk import risk, signals
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import Token, tokenise
from nlu.words.glued import is_inflected_number, with_split_endings
from nlu.words.language import lexicon_at_hand
from nlu.words.numbers import bare_number

# The intent of what only an open question gives a meaning to, and of a message without words.
_NOTHING = Parse("out_of_scope", 1.0, (("out_of_scope", 1.0),), (), "phrase")
_SLOTS = ("quantity", "price", "amount", "product", "customer", "choice", "yes_no")


class Model(Protocol):
    """Something that tells a text's intent and entities: the model server's client, or a stand-in."""

    def parse(self, normalised: str) -> Parse:
        """What `normalised` means. Raises NluUnavailable when that can't be told now."""
        ...


def understand(heard: Heard, catalogue: tuple[Product, ...], model: Model) -> Understanding:
    """What a message means in this store. Raises NluUnavailable when it needs the model and the model is away."""
    known = understand_without_model(heard, catalogue)
    if known is not None:
        return known
    normalised = normalise(heard.text)
    tokens = tokenise(normalised)
    # A message of signs alone ("...", a sticker's caption) has nothing to ask the model about.
    wordless = not any(token.is_word or token.is_number for token in tokens)
    parse = _NOTHING if wordless else fitting(model.parse(normalised))
    names = (span for role in ROLES for span in tokens_of(parse, tokens, role))
    lexicon = lexicon_at_hand(tokens, heard.language, parse.languages)
    whole = frozenset(
        i for start, end in names for i in range(start, end) if not is_inflected_number(tokens[i], lexicon)
    )
    tokens = with_split_endings(tokens, lexicon, whole)
    index = _index(heard, tokens, catalogue, parse)
    return _understood(heard, normalised, tokens, parse, build(parse, tokens, index, heard), index)


def understand_without_model(heard: Heard, catalogue: tuple[Product, ...]) -> Understanding | None:
    """What a short command, a known phrase or the bare answer to an open question means; None for anything else."""
    normalised = normalise(heard.text)
    tokens = tokenise(normalised)
    parse = match_phrase(tokens)
    if parse is None and heard.expecting not in _SLOTS and not begins_a_command(tokens):
        # Most messages are neither, and an index of the store costs more than to know that.
        return None
    index = _index(heard, tokens, catalogue, _NOTHING)
    if parse is not None:
        return _understood(heard, normalised, tokens, parse, build(parse, tokens, index, heard), index)
    command = match_command(tokens, index, catalogue, heard)
    if command is not None:
        return _understood(heard, normalised, tokens, command[0], command[1], index)
    answer = _bare_answer(heard, tokens, index)
    return _understood(heard, normalised, tokens, _NOTHING, answer, index) if answer is not None else None


def _index(heard: Heard, tokens: tuple[Token, ...], catalogue: tuple[Product, ...], parse: Parse) -> Catalogue:
    """The store's products by their names in the languages at hand: the message's, the mixed-in ones, the retailer's."""
    return Catalogue.of(catalogue, lexicon_at_hand(tokens, heard.language, parse.languages).codes)


def _bare_answer(heard: Heard, tokens: tuple[Token, ...], index: Catalogue) -> Reading | None:
    """The reading of a message that is nothing but what the open question asks for: "2", "2 kilo", "maggi", "Ramesh".

    Its intent says nothing; its items, amount, customer or `Understanding.answer` do.
    """
    if heard.expecting not in _SLOTS or not tokens:
        return None
    reading = build(_NOTHING, tokens, index, heard)
    if _answer(heard, tokens) is not None:
        return reading
    if reading.unused or reading.leftover:
        return None
    frame = reading.frame
    named = any(item.sku is not None or item.candidates for item in frame.items)
    if heard.expecting == "product":
        return reading if named else None
    if heard.expecting == "customer":
        return reading if frame.customer is not None else None
    return reading if (frame.items and not named) or frame.amount is not None else None


def _understood(
    heard: Heard, normalised: str, tokens: tuple[Token, ...], parse: Parse, reading: Reading, index: Catalogue
) -> Understanding:
    parse = _as_read(parse, reading.frame.intent)
    told = signals(parse, reading, index.products) if parse.intent in groups.WRITES else {}
    chance = risk(told) if told and parse.source == "model" else 0.0
    doubts = doubts_of(parse, reading, index.products, chance)
    return Understanding(
        frame=with_confirm(reading.frame, doubts),
        text=heard.text,
        normalised=normalised,
        parse=parse,
        doubts=doubts,
        answer=_answer(heard, tokens),
        begins_with_no=begins_with_no(tokens),
        leftover=() if parse.source == "phrase" else reading.leftover,
        signals=told,
        risk=chance,
    )


def _as_read(parse: Parse, intent: str) -> Parse:
    """The parse with the intent as which the message was read ("aaj ki bikri 5400" tells), with what spoke for the other."""
    if intent == parse.intent:
        return parse
    chance = min(sum(chance for name, chance in parse.ranking if name in (intent, parse.intent)), 1.0)
    others = tuple(rival for rival in parse.ranking if rival[0] not in (intent, parse.intent))
    return replace(parse, intent=intent, confidence=chance, ranking=((intent, chance), *others))


def _answer(heard: Heard, tokens: tuple[Token, ...]) -> str | None:
    """The number that the message is, when it is nothing more."""
    lexicon = lexicon_at_hand(tokens, heard.language)
    number = bare_number(tokens, lexicon)
    return plain_decimal(number) if number is not None else _which(tokens, lexicon)


def _which(tokens: tuple[Token, ...], lexicon: Lexicon) -> str | None:
    """Which of several a message picks and says no more: "3 wala", "third one", "teesra"."""
    chosen = lexicon.table("chosen")
    words = tuple(token for token in tokens if token.is_word or token.is_number)
    ordinal = lexicon.table("ordinals").match(words, 0)
    number = lexicon.table("numbers").match(words, 0) or ((words[0].text, 1) if words and words[0].is_number else None)
    first = ordinal or number
    rest = words[first[1] :] if first is not None else ()
    only = all(chosen.match((word,), 0) for word in rest)
    return first[0] if first is not None and only and (rest or ordinal) else None
