"""What the classifiers see of a message: its folded words, and the letter runs of its words, folded and as written.

And the same once more without its names: what a message wants does not hang on which product or person it names.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from nlu.rasa.kinds import EVERYDAY, kinds_of

SHORTEST, LONGEST = 2, 5
"""Letters of the runs."""
KINDS_LENGTH = 0.5
"""Length of the block of kinds, where each other block has 1: as long as the others it tells less well what is not for us."""

Feature = tuple[str, float]
Word = tuple[str, str]
"""A word's folded key, and the word as written."""


def features_of(keys: Sequence[str], words: Sequence[str]) -> list[Feature]:
    """The features of a message of these folded `keys` and `words` as written, each with its weight.

    Four blocks: words and pairs of words by their keys (`w:`), letter runs of the keys (`k:`), letter runs of the words
    as written (`l:`), where spellings that the key levels still tell languages and endings apart, and what kinds of word
    the lexicon says they are, alone and with the next word's (`c:`), so that "spoilt" said in one language is learnt for
    all. Each block has the Euclidean length 1, the last `KINDS_LENGTH`, however long the message is, and a repeated
    feature counts by the square root.
    """
    told = [key for key in keys if key[:1].isalnum()]
    pairs = [f"{one} {other}" for one, other in itertools.pairwise(told)]
    as_written = [word.lower() for word, key in zip(words, keys, strict=True) if key[:1].isalpha()]
    kinds = [[kind for kind in kinds_of(key) if kind != EVERYDAY] for key in keys]
    sequences = (
        f"{one} {other}" for ones, others in itertools.pairwise(kinds) for one, other in itertools.product(ones, others)
    )
    blocks = (
        (Counter(f"w:{gram}" for gram in (*told, *pairs)), 1.0),
        (Counter(f"k:{run}" for run in _runs(told)), 1.0),
        (Counter(f"l:{run}" for run in _runs(as_written)), 1.0),
        (Counter(f"c:{kind}" for kind in itertools.chain(*kinds, sequences)), KINDS_LENGTH),
    )
    return [feature for block, length in blocks for feature in _normalised(block, length)]


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
            kept.append((f"any{kind}", f"any{kind}"))
        else:
            kept.append(words[index])
            index += 1
    return kept


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


def _normalised(block: Mapping[str, int], length: float) -> Iterator[Feature]:
    # The square of a count's square root is the count.
    total = sum(block.values())
    return ((name, length * sqrt(count / total)) for name, count in block.items())
