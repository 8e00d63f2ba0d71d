"""Words that are people's names, letter for letter, whatever else they sound like: Khanna is no "khand", Kishan no Kissan."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token
from nlu.words.endings import stems

_HERE = Path(__file__).parent
_POOLS = _HERE.parent / "pools"


def is_name(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is spelt as a known name is, with or without a case ending."""
    known = _names()
    return token.lower in known or any(stem.lower() in known for stem in stems(token.text, lexicon.case_endings))


def is_name_as_spelt(word: str) -> bool:
    """Whether a word is a name of `namesakes.yml` letter for letter, and none of them a case ending: ಚಿನ್ನ is no ಚಿನ್."""
    return word.lower() in _listed()


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    """Those of `namesakes.yml`, in lower case; what lies in the pools may have a case ending of its own."""
    listed = yaml.safe_load((_HERE / "namesakes.yml").read_text(encoding="utf-8"))
    return frozenset(str(name).lower() for group in listed.values() for name in group)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Single words, in lower case: those of `namesakes.yml` and the customers of `pools/`."""
    names = list(_listed())
    for path in sorted(_POOLS.glob("*.yml")):
        names += yaml.safe_load(path.read_text(encoding="utf-8")).get("customer", [])
    return frozenset(str(name).lower() for name in names if " " not in str(name))
