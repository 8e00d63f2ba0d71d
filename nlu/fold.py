"""The key under which the spellings of one word meet, whatever the script or romanisation.

"chini", "cheeni" and "चीनी" have one key, "kitna", "kithna" and "कितना" another. The tables are data (`fold.yml`): how
each script's letters read in Latin ones, and the rewrites that level what casual romanisation leaves open (vowel
length, aspiration, doubled letters, the inherent a).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex
import yaml

_TABLES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "fold.yml").read_text(encoding="utf-8"))
_REWRITES = [(regex.compile(pattern), replacement) for pattern, replacement in _TABLES["rewrites"]]
_VOWELS = "aeiou"
_NASALS = (0x01, 0x02, 0x70)
_VIRAMA = 0x4D
_DOT_BELOW = 0x3C
_BLOCK = 0x80
# The inherent a between single consonants is written or not at will: kitana, kitna.
_WEAK_A = regex.compile(r"(?<=[aeiou](?:ch|[^aeiou]))a(?=(?:ch|[^aeiou])[aeiou])")
# Spoken after a cluster that ends so, also in languages that drop the last a: mitra, vidya.
_KEEPS_FINAL_A = regex.compile(r"[^aeiouh](?:r|y|v|m)a$")


class _Script:
    """One block's letters, from the shared layout and what the block has of its own."""

    def __init__(self, own: dict[str, Any]) -> None:
        letters = _TABLES["letters"]
        self.start: int = own["start"]
        self.drops_final_a: bool = own["drops_final_a"]
        self.consonants: dict[int, str] = letters["consonants"] | own.get("consonants", {})
        self.vowels: dict[int, str] = letters["vowels"]
        self.signs: dict[int, str] = letters["signs"]
        self.dotted: dict[str, str] = letters["dotted"] | own.get("dotted", {})
        self.bare = frozenset(own.get("final_consonants", ()))

    def read(self, places: list[int]) -> str:
        """The Latin letters of a run of this script, given as places in its block."""
        out: list[str] = []
        open_a = False
        for index, place in enumerate(places):
            following = places[index + 1] if index + 1 < len(places) else None
            if place in self.consonants:
                out.extend("a" * open_a)
                letter = self.consonants[place]
                out.append(self.dotted.get(letter, letter) if following == _DOT_BELOW else letter)
                open_a = place not in self.bare
            elif place in self.signs:
                out.append(self.signs[place])
                open_a = False
            elif place == _VIRAMA:
                open_a = False
            elif place != _DOT_BELOW:
                out.extend("a" * open_a)
                open_a = False
                out.append(self._vowel_or_nasal(place, following))
        word = "".join(out)
        if open_a and (not self.drops_final_a or len(places) == 1 or _KEEPS_FINAL_A.search(word + "a")):
            word += "a"
        return word

    def _vowel_or_nasal(self, place: int, following: int | None) -> str:
        if place not in _NASALS:
            return self.vowels.get(place, "")
        # At a word's end it only colours the vowel and is rarely typed: "nahi" for नहीं.
        if following is None:
            return ""
        return "m" if self.consonants.get(following, "")[:1] in ("p", "b", "m") else "n"


_SCRIPTS = [_Script(own) for own in _TABLES["scripts"].values()]


def _script_of(character: str) -> _Script | None:
    code = ord(character)
    return next((script for script in _SCRIPTS if script.start <= code < script.start + _BLOCK), None)


def romanise(word: str) -> str:
    """`word` in plain lower-case Latin letters, Indic letters read by `fold.yml`, accents and joiners dropped."""
    out: list[str] = []
    run: list[int] = []
    current: _Script | None = None
    for character in unicodedata.normalize("NFC", word) + "\0":
        script = _script_of(character)
        if script is not current:
            if current is not None:
                out.append(current.read(run))
            run, current = [], script
        if script is not None:
            run.append(ord(character) - script.start)
        elif character not in "\0\u200c\u200d":
            out.append(character)
        else:
            current = script
    plain = unicodedata.normalize("NFKD", "".join(out)).lower()
    return "".join(character for character in plain if not unicodedata.combining(character))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The ASCII key of one word: `fold("kitnaa") == fold("कितना") == "kitna"`.

    Digits stay; a lone sign is its own key (`?`), or its code point when it is no ASCII (`u1f44d`). Never empty for a
    word that is not.
    """
    key = regex.sub(r"[^a-z0-9]", "", romanise(word))
    if not key:
        return "".join(c if c.isascii() else f"u{ord(c):x}" for c in word)
    for pattern, replacement in _REWRITES:
        key = pattern.sub(replacement, key)
    return str(_WEAK_A.sub("", key))
