"""What each language calls things, read from `<code>.yml` beside this file: numbers, units, cues, days, phrases.

Code names no language: it asks for a table ("units", "credit") and gets the words of the languages at hand. Sections:

- `markers`: words that give the language away; `words`: other everyday words, so never a name or a product; `shared`: those
  that a neighbour's language or English has too, so no sign of this one.
- `numbers`, `multipliers`, `fractions`, `shifts` (added to the number or multiplier that follows), `and_fractions`
  (added to the number before), `number_joins` (between hundreds and what is added to them), `guarded` (number words
  that are something else after the listed words), `articles`.
- `lone_multipliers`: those that only ever stand for one of themselves ("మూడు వంద": three for a hundred).
- `hundreds_before`: small numbers that are hundreds right before tens ("one ninety").
- `number_endings`: what is glued to number words ("વીસની", of twenty) and read as a word of its own, written as case
  endings are; `fraction_endings`: halves and quarters glued to them (പന്ത്രണ്ടര, 12.5), by value.
- `sizes`: of a product's packs, the big and the small one.
- `ordinals`: which one is picked; `units`, `currency`; `cues`: what tells a price from an amount, credit, a total, an old
  value, and so on; and what speaks against an intent (`nlu/frames/retold.py`): `spoilt`, `unpaid`, `left_here`, `gone`,
  `counted`, `sold_off`, `mistaken`, `asks_price`, …; `money_names` and `received` are read by no rule, only by the model,
  to which each section is a kind of word (`nlu/rasa/kinds.py`). `in_name`: "in the name of", behind whose account it is.
  `alert_if`: when it runs low; `lacking`: what was not there; `has_said`: who told it; `within`: in or for a container.
  Who did what: `agents` (behind who acts: "ne"), `sells`, `speaks`, `tells` and `dictated` ("write it down"). `minutes_past`:
  "half past", by its minutes; `determiners`: "the" before a firm; `alert_words`: what a "no" before them denies.
- `people`: what stands beside a customer's, a supplier's, a shop's name; case endings that come off a name,
  `dative_endings` not off one that pays, `weak_case_endings` only before a particle, `genitive_endings` only off one whose
  account is told of, `firm_endings` only off a shop's or a firm's word; `boys`, `occasions`: of whom and what for, and no
  customer; `passers_by`: who is nobody in particular, but on credit; `servants` and `bringers`: who comes for another, always
  and with money; `trades`; `titles`: trades that a name begins with; `grown_respect`: short words of respect that grow onto a
  name; `markets` by their words and `place_endings` of towns and markets: where goods are fetched, and no supplier.
- `product_endings`: case endings that come off a product's name only.
- `events`: what comes up near a shop, by kind; `none` of them is what another language's word for one means in this.
- `payment`, `periods`, `spans`, `weekdays` (0 is Monday), `months`, `day_parts`, `clock`, `until`, `day_of_month`, `before_day`,
  `day_endings` (glued to a number that is a day: "১৫ই"); `language_names`,
  `latin_letters`, `switches`, `alerts`, `reports`, `formats`, `licences`.
- `phrases`: whole messages by intent; `commands`: first words of short commands by intent.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from nlu.lexicon.phrases import JoinedPhrases, Phrases
from nlu.spelling.tokens import Token, soft_key

_ROOT = Path(__file__).parent
# Sections whose entries are sections themselves.
_NESTED = ("cues", "people")
_FEW = 6
_NO_VOCABULARY = (
    "case_endings",
    "weak_case_endings",
    "genitive_endings",
    "firm_endings",
    "product_endings",
    "place_endings",
    "number_endings",
    "fraction_endings",
    "commands",
    "phrases",
    "events",
)

_NO_TABLES = ("guarded", "dative_endings")


@dataclass(frozen=True)
class Language:
    """A row of `nlu/languages.yml`."""

    code: str
    name: str
    autonym: str
    scripts: tuple[str, ...]
    mixed_in: bool
    ready: bool
    """Whether it is taught: its files are used."""


@dataclass(eq=False)
class Endings:
    """What each language glues to words, as its sections of these names write it; a fraction's with its value."""

    case_endings: tuple[str, ...] = ()
    weak_case_endings: tuple[str, ...] = ()
    dative_endings: tuple[str, ...] = ()
    genitive_endings: tuple[str, ...] = ()
    firm_endings: tuple[str, ...] = ()
    product_endings: tuple[str, ...] = ()
    number_endings: tuple[str, ...] = ()
    fraction_endings: tuple[tuple[str, str], ...] = ()


_ENDINGS = tuple(field.name for field in fields(Endings))


def _endings_in(section: Any) -> tuple[Any, ...]:
    """A section's endings, with what each stands for where it tells that."""
    if isinstance(section, dict):
        return tuple((ending, value) for value, endings in section.items() for ending in endings)
    return tuple(section)


