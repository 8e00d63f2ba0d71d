"""Telling a complaint from praise, by the few words that decide it in each language. Pure.

A complaint that nobody reads is worse than praise that somebody does: what is not clearly praise counts as a complaint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
import yaml

from nlu.spelling.fold import fold, romanise

EVERYWHERE = "en"
"""The language whose words are mixed into every other."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_APOSTROPHES = regex.compile(r"['’ʼ`]")
_SPELLINGS = tuple(
    (regex.compile(pattern), to)
    for pattern, to in ((r"(.)\1+", r"\1"), (r"(?<=[bcdgjkpst])h", ""), ("ee", "i"), ("oo", "u"))
)


@dataclass(frozen=True)
class _Signs:
    """Words and phrases by the keys of their words, and ends of words."""

    phrases: frozenset[tuple[str, ...]]
    ends: tuple[str, ...]

    def are_in(self, words: Sequence[str]) -> bool:
        """Whether one of them is among `words`, in order."""
        keys = tuple(fold(word) for word in words)
        longest = max(map(len, self.phrases), default=0)
        spans = {
            keys[start : start + length] for length in range(1, longest + 1) for start in range(len(keys) - length + 1)
        }
        return bool(spans & self.phrases) or any(_loose(word).endswith(self.ends) for word in words)


def complains(text: str, language: str) -> bool:
    """Whether `text`, which gives an opinion in `language` (`hi`, in any script), is a complaint or a wish rather than praise."""
    words = _WORD.findall(_APOSTROPHES.sub("", text.lower()))
    codes = (language, EVERYWHERE)
    praised = any(_signs("praise", code).are_in(words) for code in codes)
    blamed = any(_signs("complaint", code).are_in(words) for code in codes)
    return blamed or not praised


def _loose(word: str) -> str:
    """The word in Latin letters, each once, without the breath of a consonant."""
    text = romanise(word)
    for pattern, to in _SPELLINGS:
        text = pattern.sub(to, text)
    return text


@cache
def _signs(kind: str, language: str) -> _Signs:
    listed = [str(one) for one in _table()[kind].get(language, ())]
    phrases = {tuple(fold(word) for word in one.split()) for one in listed if not one.startswith("*")}
    return _Signs(frozenset(phrases), tuple(_loose(one[1:]) for one in listed if one.startswith("*")))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = yaml.safe_load(
        Path(__file__).with_name("complaints.yml").read_text(encoding="utf-8")
    )
    return table
