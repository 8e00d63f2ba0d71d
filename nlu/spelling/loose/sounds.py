"""Words of Indic letters as strings of sounds, and where in the word each sound stands."""

from __future__ import annotations

import regex

from nlu.spelling.fold import romanise

_DIGRAPHS = {
    "kh": "K", "gh": "G", "ch": "c", "jh": "J", "th": "T", "dh": "D", "ph": "P", "bh": "B", "sh": "S", "zh": "Z",
    "aa": "A", "ai": "E", "au": "O", "ng": "N",
}  # fmt: skip
_TOKEN = regex.compile("|".join(_DIGRAPHS) + "|[a-z]")
VOWELS = "aAiueoEO"
DOUBLED = "2"
"""After a consonant: it is written twice."""
SOUNDS = VOWELS + DOUBLED + "kKgGcjJtTdDnNpPbBmyrlvsShzfZqwx"
"""A character each: `A` the long a, `E` and `O` the diphthongs, capitals the aspirated, `S` sh, `N` ng, `Z` zh."""
_FAINT = "yh" + DOUBLED
"""Written or not at will: they don't count among a word's consonants."""

SIZES = 4
"""Of words: up to two consonants, three, four, more."""
PLACES = 8
"""Of a vowel: before the first consonant, after it, the second, a later, at the end; of a consonant: first, second, later."""
_LAST_VOWEL, _FIRST_CONSONANT = 4, 5


def sounds_of(word: str) -> str:
    """What the letters of `word` stand for, a character of `SOUNDS` each, before anything is levelled."""
    sounds: list[str] = []
    for token in _TOKEN.findall(romanise(word)):
        sound = _DIGRAPHS.get(token, token)
        if sounds and sound == sounds[-1] and sound not in VOWELS:
            sounds.append(DOUBLED)
        elif not (sounds[-1:] == [DOUBLED] and sound == sounds[-2]):
            sounds.append(sound)
    return "".join(sounds)


def places(sounds: str) -> tuple[int, list[int]]:
    """The size of a word, of `SIZES`, and the place of each of its sounds, of `PLACES`."""
    after_last = len(sounds.rstrip(VOWELS))
    before = 0
    found: list[int] = []
    for index, sound in enumerate(sounds):
        if sound in VOWELS:
            found.append(_LAST_VOWEL if before and index >= after_last else min(before, 3))
            continue
        again = index > 0 and sound == sounds[index - 1]
        found.append(_FIRST_CONSONANT + min(max(before - again, 0), 2))
        before += not again and sound not in _FAINT
    return min(max(before - 2, 0), SIZES - 1), found
