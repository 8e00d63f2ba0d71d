"""What of a message stays strange: neither told, nor an everyday word of the training sentences."""

from __future__ import annotations

from nlu.contract import Heard, Parse, Product
from nlu.frames.filling import build
from nlu.names.products import Catalogue
from nlu.spelling.tokens import tokenise
from tests.unit.nlu.conftest import NOW

TEXT = "bhaiyon 2 maggi becha zorse"


def test_a_word_that_training_showed_is_not_strange(shop: tuple[Product, ...]) -> None:
    def strange(unfamiliar: frozenset[int] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        parse = Parse("record_sale", 1.0, unfamiliar=unfamiliar)
        reading = build(parse, tokenise(TEXT), Catalogue.of(shop, ("hi", "en")), Heard(TEXT, NOW))
        return reading.strange, reading.leftover

    assert strange(frozenset({0, 22})) == (("bhaiyon", "zorse"), ("bhaiyon", "zorse"))
    assert strange(frozenset({22})) == (("zorse",), ("zorse",))
    assert strange(None) == ((), ("bhaiyon", "zorse"))
