"""Which words may become a shop's own name for one of its products: nothing that already means something."""

from __future__ import annotations

from nlu.contract import Product
from nlu.lexicon import every_lexicon
from nlu.names.lore import ALIAS
from nlu.names.products import Catalogue
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise

_FEWEST_LETTERS, _MOST_WORDS = 3, 4


def may_name(text: str, products: tuple[Product, ...]) -> bool:
    """Whether a product of the store may be called `text` from now on.

    Never everyday words, figures, or what another product, of this store or of any, is called in any language: those are
    asked about each time. Words that were only near another's name by a slip may.
    """
    tokens = tokenise(normalise(text))
    letters = sum(character.isalpha() for token in tokens for character in token.text)
    if not 0 < len(tokens) <= _MOST_WORDS or letters < _FEWEST_LETTERS or not all(token.is_word for token in tokens):
        return False
    lexicon = every_lexicon()
    if all(lexicon.spells(token) for token in tokens):
        return False
    store = Catalogue.of(products)
    if store.is_sold_elsewhere(tokens):
        return False
    whole = (m for m in store.find(tokens, lexicon) if not m.slip and (m.start, m.end) == (0, len(tokens)))
    # What only the store calls so may be called so from now on: it was corrected.
    return not any(min(mention.scores.values(), default=0.0) < ALIAS for mention in whole)
