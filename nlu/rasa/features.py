"""What the classifiers see of a message: its folded words, their kinds, and letter runs of the words, folded and as written.

And the same once more without its names: what a message wants does not hang on which product or person it names.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from nlu.rasa.kinds import EVERYDAY, kinds_of
from nlu.training_data import ENTITY_NAMES

SHORTEST, LONGEST = 2, 5
"""Letters of the runs."""

Feature = tuple[str, float]
Word = tuple[str, str]
"""A word's folded key, and the word as written."""
_ANY = {kind: f"any{kind}" for kind in ENTITY_NAMES}
"""What stands for a name of each kind where names are left out."""
_MADE_UP = frozenset(_ANY.values())


def features_of(keys: Sequence[str], words: Sequence[str]) -> list[Feature]:
    """The features of a message of these folded `keys` and `words` as written, each with its weight.

    Four blocks: words and pairs of words by their keys (`w:`), letter runs of the keys (`k:`), letter runs of the words
    as written (`l:`), where spellings that the key levels still tell languages and endings apart; and the kinds of the
    words that the lexicon has, with pairs of them (`s:`), which are the same in every language. Each block has the
    Euclidean length 1 however long the message is, and a repeated feature counts by the square root.
    """
    told = [key for key in keys if key[:1].isalnum()]
    pairs = [f"{one} {other}" for one, other in itertools.pairwise(told)]
    as_written = [word.lower() for word, key in zip(words, keys, strict=True) if key[:1].isalpha()]
    blocks = (
        Counter(f"w:{gram}" for gram in (*told, *pairs)),
        Counter(f"k:{run}" for run in _runs(told)),
        Counter(f"l:{run}" for run in _runs(as_written)),
        Counter(f"s:{kind}" for kind in _kinds(told)),
    )
    return [feature for block in blocks for feature in _normalised(block)]


def nameless(words: Sequence[Word], names: Iterable[tuple[int, int, str]]) -> list[Word]:
    """`words` with one made-up word, the same for all names of a kind, in the place of each name.

    A name is its first word's number, the number of the word after it, and its kind; names do not overlap.
    """
    begins = {start: (end, kind) for start, end, kind in names if end > start}
    kept: list[Word] = []
    index = 0
    while index < len(words):
        if index in begins:
            index, kind = begins[index]
            kept.append((_ANY[kind], _ANY[kind]))
        else:
            kept.append(words[index])
            index += 1
    return kept


def _kinds(keys: Iterable[str]) -> Iterator[str]:
    """The kinds of the words that have any, then those of each two that follow each other among these."""
    several = [kinds for key in keys if (kinds := _telling_kinds(key))]
    yield from itertools.chain.from_iterable(several)
    for ones, others in itertools.pairwise(several):
        yield from (f"{one} {other}" for one in ones for other in others)


def _telling_kinds(key: str) -> tuple[str, ...]:
    return (key,) if key in _MADE_UP else tuple(kind for kind in kinds_of(key) if kind != EVERYDAY)


def _runs(words: Iterable[str]) -> Iterator[str]:
    """Runs of letters within each word, which has a space at either end; a word shorter than a run is one run."""
    for word in words:
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            yield padded[:size]
            for start in range(1, len(padded) - size + 1):
                yield padded[start : start + size]
            if len(padded) <= size:
                break


def _normalised(block: Mapping[str, int]) -> Iterator[Feature]:
    # The square of a count's square root is the count.
    length = sqrt(sum(block.values()))
    return ((name, sqrt(count) / length) for name, count in block.items())
