"""What the things of a kirana shop are called, in every language at hand: the data of `nlu/names/`.

A concept is a thing apart from any one store ("sugar", "parle_g"). A product is of a concept when its name or brand
says one of the concept's English names; it then goes by all the concept's names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.fold import fold, romanise
from nlu.normalise import normalise

_NAMES = Path(__file__).parent / "names"
LONGEST_NAME = 6
"""Words of the longest name looked for."""


def span_key(words: Sequence[str]) -> str:
    """The key of a phrase, the same with and without spaces: "thums up", "thumsup"."""
    return fold("".join(romanise(word) for word in words if any(c.isalnum() for c in word)) or "-")


@lru_cache(maxsize=1)
def concepts() -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, Any]]:
    """Concept to English names, concept to names in every language, and `concepts.yml`."""
    facts = yaml.load((_NAMES / "concepts.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    every: dict[str, list[str]] = defaultdict(list)
    english: dict[str, list[str]] = {}
    for path in sorted(_NAMES.glob("*.yml")):
        if path.stem == "concepts":
            continue
        names = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for concept, words in names.items():
            every[concept] += words
        if path.stem == facts["shown_in"]:
            english = names
    shown = {concept: words + facts["shown_by"].get(concept, []) for concept, words in english.items()}
    return shown, every, facts


@lru_cache(maxsize=1)
def shown_keys() -> dict[str, list[str]]:
    """By key of a name as catalogues print it: the concepts that it shows."""
    keys: dict[str, list[str]] = defaultdict(list)
    for concept, words in concepts()[0].items():
        for word in words:
            key = span_key(normalise(word).split())
            if concept not in keys[key]:
                keys[key].append(concept)
    return keys


@lru_cache(maxsize=1)
def brand_keys() -> frozenset[str]:
    """The keys of well-known brands that a store may not have."""
    return frozenset(span_key(brand.split()) for brand in concepts()[2]["brands"])


def concepts_in(words: list[str]) -> tuple[set[str], list[tuple[int, int]]]:
    """The concepts that a product's name shows, longest phrase first, and where the phrases stand."""
    found: set[str] = set()
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        for length in range(min(LONGEST_NAME, len(words) - index), 0, -1):
            shown = shown_keys().get(span_key(words[index : index + length]))
            if shown and any(character.isalpha() for character in "".join(words[index : index + length])):
                found.update(shown)
                spans.append((index, index + length))
                index += length
                break
        else:
            index += 1
    return found, spans
