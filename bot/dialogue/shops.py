"""Whether a question is about all of an owner's shops: "dono dukan ki bikri". Pure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from nlu.fold import fold


def speaks_of_all(normalised: str) -> bool:
    """Whether a message names all shops: a word for all or both close before a word for shops."""
    words = [fold(word) for word in normalised.split()]
    every, shops = _words()["all"], _words()["shops"]
    return any(word in every and shops & set(words[i + 1 : i + 4]) for i, word in enumerate(words))


@cache
def _words() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load(Path(__file__).with_name("shops.yml").read_text(encoding="utf-8"))
    return {what: frozenset(fold(word) for word in words) for what, words in listed.items()}
