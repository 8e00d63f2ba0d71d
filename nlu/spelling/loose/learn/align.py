"""Which sounds of a native word each Latin letter of a romanisation stands for: many-to-one, in order, by EM.

Every letter takes up to three sounds in turn, and together they take all. How often a letter stands for a run of sounds is
estimated from all ways to divide the words (Baum-Welch), the likeliest division of each is then read off (Viterbi).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlu.spelling.loose.sounds import SOUNDS, VOWELS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
BASE = len(SOUNDS) + 1
"""A run of sounds is a number in this base, a digit a sound, 0 for none."""
_MOST = 3
_ROUNDS = 5
_RUNS = BASE**_MOST
_BATCH = 20_000
# Mean log probability of a letter below which a romanisation is of another word.
_STRANGE = -3.4
_LEAST = 1e-8


class Romanised(NamedTuple):
    """A native word's sounds, and Latin letters that were written for them."""

    sounds: str
    latin: str


def run_of(number: int) -> str:
    """The sounds that a number stands for."""
    text = ""
    while number:
        number, digit = divmod(number, BASE)
        text = SOUNDS[digit - 1] + text
    return text


def align(pairs: Sequence[Romanised], sample: Sequence[Romanised]) -> list[Ints | None]:
    """For each pair the number of the run that each letter stands for; None where it is no romanisation of the word.

    The chances are estimated on `sample`.
    """
    chances = _first_guess()
    for _ in range(_ROUNDS):
        chances = _improve(sample, chances)
    return _likeliest(pairs, np.log(chances))


def _first_guess() -> Floats:
    """(letter, run): a letter most likely stands for the sound written so, a vowel for some vowel or for nothing."""
    one = np.full((len(LETTERS), BASE), 0.005)
    for letter, row in zip(LETTERS, one, strict=True):
        for sound in SOUNDS:
            alike = sound.lower() == letter
            vowels = letter in VOWELS and sound in VOWELS
            row[SOUNDS.index(sound) + 1] = 1.0 if alike else 0.1 if vowels or sound in "a2" else 0.005
        row[0] = 0.3 if letter in "aeiouhyw" else 0.06
    guess = np.full((len(LETTERS), BASE, BASE, BASE), 1e-6)
    guess[:, 0, 0, :] = one
    guess[:, 0, 1:, 1:] = 0.05 * one[:, 1:, None] * one[:, None, 1:]
    return guess.reshape(len(LETTERS), _RUNS)


class _Batch(NamedTuple):
    """Pairs with as many letters, and up to two more sounds."""

    rows: list[int]
    letters: Ints
    runs: list[Ints]
    """By length: the run that begins at each sound."""
    fits: list[npt.NDArray[np.bool_]]
    lengths: Ints


def _batches(pairs: Sequence[Romanised]) -> Iterator[_Batch]:
    by_shape: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, pair in enumerate(pairs):
        by_shape[len(pair.latin), -(-len(pair.sounds) // _MOST) * _MOST].append(row)
    for (_, longest), rows in by_shape.items():
        for start in range(0, len(rows), _BATCH):
            yield _batch(pairs, rows[start : start + _BATCH], longest)


def _batch(pairs: Sequence[Romanised], rows: list[int], longest: int) -> _Batch:
    letters = np.array([[LETTERS.index(c) for c in pairs[row].latin] for row in rows], np.int64)
    digits = np.zeros((len(rows), longest + _MOST), np.int64)
    for at, row in enumerate(rows):
        digits[at, : len(pairs[row].sounds)] = [SOUNDS.index(c) + 1 for c in pairs[row].sounds]
    lengths = (digits > 0).sum(1)
    runs = [np.zeros((len(rows), longest + 1), np.int64)]
    for length in range(_MOST):
        runs.append(runs[-1] * BASE + digits[:, length : length + longest + 1])
    starts = np.arange(longest + 1)[None, :]
    fits = [starts + length <= lengths[:, None] for length in range(_MOST + 1)]
    return _Batch(rows, letters, runs, fits, lengths)


def _improve(pairs: Sequence[Romanised], chances: Floats) -> Floats:
    seen: list[Ints] = []
    weights: list[Floats] = []
    for batch in _batches(pairs):
        every = np.arange(len(batch.rows))
        count = batch.letters.shape[1]
        steps = [
            [
                chances[batch.letters[:, i][:, None], run] * fits
                for run, fits in zip(batch.runs, batch.fits, strict=True)
            ]
            for i in range(count)
        ]
        forward = [np.zeros(batch.runs[0].shape)]
        forward[0][:, 0] = 1
        width = batch.runs[0].shape[1]
        for step in steps:
            reached = np.zeros_like(forward[0])
            for length, chance in enumerate(step):
                reached[:, length:] += (forward[-1] * chance)[:, : width - length]
            forward.append(reached)
        whole = forward[-1][every, batch.lengths]
        backward = np.zeros_like(forward[0])
        backward[every, batch.lengths] = np.where(whole > 0, 1 / np.where(whole > 0, whole, 1), 0)
        for i in range(count - 1, -1, -1):
            before = np.zeros_like(backward)
            for length, chance in enumerate(steps[i]):
                onward = chance[:, : width - length] * backward[:, length:]
                before[:, : width - length] += onward
                share = forward[i][:, : width - length] * onward
                counts = share > _LEAST
                place = batch.letters[:, i][:, None] * _RUNS + batch.runs[length][:, : width - length]
                seen.append(place[counts])
                weights.append(share[counts])
            backward = before
    size = len(LETTERS) * _RUNS
    counted = np.bincount(np.concatenate(seen), np.concatenate(weights), minlength=size).reshape(-1, _RUNS)
    chances = counted / np.maximum(counted.sum(1, keepdims=True), _LEAST)
    return np.asarray(np.maximum(chances, _LEAST), np.float64)


def _likeliest(pairs: Sequence[Romanised], logs: Floats) -> list[Ints | None]:
    found: list[Ints | None] = [None] * len(pairs)
    for batch in _batches(pairs):
        every = np.arange(len(batch.rows))
        count = batch.letters.shape[1]
        best = np.full(batch.runs[0].shape, -np.inf)
        best[:, 0] = 0
        width = batch.runs[0].shape[1]
        taken: list[Ints] = []
        for i in range(count):
            reached = np.full_like(best, -np.inf)
            lengths = np.zeros(best.shape, np.int64)
            for length, (run, fits) in enumerate(zip(batch.runs, batch.fits, strict=True)):
                score = np.where(fits, best + logs[batch.letters[:, i][:, None], run], -np.inf)[:, : width - length]
                better = score > reached[:, length:]
                reached[:, length:][better] = score[better]
                lengths[:, length:][better] = length
            best = reached
            taken.append(lengths)
        mean = best[every, batch.lengths] / count
        at = batch.lengths.copy()
        labels = np.zeros((len(every), count), np.int64)
        for i in range(count - 1, -1, -1):
            went = taken[i][every, at]
            at = at - went
            labels[:, i] = np.choose(went, [run[every, at] for run in batch.runs])
        for row, score, label in zip(batch.rows, mean, labels, strict=True):
            if score > _STRANGE:
                found[row] = label
    return found
