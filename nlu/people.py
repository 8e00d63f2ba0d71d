"""Whose: the customer, the supplier or the other shop that a message names, as it was said.

The model's entities come first; without them a name is a run of words that are no everyday words, no product and no
number, best where a case particle ("ko", "ne", "to") stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.contract import Parse
from nlu.endings import without_ending
from nlu.lexicon import Lexicon
from nlu.tokens import Token

_LONGEST_NAME = 4


@dataclass(frozen=True)
class Name:
    """A name said with the tokens `start` to `end`."""

    start: int
    end: int
    text: str


def tokens_of(parse: Parse, tokens: Sequence[Token], entity: str) -> list[tuple[int, int]]:
    """The token spans that the model labelled as `entity`, in order."""
    spans = []
    for found in parse.entities:
        inside = [token.index for token in tokens if token.start < found.end and token.end > found.start]
        if found.name == entity and inside:
            spans.append((inside[0], inside[-1] + 1))
    return sorted(spans)


def labelled_name(parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, role: str) -> Name | None:
    """The name that the model labelled as a `role`, trimmed of particles and case endings."""
    spans = tokens_of(parse, tokens, role)
    if not spans:
        return None
    start, end = spans[0]
    for left, right in spans[1:]:
        end = right if left == end else end
    while end > start + 1 and _is_particle(tokens, end - 1, lexicon, role):
        end -= 1
    while start < end - 1 and lexicon.table(f"{role}_before").match(tokens[start : start + 1], 0) is not None:
        start += 1
    if all(not token.is_word for token in tokens[start:end]):
        return None
    return Name(start, end, _text(tokens, start, end, lexicon))


def _is_particle(tokens: Sequence[Token], index: int, lexicon: Lexicon, role: str) -> bool:
    token = tokens[index : index + 1]
    if not token[0].is_word:
        return True
    if lexicon.table("honorifics").match(token, 0) is not None or lexicon.table("firm_words").match(token, 0):
        return False
    return lexicon.table(f"{role}_after").match(token, 0) is not None


def guess_name(
    tokens: Sequence[Token], lexicon: Lexicon, used: frozenset[int], role: str, needs_cue: bool
) -> Name | None:
    """The likeliest name of a `role` among the words not `used`; None when none has what a name needs."""
    best: tuple[int, int, Name] | None = None
    for start, end in _runs(tokens, lexicon, used, role):
        cue = _cue(tokens, start, end, lexicon, role)
        capital = tokens[start].text[:1].isupper() and not all(token.text.isupper() for token in tokens)
        if needs_cue and not cue:
            continue
        beside_number = any(0 <= i < len(tokens) and tokens[i].is_number for i in (start - 1, end))
        rank = 4 * cue + 2 * capital + (1 if start == 0 else 0) + int(beside_number)
        if not rank:
            continue
        name = Name(start, end, _text(tokens, start, end, lexicon))
        if best is None or rank > best[0]:
            best = (rank, -start, name)
    return best[2] if best else None


def _runs(tokens: Sequence[Token], lexicon: Lexicon, used: frozenset[int], role: str) -> list[tuple[int, int]]:
    """Stretches of words that may be a name: unknown words, and after them respect words or a firm's "traders"."""
    tail = "honorifics" if role == "customer" else "firm_words"
    runs = []
    index = 0
    while index < len(tokens):
        if not _may_begin(tokens[index], lexicon, used, role):
            index += 1
            continue
        start = index
        index += 1
        while index < len(tokens) and index not in used and index - start < _LONGEST_NAME:
            token = tokens[index]
            joins = lexicon.table(tail).match(tokens[index : index + 1], 0) is not None
            if not token.is_word or not (joins or _may_begin(token, lexicon, used, role)):
                break
            index += 1
        runs.append((start, index))
    return runs


def _may_begin(token: Token, lexicon: Lexicon, used: frozenset[int], role: str) -> bool:
    if token.index in used or not token.is_word:
        return False
    honorific = lexicon.table("honorifics").match((token,), 0) is not None
    if without_ending(token.text, lexicon.case_endings) != token.text:
        # An everyday word may end like a case too: રૂપિયાનું is money, not somebody called રૂપિયા.
        return honorific or not lexicon.spells(token)
    if role != "customer" and lexicon.table("store_words").match((token,), 0) is not None:
        return False
    if honorific and role == "customer":
        # "Bhabhi", "chacha" alone are names too, little words like "ji" are not.
        return len(token.text) > 3 and token.index == 0
    return not lexicon.knows(token)


def _cue(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, role: str) -> int:
    """1 when a particle of the role stands after or before the run, 2 when both do."""
    after = end < len(tokens) and lexicon.table(f"{role}_after").match(tokens, end) is not None
    ending = without_ending(tokens[end - 1].text, lexicon.case_endings) != tokens[end - 1].text
    before = start > 0 and lexicon.table(f"{role}_before").match_before(tokens, start) is not None
    firm = role != "customer" and any(
        lexicon.table("firm_words").match(tokens[index : index + 1], 0) is not None for index in range(start, end)
    )
    return int(after or ending) + int(before) + int(firm)


def _text(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> str:
    words = [token.text for token in tokens[start:end] if token.is_word]
    return " ".join([*words[:-1], without_ending(words[-1], lexicon.case_endings)])
