"""What a correction changes to: of "5 nahi 6", "14 rupees not 15", "Ramesh nahi Suresh" only the new value counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nlu.lexicon import Lexicon
from nlu.names.called import Name
from nlu.names.products import Mention
from nlu.quantities.figures import Figure
from nlu.spelling.tokens import Token

_NOT_BEFORE = 2
"""Words up to which "not" stands before what it denies: "not lays, it was kurkure"."""


def keep_new_value(
    figures: list[Figure], tokens: Sequence[Token], lexicon: Lexicon
) -> tuple[list[Figure], Figure | None]:
    """The figures without the old value, and the old value when one was named."""
    values = [figure for figure in figures if figure.value]
    denied = lexicon.table("old_before")
    if len(values) > 2 and values[0].start == 0 and denied.spells(tokens[0]):
        # "Na na 4 ta nuhe 6 ta": a no first, and not Odia's nine.
        figures = [figure for figure in figures if figure is not values[0]]
        values = values[1:]
    if len(values) < 2:
        return figures, None
    written = _as_written(values, tokens, lexicon)
    if written is not None:
        return [other for other in figures if other is not written], written
    last = values[-1]
    if denied.match(tokens, last.end) and not denied.occurrences(tokens[values[-2].end : last.start]):
        # "The price is wrong, it is 42 not 45" with the "not" behind, as in most languages.
        return [other for other in figures if other is not last], last
    for index, figure in enumerate(values):
        previous_end = values[index - 1].end if index else 0
        next_start = values[index + 1].start if index + 1 < len(values) else len(tokens)
        before, after = tokens[previous_end : figure.start], tokens[figure.end : next_start]
        if lexicon.table("old_before").match(tokens, figure.end - 1) is not None and figure.end - figure.start > 1:
            # "3 ki jagah 5": its first word was taken for the number's.
            return [other for other in figures if other is not figure], figure
        if _is_old(before, after, index, index + 1 < len(values), lexicon):
            return [other for other in figures if other is not figure], figure
    return figures, None


def _as_written(values: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon) -> Figure | None:
    """Of "four I said, two you wrote" the two: what was said is meant, and only what was written is wrong."""
    said, written = lexicon.table("said"), lexicon.table("written")
    for meant, wrong in pairwise(values):
        told = said.match(tokens, meant.end) or said.match_before(tokens, meant.start)
        noted = written.occurrences(tokens[wrong.end : wrong.end + 2]) or written.match_before(tokens, wrong.start)
        if told and noted:
            return wrong
    return None


def _is_old(before: Sequence[Token], after: Sequence[Token], index: int, has_next: bool, lexicon: Lexicon) -> bool:
    """Whether the words around a value call it the old one: "not 15", "5 nahi", and "5 se 6" or "5 to 6"."""
    if lexicon.table("old_after").occurrences(before if index else before[-2:]):
        return True
    mistaken = {i for _, start, end in lexicon.table("old_after").occurrences(after) for i in range(start, end)}
    if index and not has_next and 0 in mistaken:
        # "It was 3, I said 8 by mistake".
        return True
    # The "ভুল" of "তিন ছিল ভুল করে দুই লিখেছি" is of what follows.
    if any(start not in mistaken for _, start, _ in lexicon.table("old_before").occurrences(after[:3])):
        return True
    return has_next and len(after) <= 2 and bool(lexicon.table("change_to").occurrences(after))


def keep_new_product(
    mentions: list[Mention], tokens: Sequence[Token], lexicon: Lexicon
) -> tuple[list[Mention], Mention | None]:
    """Of "maggi nahi yippee" the new product alone, and the old one."""
    if len(mentions) != 2:
        return mentions, None
    gap = tokens[mentions[0].end : mentions[1].start]
    if lexicon.table("old_before").occurrences(gap):
        return mentions[1:], mentions[0]
    before = tokens[max(mentions[0].start - _NOT_BEFORE, 0) : mentions[0].start]
    if lexicon.table("old_after").occurrences(before):
        return mentions[1:], mentions[0]
    if lexicon.table("old_after").occurrences(gap):
        return mentions[:1], mentions[1]
    behind = lexicon.table("old_before").match(tokens, mentions[1].end)
    if behind is not None and mentions[1].end + behind[1] == len(tokens):
        # "कोक थी, स्प्राइट नहीं".
        return mentions[:1], mentions[1]
    return mentions, None


def without_denied(
    mentions: list[Mention], figures: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon
) -> tuple[list[Mention], list[Mention]]:
    """The products without those that are said not to be meant, and these: "poha nahi, sabudana 14 kilo".

    What is denied has no number behind it, and another product follows at once.
    """
    denied = []
    for mention, following in pairwise(mentions):
        gap = tokens[mention.end : following.start]
        found = lexicon.table("old_before").match(gap, 0) if gap else None
        rest = gap[found[1] :] if found else gap
        counted = any(figure.value and figure.end == mention.start for figure in figures)
        bare = not counted or not any(f.value and following.end == f.start for f in figures)
        if found and bare and all(not token.is_word for token in rest):
            denied.append(mention)
    return [mention for mention in mentions if mention not in denied], denied


def find_new_name(tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]) -> Name | None:
    """Of "Ramesh nahi Suresh", "Anil not Sunil" the new name."""
    for table, new_follows in (("old_before", True), ("old_after", False)):
        for _, start, end in lexicon.table(table).occurrences(tokens):
            names = [i for i in (start - 1, end) if _may_be_name(i, tokens, lexicon, taken)]
            if len(names) == 2:
                new = names[1] if new_follows else names[0]
                return Name(start - 1, end + 1, tokens[new].text)
    return None


def _may_be_name(index: int, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]) -> bool:
    inside = 0 <= index < len(tokens) and index not in taken
    return inside and tokens[index].is_word and not lexicon.knows(tokens[index])
