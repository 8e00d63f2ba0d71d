"""The page's words: `words/<tag>.yml`, said with the numbers, dates and names that replies use.

A language without words of its own has the whole page in English: never half a page in a script that was not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml

from actions.contract import Phrase, Value
from bot.replies.render import say_in
from bot.replies.texts import FALLBACK, Language, Text, language_for, languages
from bot.replies.values import show_tick
from domain.values import Money

FOLDER = Path(__file__).parent / "words"
PREFIX = "page."


@dataclass(frozen=True)
class Wording:
    """Says the words of the page and of replies in one language."""

    language: Language

    @property
    def tag(self) -> str:
        """BCP 47, for `lang`."""
        return self.language.tag

    def t(self, key: str, **values: Value) -> str:
        """A string of the page."""
        return say_in(Phrase(PREFIX + key, values), self.language)

    def say(self, key: str, **values: Value) -> str:
        """A text of bot/replies."""
        return say_in(Phrase(key, values), self.language)

    def show(self, value: Value) -> str:
        """A value: money, a quantity, a number, a date."""
        return say_in(value, self.language)

    def weekday(self, day: date) -> str:
        """A date's day of the week."""
        return say_in(day, self.language, "weekday")

    def tick(self, day: date) -> str:
        """A day under a chart."""
        return show_tick(day)

    def rupees(self, value: float | Money) -> str:
        """Whole rupees, where paise say nothing: a month's sum, the lines of a chart."""
        return self.show(Money(round(value.value if isinstance(value, Money) else value)))

    def number(self, value: float) -> str:
        """A number, beside the lines of a chart."""
        return self.show(Decimal(f"{value:g}"))

    def unit(self, unit: str) -> str:
        """A unit's name; nothing for pieces."""
        return self.language.units.get(unit, unit)

    def knows(self, key: str) -> bool:
        """Whether there is a text of bot/replies by that key."""
        return key in self.language.texts or key in languages()[FALLBACK].texts


def tags() -> list[str]:
    """The languages that have words of their own."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


@lru_cache(maxsize=64)
def wording_for(language: str, script: str) -> Wording:
    """The words for a language (BCP 47) and script (ISO 15924), else English."""
    own = language_for(language, script)
    if own.tag not in tags():
        own = language_for(FALLBACK, "Latn")
    texts = {PREFIX + key: Text(value) for key, value in words(own.tag).items()}
    return Wording(replace(own, texts={**own.texts, **texts}))


def words(tag: str) -> Mapping[str, str]:
    """The strings of one language, by key."""
    loaded = yaml.load((FOLDER / f"{tag}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    if not isinstance(loaded, dict):
        raise ValueError(f"{tag}.yml holds no words")
    return loaded
