"""Which language and script a message is in.

An Indic script leaves one language or two (Devanagari: Hindi or Marathi); Latin letters leave all of them. The words
decide that each language's lexicon calls its markers; product names and commands are no language's, so what stays open
is what the retailer is known to speak.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log

import regex

from nlu.lexicon import Language, Lexicon, language_is_mixed_in, languages, lexicon_alone, lexicon_of
from nlu.lexicon.phrases import Phrases
from nlu.spelling.tokens import Token

Told = tuple[tuple[str, float], ...]
"""Folders of training sentences (`hi-Latn`) and how likely a message is to belong to each."""
# One marker outweighs one everyday word, also when a neighbour has that marker too; two words are worth a marker.
_MARKER, _SHARED_MARKER, _OWN_WORD = 4, 3, 2
_INDIC_WEIGHT = 3
# How a marker's score, and the retailer's own language, weigh beside the model's log-odds: chosen on tests/languages, where
# the model alone is right in 97.5 %, with the markers in 97.9 %, the markers alone in 94.1 %.
_SCORE_WEIGHT, _KNOWN_WEIGHT, _NEVER_IMPOSSIBLE = 0.15, 2.0, 1e-3
_LIKELY_TOO, _MOST_OTHERS = 0.15, 2
_FEW_WORDS = 2
"""Words of a product's name."""
_COUNTED = ("numbers", "units", "periods", "credit", "fractions", "multipliers", "currency", "words")


@lru_cache(maxsize=1)
def _own_lexicons() -> dict[str, Lexicon]:
    return {language.code: lexicon_alone(language.code) for language in languages() if language.ready}


@lru_cache(maxsize=1)
def _script_patterns() -> dict[str, regex.Pattern[str]]:
    scripts = dict.fromkeys(script for language in languages() for script in language.scripts)
    return {script: regex.compile(rf"\p{{Script={script}}}") for script in scripts}


def script_of(text: str) -> str | None:
    """The ISO 15924 code of most of the letters; an Indic letter counts as three Latin ones. None without letters."""
    counts = {script: len(pattern.findall(text)) for script, pattern in _script_patterns().items()}
    # "5 maggi बेचा" is a Hindi message with a brand in it: brands keep their Latin letters in every script.
    counts = {script: count if script == "Latn" else count * _INDIC_WEIGHT for script, count in counts.items()}
    best = max(counts, key=lambda script: (counts[script], script != "Latn"))
    return best if counts[best] else None


def detect(tokens: tuple[Token, ...], known: str | None, told: Told = ()) -> tuple[str, str]:
    """The BCP 47 language and the ISO 15924 script of a message, `known` being the retailer's language if known.

    `known` may name a script too (`hi-Latn`); it is what a message without letters, or with names alone, is taken for.
    `told` is what the model says of it (`Parse.languages`), nothing where it was not asked.
    """
    ranking, script = _rank(tokens, known, told)
    return ranking[0][0], script


def lexicon_at_hand(tokens: tuple[Token, ...], known: str | None, told: Told = ()) -> Lexicon:
    """The lexicon to read a message with: its own language's, of those mixed in, and of what the retailer speaks.

    Where two languages are likely, both are at hand: a product or a number word may be either's. What the retailer
    speaks counts only in a script that it is written in: to a Hindi ear the Bengali name "শংকর" is sugar (shakkar).
    """
    ((code, _), *others), script = _rank(tokens, known, told)
    likely = [other for other, chance in others if chance >= _LIKELY_TOO][:_MOST_OTHERS]
    spoken = (known or code).partition("-")[0]
    written = any(language.code == spoken and script in language.scripts for language in languages())
    return lexicon_of(code, *likely, *((spoken,) if written else ()))


@lru_cache(maxsize=1024)
def _rank(tokens: tuple[Token, ...], known: str | None, told: Told) -> tuple[list[tuple[str, float]], str]:
    """The languages that a message may be in, the likeliest first, with their chances, and its script."""
    known_code, _, known_script = (known or "").partition("-")
    script = script_of(" ".join(token.text for token in tokens))
    known_language = next((language for language in languages() if language.code == known_code), None)
    if script is None:
        script = known_script or (known_language.scripts[0] if known_language else "Latn")
    fitting = [language for language in languages() if script in language.scripts]
    if known_language not in fitting:
        known_language = None
    ready = [language for language in fitting if language.ready]
    if script != "Latn" and len(fitting) == 1:
        return [(fitting[0].code, 1.0)], script
    scores = {language.code: _score(language, tokens) for language in ready}
    if known_language in ready and names_and_counts(tokens):
        return [(known_language.code, 1.0)], script
    chances = {language.code: chance for name, chance in told if (language := _of_folder(name, script)) in ready}
    if chances:
        return _weigh(chances, scores, known_language), script
    return [(_decide(ready or fitting, scores, known_language), 1.0)], script


