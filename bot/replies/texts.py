"""The texts on disk: `<language>/*.yml`, key to text, and `<language>/language.yml` with units and signs.

A folder is a BCP 47 language, with its script where that is not the usual one: `hi`, `hi-Latn`. A folder that is
missing means "not yet": that language is answered in English. A text is a string, or `text` with a shorter `sms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.lexicon import languages as rows
from nlu.lexicon import taught

FOLDER = Path(__file__).parent
FALLBACK = "en"


@dataclass(frozen=True)
class Text:
    """One reply's words. `sms` stands in for `text` where a segment costs money."""

    text: str
    sms: str | None = None

    def on(self, channel: str) -> str:
        """The words for `channel`."""
        return self.sms if channel == "sms" and self.sms is not None else self.text


@dataclass(frozen=True)
class Language:
    """How a language writes quantities, money and dates, and every text it has."""

    tag: str
    script: str
    """ISO 15924."""
    locale: str
    """Of CLDR, for dates, grouping of digits and plurals."""
    units: Mapping[str, str]
    """`kg`, `g`, `l`, `ml`, `pc` as written after a number; empty for what is just counted."""
    rupees: str
    """`₹{amount}`."""
    rupees_sms: str
    comma: str
    """Between the items of a list."""
    day_parts: Mapping[int, str]
    """From which hour of the day on a time is said how, in order: 0 `raat {time} baje`, 4 `subah {time} baje`. CLDR names the
    parts without the word for the hour, none in Odia, and in Latin letters Hindi's alone."""
    texts: Mapping[str, Text]

    def name_of(self, tag: str) -> str:
        """What a language is called here (`hi`, `hi-Latn`), else in `nlu/languages.yml`: who adds one needs no other's texts."""
        code = tag.partition("-")[0]
        own = (self.texts[key].text for key in (f"language.{tag}", f"language.{code}") if key in self.texts)
        return next(own, None) or next((row.name for row in rows() if row.code == code), tag)


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Language]:
    """Every language that has a folder, by tag."""
    return {path.parent.name: _read(path.parent) for path in sorted(FOLDER.glob("*/language.yml"))}


def language_for(code: str, script: str) -> Language:
    """The folder for a language and script: its own, else English. Never a text in a script that was not used.

    `("hi", "Latn")` is hi-Latn, `("hi", "Deva")` is hi.
    """
    return _own(code, script) or languages()[FALLBACK]


def has_language(code: str, script: str) -> bool:
    """Whether replies can be written in this language and script: it has texts and is taught (`nlu/languages.yml`)."""
    return code in taught() and _own(code, script) is not None


def _own(code: str, script: str) -> Language | None:
    known = languages()
    fitting = (known[tag] for tag in (f"{code}-{script}", code) if tag in known)
    return next((language for language in fitting if language.script == script), None)


def _read(folder: Path) -> Language:
    signs = _load(folder / "language.yml")
    signs["day_parts"] = {int(hour): said for hour, said in signs["day_parts"].items()}
    texts: dict[str, Text] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name == "language.yml":
            continue
        for key, value in _load(path).items():
            if key in texts:
                raise ValueError(f"{folder.name}: {key} is there twice")
            texts[key] = Text(**value) if isinstance(value, dict) else Text(str(value))
    return Language(tag=folder.name, texts=texts, **signs)


def _load(path: Path) -> dict[str, Any]:
    # The base loader keeps every scalar a string: a text "No" is no boolean.
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    if not isinstance(loaded, dict):
        raise ValueError(f"{path} holds no texts")
    return loaded
