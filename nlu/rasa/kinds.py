"""What kinds of word the lexicon has: a unit, a courtesy, "gave". What is learnt of a kind in one language holds in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from nlu.lexicon import taught, words_of_sections
from nlu.rasa.lemma import lemma_of
from nlu.spelling.normalise import normalise

EVERYDAY = "everyday"
"""The kind of words that tell a language, or that they are nobody's name, and nothing more."""
_EVERYDAY_SECTIONS = ("markers", "words")
_FIGURE = "figure"


def kinds_of(key: str) -> tuple[str, ...]:
    """The sections of the lexicon, of any taught language, that have a word of this folded `key`, in alphabetical order.

    `figure` for a number in digits; nothing for a word that the lexicon does not have.
    """
    return _kinds().get(key, ())


@cache
def _kinds() -> Mapping[str, tuple[str, ...]]:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for code in taught():
        for section, word in words_of_sections(code):
            kinds[lemma_of(normalise(word))].add(EVERYDAY if section in _EVERYDAY_SECTIONS else section)
    # One tuple for each combination: there are a few hundred of them, and twenty thousand words.
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    found = {key: same.setdefault(several := tuple(sorted(sections)), several) for key, sections in kinds.items()}
    return found | {lemma_of("0"): (_FIGURE,)}
