"""What a product of a store is called in some languages: its own name and brand, and what people call such a thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from nlu.concepts import concepts_in, facts, names, shown_keys, span_key
from nlu.lexicon import every_lexicon, language_is_mixed_in, taught, together
from nlu.spelling.fold import romanise
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise

# How directly a phrase names a product: "5 maggi" the thing itself, "sabun" its kind, "amul" only its maker.
ALIAS, NAMED, KIND, BRAND = 1.1, 1.0, 0.9, 0.5
_PARENTHESIS = regex.compile(r"\(([^)]*)\)")
_FEWEST_LETTERS = 5
"""Of a name that another language has: shorter words are met by chance."""
_PRICE = regex.compile(r"₹\s*\d+")


@dataclass(frozen=True)
class Spelling:
    """A name in the forms in which it is looked up."""

    lower: str
    key: str
    letters: str


@cache
def spelling(name: str) -> Spelling:
    """Kept: every store, and every mixture of languages, looks up the same names."""
    words = normalise(name).split()
    return Spelling(" ".join(words).lower(), span_key(words), letters_of(words))


@dataclass(frozen=True)
class Lore:
    """What a product is called in some languages, whichever store sells it."""

    keys: dict[str, float]
    spelt: dict[str, float]
    """Names letter for letter, and how directly each names the product."""
    letters: dict[str, str]
    """The key of each name's letters."""
    foreign: dict[str, float]
    """The keys of names in the languages that are not at hand."""
    words: frozenset[str]
    """The keys of the words of its name and brand."""


@lru_cache(maxsize=16384)
def lore_of(name: str, brand: str, aliases: tuple[str, ...], codes: tuple[str, ...]) -> Lore:
    """Kept: most stores sell the same goods, and a store's index is made again for each mixture of languages."""
    main = _PRICE.sub(" ", _PARENTHESIS.sub(" ", name))
    words, maker = _without_pack(normalise(main).split()), normalise(brand).split()
    shown, spans = concepts_in(words)
    shown = shown or concepts_in(maker)[0]
    called = [(alias, ALIAS) for alias in aliases]
    for length in range(1, len(words) + 1):
        is_maker = length < len(words) and words[:length] == maker
        cuts_a_name = is_maker or any(start < length < end for start, end in spans)
        if not cuts_a_name and (length > 1 or not _is_plain(words[0], codes)):
            called.append((" ".join(words[:length]), NAMED))
    for inner in _PARENTHESIS.findall(name):
        says_how = together(codes).table("loose").whole(tokenise(normalise(inner))) is not None
        if not any(character.isdigit() for character in inner) and not says_how:
            called.append((inner, NAMED))
    if brand:
        called.append((brand, BRAND))
    called += [(word, NAMED) for concept in shown for word in names(codes).get(concept, ())]
    kinds = [kind for kind, members in facts()["kinds"].items() if shown.intersection(members)]
    called += [(word, KIND) for kind in kinds for word in names(codes).get(kind, ())]
    # By its letters the message is in English or in nothing at all ("sakkarai stock 12 kilo"): names of the other languages
    # count too, but only letter for letter.
    others = names(taught()) if all(language_is_mixed_in(code) for code in codes) else {}
    foreign = dict.fromkeys((spelling(word).key for concept in shown for word in others.get(concept, ())), KIND)
    own_words = frozenset(span_key([word]) for word in [*words, *maker] if word[:1].isalpha())
    keys: dict[str, float] = {}
    spelt: dict[str, float] = {}
    letters: dict[str, str] = {}
    for spelt_as, score in ((spelling(word), score) for word, score in called):
        if len(spelt_as.key) < 2 or spelt_as.key.isdigit():
            continue
        letters.setdefault(spelt_as.letters, spelt_as.key)
        keys[spelt_as.key] = max(score, keys.get(spelt_as.key, 0.0))
        spelt[spelt_as.lower] = max(score, spelt.get(spelt_as.lower, 0.0))
    return Lore(keys, spelt, letters, foreign, own_words)


def _is_plain(word: str, codes: tuple[str, ...]) -> bool:
    """Whether a lone word of a product's name says too little to name it: "Good" of Good Day, "Red" of Red Label."""
    return span_key([word]) not in shown_keys() and (len(word) < 3 or together(codes).spells(tokenise(word)[0]))


@lru_cache(maxsize=1)
def meant_anywhere() -> dict[str, str]:
    """By Latin word: the concept that it names in some language and that no other language takes it for.

    People call things as their neighbours do: "chini" is sugar in a Marathi message too.
    """
    found: dict[str, set[str]] = {}
    for code in taught():
        for concept, words in names((code,)).items():
            for word in words:
                if word.isascii() and word.isalpha() and len(word) >= _FEWEST_LETTERS:
                    found.setdefault(word.lower(), set()).add(concept)
    return {word: next(iter(concepts)) for word, concepts in found.items() if len(concepts) == 1}


@lru_cache(maxsize=256)
def name_keys(codes: tuple[str, ...]) -> frozenset[str]:
    """The keys of all that shops sell, in these languages."""
    return frozenset(spelling(phrase).key for phrases in names(codes).values() for phrase in phrases)


def letters_of(words: Sequence[str]) -> str:
    """The words run together in plain Latin letters, a doubled letter once."""
    return str(regex.sub(r"(.)\1+", r"\1", "".join(romanise(word) for word in words)))


def _without_pack(words: list[str]) -> list[str]:
    """A name's words without its pack: "Maggi Noodles 280 g family pack" without "280 g"."""
    units = every_lexicon().table("units")
    kept: list[str] = []
    for index, word in enumerate(words):
        after_number = index > 0 and words[index - 1][:1].isdigit()
        if word[:1].isdigit() or (after_number and units.whole(tokenise(word)) is not None):
            continue
        kept.append(word)
    return kept
