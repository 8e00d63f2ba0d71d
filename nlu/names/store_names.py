"""What the products of one store are called: by their letters, by their sound, and what is no slip for any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlu.concepts import brand_keys, names, span_key, stranger_keys
from nlu.contract import Product
from nlu.names.lore import NAMED, letters_of, lore_of, name_keys
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import Token

SHORTEST_SLIP = 5
"""Letters of a word in which one slip is forgiven."""


_SHORTEST_SHORT, _VOWELS = 3, frozenset("aeiou")
"""Letters of a word without its vowels that may still name a product."""


@dataclass(frozen=True)
class Mention:
    """A stretch of a message that names a product: tokens `start` to `end`, and how well each product fits."""

    start: int
    end: int
    scores: dict[str, float]
    """By sku; empty when the words name a product that the store does not have."""
    slip: bool = False
    """Whether it was found only by forgiving a slip."""

    @property
    def only_kind(self) -> bool:
        """Whether the words name a kind of thing ("sabun") and no product itself."""
        return bool(self.scores) and max(self.scores.values()) < NAMED


def _is_short_of(short: str, name: str) -> bool:
    """Whether a name without some of its vowels, and nothing else, is `short`."""
    at = 0
    for letter in name:
        if at < len(short) and letter == short[at]:
            at += 1
        elif letter not in _VOWELS or not at:
            return False
    return at == len(short) < len(name)


class _Names:
    """What the products of a store are called, asked product by product.

    An index over all of them answers faster, but to build it costs as much as seven hundred questions, of which a message asks
    about thirty; and most shops write seldom.
    """

    def __init__(self, names: Mapping[str, Mapping[str, float]]) -> None:
        self._names = tuple(names.items())

    def get(self, name: str) -> dict[str, float] | None:
        """By sku how directly `name` names each product; None where it names none."""
        found = {sku: names[name] for sku, names in self._names if name in names}
        return found or None

    def __contains__(self, name: str) -> bool:
        # A loop: `any` over a generator takes twice as long, and this is asked most of all.
        for _, called in self._names:  # noqa: SIM110
            if name in called:
                return True
        return False


class StoreNames:
    """The names of one store's products in the languages `codes`, asked word by word."""

    def __init__(self, products: tuple[Product, ...], codes: tuple[str, ...]) -> None:
        self._codes = codes
        self.products = {product.sku: product for product in products}
        lores = {p.sku: lore_of(p.name, p.brand, tuple(p.aliases), codes) for p in products}
        self._lores = tuple(lores.values())
        self._name_words = {sku: lore.words for sku, lore in lores.items()}
        self._index = _Names({sku: lore.keys for sku, lore in lores.items()})
        # Names letter for letter: where a key is two products' ("ullipayalu", "vellipayalu") the spelling tells them apart.
        self._spelt = _Names({sku: lore.spelt for sku, lore in lores.items()})
        self._foreign = _Names({sku: lore.foreign for sku, lore in lores.items() if lore.foreign})

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        """A key has lost most of what a slip changes: slips are looked for among the names' letters. Their keys."""
        found: dict[str, str] = {}
        for lore in self._lores:
            for letters, key in lore.letters.items():
                found.setdefault(letters, key)
        return found

    @cached_property
    def _slip_targets(self) -> list[str]:
        return [letters for letters in self._by_letters if len(letters) >= SHORTEST_SLIP]

    def shortened(self, token: Token) -> Mention | None:
        """The product that a word names with its vowels left out, as in SMS: "mkhn", "nmk"; None where it may be several."""
        letters = letters_of([token.text]) if token.text.isascii() else ""
        if len(letters) < _SHORTEST_SHORT or sum(letter in _VOWELS for letter in letters) > 1:
            return None
        keys = {key for name, key in self._by_letters.items() if _is_short_of(letters, name)}
        named = [scores for key in keys if (scores := self._index.get(key))]
        common = set.intersection(*(set(scores) for scores in named)) if named else set()
        best = {sku: 0.9 * max(scores[sku] for scores in named) for sku in common}
        return Mention(token.index, token.index + 1, best, slip=True) if best else None

    def _is_no_slip(self, key: str) -> bool:
        """Whether a name is another thing that shops sell, and no slip for one of this store's."""
        known = key in brand_keys() or key in stranger_keys()
        return known or (key in name_keys(self._codes) and key not in self._index)

    def is_sold_elsewhere(self, tokens: Sequence[Token]) -> bool:
        """Whether words are what a thing is called that shops sell, and this one does not."""
        return self._is_no_slip(span_key([token.text for token in tokens]))

    def spells(self, token: Token) -> bool:
        """Whether a word is a product's name letter for letter."""
        return token.lower in self._spelt

    def named_by(self, token: Token) -> Mention | None:
        """The products that one word names, be it an everyday word too: Marathi "ale" is ginger, and came."""
        scores = self._spelt.get(token.lower) or self._index.get(span_key([token.text]))
        return Mention(token.index, token.index + 1, dict(scores)) if scores and token.is_word else None

    def _scores(self, words: Sequence[str]) -> Mapping[str, float] | None:
        """The products that `words` name, by their letters, else by their sound."""
        return self._spelt.get(" ".join(words).lower()) or self._index.get(span_key(words))

    def _called_elsewhere(self, token: Token, concept: str) -> Mention | None:
        """What a word names that another language has for a thing, and none at hand; None where the store lacks it."""
        for name in names(self._codes).get(concept, ()):
            scores = self._scores(normalise(name).split())
            if scores:
                return Mention(token.index, token.index + 1, dict(scores))
        return None