def names_and_counts(tokens: Sequence[Token]) -> bool:
    """Whether a message is a number, a unit, and a name that no language's everyday words have: "2 litter tel".

    It is no language's own, and says nothing of what became of the goods, whatever the model has seen such a unit in.
    """
    lexicon = lexicon_of(*_own_lexicons())
    units = {i for _, start, end in lexicon.table("units").occurrences(tokens) for i in range(start, end)}
    words = [token for token in tokens if token.is_word and token.index not in units]
    named = len(words) <= _FEW_WORDS and not any(lexicon.spells(token) for token in words)
    return bool(units) and named and any(token.is_number for token in tokens)


def _of_folder(name: str, script: str) -> Language | None:
    """The language of a folder of training sentences (`hi-Latn`, `en`) when the folder is in this script."""
    code, _, written = name.partition("-")
    language = next((language for language in languages() if language.code == code), None)
    return language if language is not None and (written or language.scripts[0]) == script else None


def _weigh(chances: dict[str, float], scores: dict[str, int], known: Language | None) -> list[tuple[str, float]]:
    """What the model says, the markers, and what the retailer is known to speak, together."""
    logits = {
        code: log(chances.get(code, 0.0) + _NEVER_IMPOSSIBLE)
        + score * _SCORE_WEIGHT
        + (_KNOWN_WEIGHT if known is not None and code == known.code else 0.0)
        for code, score in scores.items()
    }
    top = max(logits.values())
    whole = sum(exp(logit - top) for logit in logits.values())
    ranking = [(code, exp(logit - top) / whole) for code, logit in logits.items()]
    return sorted(ranking, key=lambda one: one[1], reverse=True)


def _decide(fitting: list[Language], scores: dict[str, int], known: Language | None) -> str:
    """The best score; a language that is mixed into others gives way to one of those with a marker of its own."""
    own = {code: score for code, score in scores.items() if not language_is_mixed_in(code) and score >= _SHARED_MARKER}
    mixed = {code: score for code, score in scores.items() if language_is_mixed_in(code) and score >= _MARKER}
    if own and max(own.values()) * 2 >= max(mixed.values(), default=0):
        best = max(own.values())
        leaders = [code for code, score in own.items() if score == best]
        return known.code if known and known.code in leaders else leaders[0]
    if mixed:
        return max(mixed, key=lambda code: mixed[code])
    if known:
        return known.code
    weak = {code: score for code, score in scores.items() if score}
    if weak:
        return max(weak, key=lambda code: (weak[code], language_is_mixed_in(code)))
    return next((language.code for language in fitting if language.mixed_in), fitting[0].code)


def _score(language: Language, tokens: tuple[Token, ...]) -> int:
    """How much of a message is this language's: its markers count most, its other words less.

    A marker that a neighbour has too ("nahi": Hindi, Marathi, Gujarati) counts in between; what a mixed-in language has, nothing.
    """
    return sum(_score_word(language.code, token.lower, token.soft) for token in tokens if token.is_word)


@lru_cache(maxsize=65536)
def _score_word(code: str, lower: str, soft: str) -> int:
    """The part of `_score` that a word has in it. Kept: a dozen lexicons are asked, for each language, and words repeat."""
    token = Token(0, lower, 0, lower, soft)
    own = _own_lexicons()[code]
    others = [lexicon for other, lexicon in _own_lexicons().items() if other != code]
    everywhere = [lexicon for other, lexicon in _own_lexicons().items() if language_is_mixed_in(other)]
    if _holds(own.table("markers"), token):
        shared = any(lexicon.table(name).spells(token) for lexicon in others for name in ("markers", "words"))
        common = any(lexicon.spells(token) for lexicon in everywhere if lexicon is not own)
        return _MARKER if not shared else 0 if common or language_is_mixed_in(code) else _SHARED_MARKER
    if any(_holds(own.table(name), token) for name in _COUNTED):
        shared = any(lexicon.table(name).spells(token) for lexicon in others for name in ("markers", *_COUNTED))
        return 0 if shared else _OWN_WORD
    return 0


def _holds(table: Phrases, token: Token) -> bool:
    return table.match((token,), 0) is not None
