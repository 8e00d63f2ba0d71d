"""Case endings: "Sita's" is Sita, ରମେଶକୁ is ରମେଶ, "maggicha" is maggi. The endings themselves are data of each lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

_SHORTEST_STEM = 2


def without_ending(word: str, written: tuple[str, ...]) -> str:
    """A name without its longest ending of those `written` as lexicons do; the word itself when it has none.

    An ending may leave letters behind, written `ending>left`: with `ுக்கு>்` ரமேஷுக்கு is ரமேஷ்.
    """
    return next(stems(word, written), word)


def stems(word: str, written: tuple[str, ...]) -> Iterator[str]:
    """What `word` may be an inflection of, the longest ending taken off first."""
    lower = word.lower()
    for ending, left in _endings(written):
        if lower.endswith(ending) and len(word) - len(ending) + len(left) >= _SHORTEST_STEM:
            yield word[: len(word) - len(ending)] + left


@lru_cache(maxsize=64)
def _endings(written: tuple[str, ...]) -> list[tuple[str, str]]:
    """Ending and what it leaves, the longest ending first."""
    pairs = [(ending, left) for ending, _, left in (entry.partition(">") for entry in written)]
    return sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
