from dataclasses import replace
from decimal import Decimal

import pytest

from nlu.contract import Product
from nlu.lexicon import lexicon_of
from nlu.names.products import Catalogue
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from nlu.words.units import pack_of

FOUND = {
    "sugar": ["sugar-loose"],
    "cheeni": ["sugar-loose"],
    "चीनी": ["sugar-loose"],
    "thumsup": ["thums-up-250ml"],
    "thums up": ["thums-up-250ml"],
    "amul dahi": ["curd-amul-400g"],
    "red label chai": ["tea-red-label-250g"],
    "maggi family pack": ["maggi-280g"],
    "lux sabun": ["soap-lux-100g"],
    "सर्फ एक्सेल": ["detergent-surf-excel-1kg"],
    "coke": ["coke-750ml"],
    "kali mirch": ["black-pepper-loose"],
    "parle g": ["parle-g-10", "parle-g-5"],
    "doodh": ["milk-amul-500ml", "milk-loose"],
    "sabun": ["soap-dettol-75g", "soap-lux-100g"],
}


def _find(shop: tuple[Product, ...], said: str) -> list[list[str]]:
    tokens = tokenise(normalise(said))
    return [sorted(mention.scores) for mention in Catalogue.of(shop).find(tokens, lexicon_of("hi"))]


@pytest.mark.parametrize(("said", "skus"), FOUND.items())
def test_products_are_found_by_any_name(shop: tuple[Product, ...], said: str, skus: list[str]) -> None:
    assert _find(shop, said) == [skus]


@pytest.mark.parametrize(
    ("said", "sku"), {"detol": "soap-dettol-75g", "turmric": "turmeric-loose", "banaana": "banana"}.items()
)
def test_a_slip_is_forgiven(shop: tuple[Product, ...], said: str, sku: str) -> None:
    assert _find(shop, said) == [[sku]]


@pytest.mark.parametrize("said", ["patanjali ghee", "tiger", "pepsi", "amul bread"])
def test_a_product_the_store_lacks_is_named_and_none_of_its_own(shop: tuple[Product, ...], said: str) -> None:
    assert _find(shop, said) == [[]]


@pytest.mark.parametrize(
    "said", ["will pay later", "kal cricket match kaun jeeta", "good", "mera udhaar kitna hai", ""]
)
def test_everyday_words_are_no_products(shop: tuple[Product, ...], said: str) -> None:
    assert _find(shop, said) == []


def test_neighbours_without_a_word_between_are_two_products(shop: tuple[Product, ...]) -> None:
    assert _find(shop, "coke maggi dahi") == [["coke-750ml"], ["maggi-280g", "maggi-70g"], ["curd-amul-400g"]]


def test_the_stores_own_name_for_a_thing_comes_first(shop: tuple[Product, ...]) -> None:
    named = tuple(replace(p, aliases=("lal wala sabun",)) if p.sku == "soap-lux-100g" else p for p in shop)
    assert _find(named, "lal wala sabun") == [["soap-lux-100g"]]


def test_a_product_outside_the_known_concepts_goes_by_its_own_name(shop: tuple[Product, ...]) -> None:
    stranger = Product("zx-1", "Zorbix Cleaner 1 l", "pc", Decimal(90), "Zorbix", "", "1 l")
    assert _find((*shop, stranger), "zorbix") == [["zx-1"]]


@pytest.mark.parametrize(
    ("sku", "pack"), [("maggi-70g", (Decimal("0.07"), "kg")), ("egg", None), ("sugar-loose", None)]
)
def test_packs_are_weights_in_kg_or_l(shop: tuple[Product, ...], sku: str, pack: tuple[Decimal, str] | None) -> None:
    assert pack_of(Catalogue.of(shop).products[sku]) == pack