class Lexicon(Endings):
    """The tables of several languages together; of two that give a word a meaning, the first language wins."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__()
        self.codes = codes
        self._tables: dict[str, Phrases] = {}
        vocabulary: set[str] = set()
        self._vocabulary: Container[str] = vocabulary
        self.guarded: dict[str, frozenset[str]] = {}
        for code in codes:
            self._read(_sections(code))
        for name, table in self._tables.items():
            if name not in _NO_VOCABULARY:
                vocabulary.update(table.words())
        self._folded_vocabulary: Container[str] = {key for word in vocabulary if len(key := soft_key(word)) >= 4}

    def _read(self, sections: dict[str, Any]) -> None:
        for name, section in sections.items():
            if name == "guarded":
                self.guarded |= {word: frozenset(map(soft_key, after)) for word, after in section.items()}
            elif name in _NESTED:
                for inner, entries in section.items():
                    self._fill(inner, entries)
            else:
                self._fill(name, section)
        people = sections.get("people", {})
        for name in _ENDINGS:
            setattr(self, name, getattr(self, name) + _endings_in(people.get(name, sections.get(name, ()))))

    def _fill(self, name: str, entries: Any) -> None:
        table = self._tables.setdefault(name, Phrases(self._vocabulary))
        if isinstance(entries, list):
            for phrase in entries:
                table.add(phrase, phrase)
            return
        for value, phrases in entries.items():
            for phrase in phrases:
                table.add(phrase, value)

    def table(self, name: str) -> Phrases:
        """The phrases of a section; empty when no language at hand has it."""
        return self._tables.get(name, _EMPTY)

    def spells(self, token: Token) -> bool:
        """Whether a word is spelt exactly as some table has it."""
        return token.lower in self._vocabulary

    def knows(self, token: Token) -> bool:
        """Whether a word is an everyday one: never a person's name, never a slip for a product. Said twice it is one too."""
        once, _, again = token.lower.partition("-")
        twice = bool(once) and once == again and once in self._vocabulary
        return token.lower in self._vocabulary or token.soft in self._folded_vocabulary or twice


_EMPTY = Phrases()


class _Either(Container[str]):
    """Several sets as one that is never built."""

    def __init__(self, sets: Sequence[Container[str]]) -> None:
        self._sets = sets

    def __contains__(self, word: object) -> bool:
        return any(word in several for several in self._sets)


class _JoinedLexicon(Lexicon):
    """A few languages' lexicons side by side. People mix languages in hundreds of ways: to merge each takes too long."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        self._lexicons = [lexicon_alone(code) for code in codes]
        self._tables = {}
        self._vocabulary = _Either([lexicon._vocabulary for lexicon in self._lexicons])
        self._folded_vocabulary = _Either([lexicon._folded_vocabulary for lexicon in self._lexicons])
        self.guarded = {word: after for lexicon in self._lexicons for word, after in lexicon.guarded.items()}
        for name in _ENDINGS:
            setattr(self, name, tuple(chain.from_iterable(getattr(lexicon, name) for lexicon in self._lexicons)))

    def table(self, name: str) -> Phrases:
        """The phrases of a section; empty when no language at hand has it."""
        if name not in self._tables:
            tables = [found for lexicon in self._lexicons if (found := lexicon._tables.get(name)) is not None]
            self._tables[name] = JoinedPhrases(tables, self._vocabulary)
        return self._tables[name]


def words_of_sections(code: str) -> Iterator[tuple[str, str]]:
    """Every entry that is one word, after the section that has it; without endings, commands and whole messages."""
    for name, section in _load(code).items():
        for inner, entries in section.items() if name in _NESTED else ((name, section),):
            if inner in _NO_VOCABULARY or inner in _NO_TABLES:
                continue
            phrases = entries if isinstance(entries, list) else chain.from_iterable(entries.values())
            yield from ((inner, phrase) for phrase in phrases if " " not in phrase)


@lru_cache(maxsize=32)
def _sections(code: str) -> dict[str, Any]:
    return _load(code)


def _load(code: str) -> dict[str, Any]:
    # CBaseLoader, the quick one: "on", "off", "no", "yes" are words here, and 0.25 a decimal, never a float.
    return dict(yaml.load((_ROOT / f"{code}.yml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """All languages of the product, in the order of `nlu/languages.yml`."""
    rows = yaml.load((_ROOT.parent / "languages.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return tuple(
        Language(
            row["code"],
            row["name"],
            row["autonym"],
            tuple(row["scripts"]),
            row.get("mixed_in") == "true",
            row.get("taught") == "true",
        )
        for row in rows
    )


def tag_of(code: str, script: str | None) -> str:
    """The BCP 47 tag of a language in a script, as its folders are named: `hi` in its own script (or None), `hi-Latn`."""
    own = next((language.scripts[0] for language in languages() if language.code == code), "Latn")
    return code if script in (None, own) else f"{code}-{script}"


def tags() -> dict[str, str]:
    """The script of every tag that a language may have, taught or not: `hi`: Deva, `hi-Latn`: Latn."""
    return {tag_of(language.code, script): script for language in languages() for script in language.scripts}


@lru_cache(maxsize=1024)
def lexicon_of(code: str, *others: str) -> Lexicon:
    """The lexicon for a message in `code`: that language first, then those mixed into every other, then the `others`.

    A message in English and product names alone may still say "120 me" when its sender speaks Hindi.
    """
    ready = {language.code: language for language in languages() if language.ready}
    mixed = [language.code for language in ready.values() if language.mixed_in]
    return together(tuple(dict.fromkeys(c for c in (code, *mixed, *others) if c in ready)))


def every_lexicon() -> Lexicon:
    """All languages' tables together: for commands and whole phrases, which need no language known."""
    return together(taught())


@lru_cache(maxsize=1)
def taught() -> tuple[str, ...]:
    """The codes of the languages that are understood."""
    return tuple(language.code for language in languages() if language.ready)


@cache
def language_is_mixed_in(code: str) -> bool:
    """Whether words of this language turn up in messages of every other."""
    return any(language.code == code and language.mixed_in for language in languages())


@lru_cache(maxsize=256)
def together(codes: tuple[str, ...]) -> Lexicon:
    """The tables of these languages, the first before the others."""
    if len(codes) == 1:
        return lexicon_alone(codes[0])
    # Merged, all languages are asked at once, and that is done in one way only.
    return _JoinedLexicon(codes) if len(codes) <= _FEW else Lexicon(codes)


@cache
def lexicon_alone(code: str) -> Lexicon:
    """The tables of one language, without those mixed into it."""
    return Lexicon((code,))
