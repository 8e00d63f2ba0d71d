"""Finding a store's own products in the words of a message, whatever the language, script or spelling.

A `Catalogue` knows every phrase that may name a product: the store's own aliases, the name, the brand, and what people
call such a thing in any language (`nlu/concepts/`). Phrases are compared by folded key, slips by edit distance. Words that
name no product of the store never get the nearest wrong one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.concepts import LONGEST_NAME, brand_keys, span_key, stranger_keys
from nlu.contract import Product
from nlu.lexicon import Lexicon, taught
from nlu.names.firms import ends_a_firm
from nlu.names.lore import BRAND, NAMED, letters_of, meant_anywhere
from nlu.names.namesakes import is_name
from nlu.names.store_names import SHORTEST_SLIP, Mention, StoreNames
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems

__all__ = ["Catalogue", "Mention"]

_LONGEST_INFLECTED, _SHORTEST_STEM = 3, 3
_TWO_SLIPS = 9
"""Letters of a word in which two slips are forgiven."""
_MEASURES = ("kg", "g", "l", "ml")
_FOREIGN_LETTERS = 4
"""A shorter word of a language that is not at hand is met by chance."""


class Catalogue(StoreNames):
    """The index of one store's products. Build it once for a tuple of products: `Catalogue.of(products)`."""

    def __init__(self, products: tuple[Product, ...], codes: tuple[str, ...]) -> None:
        super().__init__(products, codes)
        self._asked: tuple[Sequence[Token], dict[tuple[Lexicon, frozenset[int]], list[Mention]]] = ((), {})

    @staticmethod
    def of(products: tuple[Product, ...], codes: tuple[str, ...] | None = None) -> Catalogue:
        """The index of these products by their names in the languages `codes`, built once for each tuple that is at hand.

        None: in every language. A name of a language that nobody speaks here would only be met by mistake.
        """
        # In one order: which language comes first means nothing here, and each order would be an index of its own.
        codes = tuple(sorted(taught() if codes is None else codes))
        # By identity: to compare or hash a hundred products takes longer than to find a word among them.
        key = (id(products), codes)
        with _at_hand_lock:
            found = _at_hand.get(key)
            if found is not None:
                _at_hand.move_to_end(key)
                return found[1]
        made = Catalogue(products, codes)
        with _at_hand_lock:
            _at_hand[key] = (products, made)
            while len(_at_hand) > _AT_HAND:
                _at_hand.popitem(last=False)
        return made

    def find(self, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> list[Mention]:
        """Every product named, in order, none overlapping; tokens in `taken` (a person's name) are passed over.

        The finds of the message that was asked about last are remembered: each reading of it asks again.
        """
        message, finds = self._asked
        if message is not tokens:
            self._asked = message, finds = tokens, {}
        asked = lexicon, taken
        if asked not in finds:
            finds[asked] = self._find(tokens, lexicon, taken)
        return list(finds[asked])

    def _find(self, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]) -> list[Mention]:
        spans = self._spans(tokens, lexicon, taken)
        mentions: list[Mention] = []
        for span in spans:
            joined = self._join(mentions[-1], span, tokens, lexicon) if mentions else None
            if joined is not None:
                mentions[-1] = joined
            else:
                mentions.append(span)
        found = []
        for mention in mentions:
            others = {i for other in mentions if other is not mention for i in range(other.start, other.end)}
            heeded = self._heed_brands(mention, tokens, lexicon, taken)
            found.append(self._narrow(heeded, tokens, taken | others))
        return sorted(found + self._strangers(tokens, lexicon, taken, found), key=lambda mention: mention.start)

    def _strangers(
        self, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int], found: Sequence[Mention]
    ) -> list[Mention]:
        """Well-known brands that the store does not have: a product is named, and it is none of these."""
        covered = taken | {index for mention in found for index in range(mention.start, mention.end)}
        strangers = []
        for index, token in enumerate(tokens):
            for length in (2, 1):
                span = tokens[index : index + length]
                if len(span) < length or covered & set(range(index, index + length)) or not token.is_word:
                    continue
                following = tokens[index + length : index + length + 1]
                somebodys = bool(following) and ends_a_firm(following[0], lexicon)
                somebodys |= lexicon.table("honorifics").match(following, 0) is not None
                known = all(lexicon.knows(t) for t in span)
                key = span_key([t.text for t in span])
                named = key in brand_keys() or (key in stranger_keys() and key not in self._index)
                if named and not known and not somebodys:
                    strangers.append(Mention(index, index + length, {}))
                    covered = covered | set(range(index, index + length))
                    break
        return strangers

    def _spans(self, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]) -> list[Mention]:
        found = []
        index = 0
        while index < len(tokens):
            span = self._span_at(tokens, index, lexicon, taken)
            if span is not None:
                found.append(span)
            index = span.end if span is not None else index + 1
        return found

    def _span_at(self, tokens: Sequence[Token], start: int, lexicon: Lexicon, taken: frozenset[int]) -> Mention | None:
        if not tokens[start].is_word or self._is_measure(tokens, start, lexicon):
            return None
        for length in range(min(LONGEST_NAME, len(tokens) - start), 0, -1):
            span = tokens[start : start + length]
            if any(token.index in taken or token.is_number for token in span) or not span[-1].is_word:
                continue
            if any(not token.is_word and token.text not in "&-'" for token in span):
                continue
            if length > 1 and self._runs_together_by_chance(span, lexicon):
                continue
            measures = lexicon.table("units").spells(span[0])
            if length == 1 and not self.spells(span[0]) and (measures or is_name(span[0], lexicon)):
                # "Mootai", a sack, is no egg.
                return None
            spelt = self._inflected(span, lexicon, spelt=True) if length == 1 and not self.spells(span[0]) else None
            if spelt is not None:
                # Of "પાઉંના" the bun is spelt, whatever all of it sounds like.
                return spelt
            scores = self._scores([token.text for token in span])
            if scores and (length > 1 or (len(span[0].lower) > 1 and not self._is_everyday(span[0], lexicon))):
                return Mention(start, start + length, dict(scores))
            foreign = self._foreign.get(span_key([token.text for token in span]))
            if foreign and not any(lexicon.knows(token) for token in span) and len(span[0].text) >= _FOREIGN_LETTERS:
                return Mention(start, start + length, dict(foreign))
            inflected = self._inflected(span, lexicon) if length <= _LONGEST_INFLECTED else None
            if inflected is not None:
                return inflected
        return self._slip_at(tokens, start, lexicon, taken)

    @staticmethod
    def _is_measure(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> bool:
        """Whether a word weighs what stands before it: in "500 gram dal musur" there is no gram dal."""
        measure = lexicon.table("units").match(tokens[start : start + 1], 0)
        if start == 0 or measure is None or measure[0] not in _MEASURES:
            return False
        before = tokens[start - 1]
        return before.is_number or any(lexicon.table(name).spells(before) for name in ("numbers", "fractions"))

    def _runs_together_by_chance(self, span: Sequence[Token], lexicon: Lexicon) -> bool:
        """Whether words only sound like a product's name when run together.

        "Khand da rate" is sugar's: "khand da" sounds like "kanda"; "mu tel kete" asks for oil: "mu tel" sounds like a dal.
        """
        if " ".join(token.lower for token in span) in self._spelt:
            return False
        if lexicon.table("fractions").match(span, 0) is not None and lexicon.table("units").match(span, 1) is not None:
            # "પા કિલો જીરું", a quarter of a kilo of cumin, is no pickle.
            return True
        begun = any(" ".join(token.lower for token in span[:end]) in self._spelt for end in range(2, len(span)))
        if lexicon.table("honorifics").spells(span[0]) and not begun:
            # "वहिनी चहाला आल्या": a sister-in-law came for tea, and for no notebook.
            return True
        if lexicon.spells(span[0]) and any(self.spells(token) for token in span[1:]):
            # "Many eggs r": the eggs are there by their own name.
            return True
        return lexicon.spells(span[-1]) or (lexicon.spells(span[0]) and bool(self._scores([t.text for t in span[1:]])))

    def _inflected(self, span: Sequence[Token], lexicon: Lexicon, *, spelt: bool = False) -> Mention | None:
        """A product's name whose last word has a case ending: "ब्रेडला", "parle-g cha". Never an everyday word.

        `spelt`: only one that is left letter for letter.
        """
        if any(not token.is_word for token in span) or lexicon.spells(span[-1]):
            return None
        for stem in stems(span[-1].text, (*lexicon.product_endings, *lexicon.case_endings)):
            words = [*(token.text for token in span[:-1]), stem]
            named = self._spelt.get(" ".join(words).lower()) if spelt else self._scores(words)
            scores = named if len(stem) >= _SHORTEST_STEM else None
            everyday = lexicon.spells(tokenise(stem)[0]) and stem.lower() not in self._spelt
            if scores and (len(span) > 1 or not everyday):
                return Mention(span[0].index, span[-1].index + 1, dict(scores))
        return None

    def _is_everyday(self, token: Token, lexicon: Lexicon) -> bool:
        """Whether a word is only by its sound a product: "will" sounds like व्हील, Wheel."""
        return lexicon.spells(token) and token.lower not in self._spelt

    def _slip_at(self, tokens: Sequence[Token], start: int, lexicon: Lexicon, taken: frozenset[int]) -> Mention | None:
        """A product's name with a slip in it: one edit in five letters, two in eight; never an everyday word."""
        for length in (2, 1):
            span = tokens[start : start + length]
            if len(span) < length or any(t.index in taken or not t.is_word or lexicon.knows(t) for t in span):
                continue
            words = [token.text for token in span]
            concept = meant_anywhere().get(span[0].lower) if length == 1 else None
            if concept is not None:
                return self._called_elsewhere(span[0], concept)
            short = self.shortened(span[0]) if length == 1 else None
            if short is not None:
                return short
            letters = letters_of(words)
            if self._is_no_slip(span_key(words)) or len(letters) < SHORTEST_SLIP or self._begins_after(span):
                continue
            edits = 2 if len(letters) >= _TWO_SLIPS else 1
            hit = process.extractOne(letters, self._slip_targets, scorer=OSA.distance, score_cutoff=edits)
            if hit is not None and hit[0][0] == letters[0] and abs(len(hit[0]) - len(letters)) <= 1:
                found = self._index.get(self._by_letters[hit[0]]) or {}
                scores = {sku: score * (1 - 0.1 * hit[1]) for sku, score in found.items()}
                return Mention(start, start + length, scores, slip=True)
        return None

    def _begins_after(self, span: Sequence[Token]) -> bool:
        """Whether a product begins with the second of two words: the first is then no part of it."""
        return len(span) == 2 and span_key([span[1].text]) in self._index

    def _join(self, left: Mention, right: Mention, tokens: Sequence[Token], lexicon: Lexicon) -> Mention | None:
        """Two neighbouring phrases about one product ("lux sabun"), or a maker and a thing it does not make here."""
        gap = tokens[left.end : right.start]
        close = not gap or (len(gap) == 1 and lexicon.table("amount_of").match(gap, 0) is not None)
        common = left.scores.keys() & right.scores.keys()
        if common and len(gap) == 1 and gap[0].text == ".":
            # "Kobbari enne... parachute": the second says which.
            return Mention(left.start, right.end, {sku: max(left.scores[sku], right.scores[sku]) for sku in common})
        # "Aashirvaad no lot": what both name is nothing else than the first.
        says_again = bool(common) and common == left.scores.keys()
        if not close or (gap and max(left.scores.values(), default=0.0) > BRAND and not says_again):
            return None
        both_named = [{s for s, score in m.scores.items() if score >= NAMED} for m in (left, right)]
        if all(both_named) and not both_named[0] & both_named[1]:
            return None
        if common:
            scores = {sku: max(left.scores[sku], right.scores[sku]) for sku in common}
            return Mention(left.start, right.end, scores)
        if not gap and left.scores and max(left.scores.values()) <= BRAND and not left.slip:
            return Mention(left.start, right.end, {})
        return None

    def _heed_brands(
        self, mention: Mention, tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]
    ) -> Mention:
        """A brand that the store does not have, beside a generic name, makes it another product."""
        for length in (3, 2, 1):
            for start in (mention.start - length, mention.end):
                span = tokens[max(start, 0) : start + length]
                if start < 0 or len(span) < length or any(t.index in taken or not t.is_word for t in span):
                    continue
                key = span_key([token.text for token in span])
                # ଅଛି is Odia's "is", whatever the brand Aachi sounds like.
                if key in brand_keys() and key not in self._index and not all(lexicon.spells(t) for t in span):
                    fitting = {s: v for s, v in mention.scores.items() if key in self._name_words[s]}
                    return Mention(min(start, mention.start), max(start + length, mention.end), fitting)
        return mention

    def _narrow(self, mention: Mention, tokens: Sequence[Token], taken: frozenset[int]) -> Mention:
        """Words beside it from a fitting product's name ("maggi family pack", "instant coffee") leave only those."""
        for step in (1, -1):
            while mention.scores:
                index = mention.end if step == 1 else mention.start - 1
                if not 0 <= index < len(tokens) or index in taken or not tokens[index].is_word:
                    break
                key = span_key([tokens[index].text])
                fitting = {s: v for s, v in mention.scores.items() if key in self._name_words[s]}
                if not fitting or len(key) < 3:
                    break
                mention = replace(
                    mention,
                    scores=fitting,
                    start=min(mention.start, index),
                    end=max(mention.end, index + 1),
                )
        return mention


_AT_HAND = 384
_at_hand: OrderedDict[tuple[int, tuple[str, ...]], tuple[tuple[Product, ...], Catalogue]] = OrderedDict()
"""By the identity of their products, which are kept beside them so that it stays theirs; the last used at the end."""
_at_hand_lock = threading.Lock()
