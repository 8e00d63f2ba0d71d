"""What the console's pages say, in English and Hindi: a file an area, flat keys (`area.name`) to text with `{placeholders}`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LANGUAGES = {"en": "English", "hi": "हिन्दी"}
"""Of the interface, by their own names."""


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of a language by its key. Raises ValueError when two areas have the same key."""
    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.yml")):
        for key, text in yaml.safe_load(path.read_text()).items():
            if key in found:
                raise ValueError(f"{path}: {key} is in another area already")
            found[key] = text
    return found


def text(key: str, language: str, **values: object) -> str:
    """The text of `key`, filled in. Raises KeyError for one that nobody wrote."""
    return catalogue(language)[key].format(**values)


def choose(accepted: str) -> str:
    """The interface's language for a browser that is nobody's yet, by its `Accept-Language`."""
    first = accepted.split(",")[0].split("-")[0].split(";")[0].strip().lower()
    return first if first in LANGUAGES else "en"
