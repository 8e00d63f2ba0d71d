"""`loose_key`: what a Latin word is the spelling of, judged letter by letter in its surroundings, and levelled."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import exp
from pathlib import Path
from typing import Any

import regex

from nlu.spelling.fold import fold, romanise
from nlu.spelling.loose.sounds import places, sounds_of

LEARNED = Path(__file__).parent / "learned.json.gz"
"""What `vyapari learn-fold` wrote: the chances of each letter's sounds, and which sounds are levelled where."""
REACH = 4
"""Letters to each side that are looked at."""
EDGE = "_"
"""Stands for what is beyond a word."""
SPANS = ((1, 0), (0, 1), (2, 0), (0, 2), (1, 1), (3, 0), (0, 3), (2, 1), (1, 2), (2, 2), (4, 0), (0, 4), (3, 1), (1, 3))
"""Letters before and after that make one context together."""
FAR = (2, 3)
"""Distances of a letter that makes a context alone."""
FARTHEST = 6
"""Places from the word's start and end that are told apart."""
STEPS = 16
"""Of a weight, in one: weights are kept as whole numbers."""
_INDIC = regex.compile(r"[\u0900-\u0d7f]")
_NOT_LATIN = regex.compile(r"[^a-z]")
# A sound less likely than this decides nothing.
_LEAST = 0.01
# Weights and places in lists are kept as characters from these on.
FIRST_INDEX, ZERO_WEIGHT = 40, 80


@lru_cache(maxsize=65536)
def loose_key(word: str) -> str:
    """The ASCII key that a word shares with most romanisations of it, and with some other words.

    Words with digits or signs alone have the key of `nlu.spelling.fold.fold`. Never empty for a word that is not.
    """
    if _INDIC.search(word) is not None:
        key = _learned().key_of_sounds(sounds_of(word))
    else:
        plain = romanise(word)
        letters = "" if any(c.isdigit() for c in plain) else _NOT_LATIN.sub("", plain)
        key = _learned().key_of_letters(letters) if letters else ""
    return key or fold(word)


def contexts(padded: str, at: int) -> Iterator[str]:
    """The surroundings of a letter of a word that has `REACH` edges before it and behind."""
    for before, after in SPANS:
        yield f"{padded[at - before : at]}.{padded[at + 1 : at + 1 + after]}"
    for far in FAR:
        yield f"{padded[at - far]}-{far}"
        yield f"{far}-{padded[at + far]}"
    start, end = min(at - REACH, FARTHEST), min(len(padded) - REACH - 1 - at, FARTHEST)
    yield f"<{start}"
    yield f">{end}"
    yield f"<{start}>{end}"


class Model:
    """What was learned: the chances of the sounds of each Latin letter, and the sounds that are levelled."""

    def __init__(self, letters: Mapping[str, Mapping[str, Any]], levels: Sequence[Sequence[Mapping[str, str]]]) -> None:
        self._letters = letters
        self._levels = levels

    def likeliest(self, letters: str) -> str:
        """The sounds that a Latin word of letters alone most likely stands for."""
        return "".join(max(one, key=_chance)[0] for one in self._every_chance(letters))

    def key_of_sounds(self, sounds: str) -> str:
        """The key of a word whose sounds are certain."""
        size, where = places(sounds)
        return _levelled("", sounds, where, self._levels[size])

    def key_of_letters(self, letters: str) -> str:
        """The key of a Latin word: at each letter what is likeliest to be added, whichever sounds are levelled in it."""
        chances = self._every_chance(letters)
        likeliest = [max(one, key=_chance)[0] for one in chances]
        whole = "".join(likeliest)
        size, where = places(whole)
        key, done = "", 0
        for one, usual in zip(chances, likeliest, strict=True):
            weighed: dict[str, float] = defaultdict(float)
            for sounds, chance in one:
                there = (
                    where[done:]
                    if sounds == usual
                    else places(whole[:done] + sounds + whole[done + len(usual) :])[1][done:]
                )
                weighed[_levelled(key, sounds, there, self._levels[size])] += chance
            key = max(weighed.items(), key=_chance)[0]
            done += len(usual)
        return key

    def _every_chance(self, letters: str) -> list[list[tuple[str, float]]]:
        padded = EDGE * REACH + letters + EDGE * REACH
        return [self._chances(padded, REACH + index) for index in range(len(letters))]

    def _chances(self, padded: str, at: int) -> list[tuple[str, float]]:
        """The runs of sounds that a letter may stand for where it stands, with their probabilities."""
        known = self._letters.get(padded[at])
        if known is None:
            return [(padded[at], 1.0)]
        total = list(known["bias"])
        by_context = known["contexts"]
        for context in contexts(padded, at):
            if packed := by_context.get(context):
                for place, weight in zip(packed[::2], packed[1::2], strict=True):
                    total[ord(place) - FIRST_INDEX] += ord(weight) - ZERO_WEIGHT
        top = max(total)
        raised = [exp((one - top) / STEPS) for one in total]
        least, whole = _LEAST * sum(raised), sum(raised)
        return [(run, one / whole) for run, one in zip(known["sounds"], raised, strict=True) if one >= least]


def _chance(pair: tuple[str, float]) -> float:
    return pair[1]


def _levelled(key: str, sounds: str, where: Sequence[int], levels: Sequence[Mapping[str, str]]) -> str:
    """`key` and what it gains by `sounds` in their places; a sound that was the last one is not said twice."""
    for sound, place in zip(sounds, where, strict=False):
        level = levels[place].get(sound, sound)
        if not key.endswith(level):
            key += level
    return key


@cache
def _learned() -> Model:
    data = json.loads(gzip.decompress(LEARNED.read_bytes()))
    return Model(data["letters"], data["levels"])
