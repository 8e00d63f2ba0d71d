"""Which sounds to level where: greedily, what lets most pairs meet for the fewest words that come to share a key.

A level holds for words of one size and sounds of one place (`nlu.spelling.loose.sounds.places`). What it is worth is
measured on words of every language.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex

from nlu.spelling.loose.learn.align import Floats, Ints
from nlu.spelling.loose.sounds import PLACES, SIZES, SOUNDS, places

_DROPPED = "_"
# Pairs of sounds that romanisations confuse; `_` for a sound that is not written.
_VOWEL_PAIRS = regex.findall("..", "_a_A_e_E_i_u_o_OaAeEoOieEiaoaeouauaEeAAoai")
_CONSONANT_PAIRS = regex.findall(
    "..",
    "KkGgJjTtDdPpBbSsZlNnzjfPfpvbgkdtbpjccsjsy_h_2_mnn_dryjzscSv_lrtdckksjgKhm_gN",
)
_FIRST_CONSONANT = 5
# Per cent of a pair's gain that counts as nothing, and of words that every level costs: none is for free.
_NO_GAIN, _COST = 0.005, 0.03
_PRIME = np.uint64(1_000_003)

Hashes = npt.NDArray[np.uint64]


class Attested(NamedTuple):
    """A native word of a language, its sounds, those that a romanisation of it was heard as, and how often it was."""

    language: str
    native: str
    sounds: str
    heard: str
    times: int


class Level(NamedTuple):
    """Two sounds that are one for words of a size, in a place; `_` for none."""

    size: int
    place: int
    one: str
    other: str


class _Words:
    """Words as arrays: a row a word, a column a sound."""

    def __init__(self, words: Sequence[str]) -> None:
        shape = (len(words), max(map(len, words)))
        self.sounds = np.zeros(shape, np.int64)
        self.places = np.zeros(shape, np.int64)
        self.sizes = np.zeros(len(words), np.int64)
        for row, word in enumerate(words):
            self.sounds[row, : len(word)] = [SOUNDS.index(sound) + 1 for sound in word]
            self.sizes[row], self.places[row, : len(word)] = places(word)

    def hashes(self, levels: Ints, rows: Ints | slice = slice(None)) -> Hashes:
        """A number for each key."""
        sizes, sounds, where = self.sizes[rows], self.sounds[rows], self.places[rows]
        total = np.zeros(len(sizes), np.uint64)
        last = np.zeros(len(sizes), np.int64)
        for column in range(sounds.shape[1]):
            sound = levels[sizes, where[:, column], sounds[:, column]]
            told = (sound > 0) & (sound != last)
            total = np.where(told, total * _PRIME + sound.astype(np.uint64), total)
            last = np.where(sound > 0, sound, last)
        return total

    def holding(self, level: Level, sounds: Ints) -> Ints:
        """The rows that have one of the sounds where the level holds."""
        there = (self.places == level.place) & np.isin(self.sounds, sounds)
        return np.flatnonzero((self.sizes == level.size) & there.any(1))


class Figures(NamedTuple):
    """By language, per cent: pairs that meet, weighted, and native words that share their key."""

    meeting: Floats
    shared: Floats


class Search:
    """The levels found so far, and what they come to. `weights`: how much a language's misses count, 1 where none is told."""

    def __init__(self, pairs: Sequence[Attested], weights: Mapping[str, float]) -> None:
        self.languages = sorted({pair.language for pair in pairs})
        self._weights = np.array([weights.get(language, 1.0) for language in self.languages])
        natives = sorted({(pair.language, pair.native): pair.sounds for pair in pairs}.items())
        heard = sorted({pair.heard for pair in pairs})
        row_of = {key: row for row, (key, _) in enumerate(natives)}
        heard_row = {sounds: row for row, sounds in enumerate(heard)}
        self._natives, self._heard = _Words([sounds for _, sounds in natives]), _Words(heard)
        self._language = np.array([self.languages.index(language) for (language, _), _ in natives])
        self._pair_native = np.array([row_of[pair.language, pair.native] for pair in pairs])
        self._pair_heard = np.array([heard_row[pair.heard] for pair in pairs])
        self._times = np.array([float(pair.times) for pair in pairs])
        self.levels = np.tile(np.arange(len(SOUNDS) + 1), (SIZES, PLACES, 1))
        self._keys = self._natives.hashes(self.levels), self._heard.hashes(self.levels)
        self.figures = self._measure(*self._keys)

    def _measure(self, natives: Hashes, heard: Hashes) -> Figures:
        count = len(self.languages)
        language = self._language[self._pair_native]
        met = self._times * (natives[self._pair_native] == heard[self._pair_heard])
        meeting = np.bincount(language, met, count) / np.bincount(language, self._times, count)
        own = natives * np.uint64(count) + self._language.astype(np.uint64)
        _, index, sharers = np.unique(own, return_inverse=True, return_counts=True)
        shared = np.bincount(self._language, sharers[index] > 1, count) / np.bincount(self._language, minlength=count)
        return Figures(100 * meeting, 100 * shared)

    def _with(self, level: Level) -> tuple[Ints, tuple[Hashes, Hashes], Figures] | None:
        """The levels with one more, the keys and figures then; None when it is there."""
        row = self.levels[level.size, level.place]
        gone, stays = sorted((int(row[_number(level.one)]), int(row[_number(level.other)])), reverse=True)
        if gone == stays:
            return None
        sounds = np.flatnonzero(row == gone)
        levels = self.levels.copy()
        levels[level.size, level.place, sounds] = stays
        keys = self._keys[0].copy(), self._keys[1].copy()
        for words, hashes in zip((self._natives, self._heard), keys, strict=True):
            rows = words.holding(level, sounds)
            hashes[rows] = words.hashes(levels, rows)
        return levels, keys, self._measure(*keys)

    def worth(self, level: Level) -> float:
        """What it lets meet for each word that comes to share a key; 0 when it is no gain."""
        found = self._with(level)
        if found is None or self.figures.meeting.min() >= 100:
            return 0.0
        missed, still = 100 - self.figures.meeting, 100 - found[2].meeting
        # By squares: a language in which much is missed counts for more.
        gain = float((self._weights * (missed**2 - still**2)).mean() / (2 * (self._weights * missed).mean()))
        price = float((found[2].shared - self.figures.shared).mean())
        return gain / (max(price, 0.0) + _COST) if gain > _NO_GAIN else 0.0

    def take(self, level: Level) -> None:
        """Level so from now on."""
        found = self._with(level)
        assert found is not None
        self.levels, self._keys, self.figures = found

    def run(self, most_shared: float) -> Iterable[Level]:
        """Take level after level, the best first, while fewer words share their keys (mean per cent) than `most_shared`."""
        # What a level is worth mostly falls as others are taken: it is reckoned anew when its turn comes (lazy greedy).
        waiting = [(-float("inf"), level) for level in _every_level()]
        useless: set[Level] = set()
        while waiting and self.figures.shared.mean() < most_shared:
            _, level = heapq.heappop(waiting)
            worth = self.worth(level)
            if worth <= 0:
                useless.add(level)
            elif waiting and worth < -waiting[0][0]:
                heapq.heappush(waiting, (-worth, level))
            else:
                self.take(level)
                yield level
                # In the same words and place it may have become worth something.
                for other in sorted(one for one in useless if one[:2] == level[:2]):
                    useless.remove(other)
                    heapq.heappush(waiting, (-float("inf"), other))

    def as_table(self) -> list[list[Mapping[str, str]]]:
        """By size and place: what a sound becomes that is not itself, `""` when it is dropped."""
        letters = ["", *SOUNDS]
        return [
            [{letters[s]: letters[to] for s, to in enumerate(row.tolist()) if s != to} for row in of_size]
            for of_size in self.levels
        ]


def _number(sound: str) -> int:
    return 0 if sound == _DROPPED else SOUNDS.index(sound) + 1


def _every_level() -> list[Level]:
    return [
        Level(size, place, pair[0], pair[1])
        for size in range(SIZES)
        for place in range(PLACES)
        for pair in (_VOWEL_PAIRS if place < _FIRST_CONSONANT else _CONSONANT_PAIRS)
    ]
