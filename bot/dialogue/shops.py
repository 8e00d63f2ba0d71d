"""Which of an owner's shops a message means: all of them ("dono dukan ki bikri"), or one by its place. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

from nlu.contract import Understanding
from nlu.spelling.fold import fold
from nlu.spelling.normalise import normalise

_SHORTEST = 3


def asks_sales_of_all(normalised: str) -> bool:
    """Whether a message asks for the sales of all shops: a word for all or both close before one for shops, and one for sales."""
    words = [fold(word) for word in normalised.split()]
    every, shops = _words()["all"], _words()["shops"]
    if not _words()["sales"] & set(words):
        return False
    return any(word in every and shops & set(words[i + 1 : i + 4]) for i, word in enumerate(words))


def wants_new_shop(heard: Understanding) -> bool:
    """Whether a shop is to be opened: a word for new just before one for shop, and one for adding or opening it ("nayi dukan
    jodo"), with no goods, figures or dates in it.
    """
    frame = heard.frame
    if frame.items and any(item.quantity is not None or item.price is not None for item in frame.items):
        return False
    if frame.amount is not None or any(character.isdecimal() for character in heard.normalised):
        return False
    words = [fold(word) for word in heard.normalised.split()]
    new, shops, adds = (_words()[what] for what in ("new", "shops", "adds"))
    return bool(adds & set(words)) and any(one in new and two in shops for one, two in pairwise(words))


def meant(said: str, titles: Mapping[int, str]) -> int | None:
    """The number of the one shop whose name or place holds every word that was said, mostly in any script: "स्टेशन रोड" is Station
    Road. None for no such shop, or several.
    """
    words = [fold(word) for word in normalise(said).split()]
    fitting = [
        number
        for number, title in titles.items()
        if words and all(any(_alike(word, fold(own)) for own in normalise(title).split()) for word in words)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _alike(one: str, other: str) -> bool:
    """Equal, or a letter apart in words that a letter does not turn into another."""
    return one == other or (min(len(one), len(other)) >= _SHORTEST and OSA.distance(one, other) <= 1)


@cache
def _words() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load(Path(__file__).with_name("shops.yml").read_text(encoding="utf-8"))
    return {what: frozenset(fold(word) for word in words) for what, words in listed.items()}
