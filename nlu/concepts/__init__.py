"""What the things of a kirana shop are called, in every language at hand: the data of `nlu/concepts/`.

A concept is a thing apart from any one store ("sugar", "parle_g"). A product is of a concept when its name or brand
says one of the concept's English names; it then goes by all the concept's names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.spelling.fold import fold, romanise
from nlu.spelling.normalise import normalise

_HERE = Path(__file__).parent
LONGEST_NAME = 6
"""Words of the longest name looked for."""


def span_key(words: Sequence[str]) -> str:
    """The key of a phrase, the same with and without spaces: "thums up", "thumsup"."""
    return fold("".join(map(_letters, words)) or "-")


@lru_cache(maxsize=65536)
def _letters(word: str) -> str:
    """`word` in Latin letters; nothing for a word of signs alone. A message asks for each of its words dozens of times."""
    return romanise(word) if any(c.isalnum() for c in word) else ""


@lru_cache(maxsize=1)
def facts() -> dict[str, Any]:
    """`concepts.yml`: what holds of the concepts in any language."""
    return dict(_load("concepts"))


@lru_cache(maxsize=64)
def names(codes: tuple[str, ...]) -> dict[str, list[str]]:
    """What each concept is called in these languages."""
    every: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        for concept, words in _load(code).items():
            every[concept] += words
    return every


@cache
def _load(stem: str) -> dict[str, Any]:
    loaded = yaml.load((_HERE / f"{stem}.yml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return dict(loaded)


@lru_cache(maxsize=1)
def _shown_words() -> dict[str, list[str]]:
    """By name as catalogues print it, letter for letter: the concepts that it shows."""
    shown: dict[str, list[str]] = defaultdict(list)
    for concept, words in _load(facts()["shown_in"]).items():
        for word in [*words, *facts()["shown_by"].get(concept, [])]:
            shown[normalise(word).lower()].append(concept)
    return shown


@lru_cache(maxsize=1)
def shown_keys() -> dict[str, list[str]]:
    """By key of a name as catalogues print it: the concepts that it shows."""
    keys: dict[str, list[str]] = defaultdict(list)
    for concept, words in _load(facts()["shown_in"]).items():
        for word in [*words, *facts()["shown_by"].get(concept, [])]:
            key = span_key(normalise(word).split())
            if concept not in keys[key]:
                keys[key].append(concept)
    return keys


@lru_cache(maxsize=1)
def brand_keys() -> frozenset[str]:
    """The keys of well-known brands that a store may not have."""
    return frozenset(span_key(brand.split()) for brand in facts()["brands"])


@lru_cache(maxsize=1)
def stranger_keys() -> frozenset[str]:
    """The keys of goods that other shops sell and this one may not have: never a slip for something it has."""
    return frozenset(span_key(normalise(name).split()) for name in facts().get("strangers", ()))


def concepts_in(words: list[str]) -> tuple[set[str], list[tuple[int, int]]]:
    """The concepts that a product's name shows, longest phrase first, and where the phrases stand."""
    found: set[str] = set()
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        for length in range(min(LONGEST_NAME, len(words) - index), 0, -1):
            phrase = words[index : index + length]
            # Wheat flour is no white flour, though their keys are one.
            shown = _shown_words().get(" ".join(phrase).lower()) or shown_keys().get(span_key(phrase))
            if shown and any(character.isalpha() for character in "".join(words[index : index + length])):
                found.update(shown)
                spans.append((index, index + length))
                index += length
                break
        else:
            index += 1
    return found, spans
