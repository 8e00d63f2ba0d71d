"""Where a name ends, which words only sound like goods, and what a brand does in the genitive."""

from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, Parse, Product, Understanding
from nlu.spelling.normalise import normalise
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear


def heard_with(
    shop: tuple[Product, ...], text: str, intent: str, language: str, *labels: tuple[str, str]
) -> Understanding:
    """What is understood when the model labels words of the text: `("customer", "Salma chachi")`."""
    normal = normalise(text)
    entities = tuple(
        Entity(kind, normal.index(words), normal.index(words) + len(words), words, 1.0) for kind, words in labels
    )
    return understand(Heard(text, NOW, language=language), shop, FixedModel(intent, entities))


def test_a_word_of_respect_keeps_its_own_letters(shop: tuple[Product, ...]) -> None:
    label = ("customer", "Salma chachi")
    frame = heard_with(shop, "Salma chachi 2 lux gheun geli", "record_sale", "mr-Latn", label, ("product", "lux")).frame
    assert frame.customer == "Salma chachi"


@pytest.mark.parametrize(
    ("text", "said", "language", "supplier"),
    [
        ("महालक्ष्मी ट्रेडर्सना ४० lux मागव", "महालक्ष्मी ट्रेडर्सना", "mr", "महालक्ष्मी ट्रेडर्स"),
        # A surname that a firm's word begins: भंडार is one.
        ("अशोक भंडारी से 40 lux मंगाओ", "अशोक भंडारी", "hi", "अशोक भंडारी"),
    ],
)
def test_only_known_endings_come_off_a_firm(
    shop: tuple[Product, ...], text: str, said: str, language: str, supplier: str
) -> None:
    frame = heard_with(shop, text, "create_order", language, ("supplier", said), ("product", "lux")).frame
    assert frame.supplier == supplier


def test_an_account_with_a_case_ending_is_nobody(shop: tuple[Product, ...]) -> None:
    frame = heard_with(shop, "bakiku 700 kuduthar", "record_payment", "ta", ("customer", "bakiku")).frame
    assert frame.customer is None
    assert frame.confirm


def test_a_number_behind_a_name_is_none_of_it(shop: tuple[Product, ...]) -> None:
    frame = heard_with(shop, "അബ്ദു ആയിരത്തി ഇരുന്നൂറ് അടച്ചു", "record_payment", "ml", ("customer", "അബ്ദു ആയിരത്തി")).frame
    assert (frame.customer, frame.amount) == ("അബ്ദു", Decimal(1200))


def test_a_brand_in_the_genitive_buys_nothing(shop: tuple[Product, ...]) -> None:
    labels = (("customer", "আমুলের"), ("product", "ঘি"), ("product", "পাউরুটি"))
    frame = heard_with(shop, "পাউরুটি ৪টে আর আমুলের ঘি ২টো গেছে", "record_sale", "bn", *labels).frame
    assert frame.customer is None


def test_what_is_only_near_a_name_of_goods_is_none(shop: tuple[Product, ...]) -> None:
    class Model:
        def parse(self, normalised: str) -> Parse:
            return Parse("sales_report", 0.99, (("sales_report", 0.99),))

    heard = understand(Heard("ਕੱਲ੍ਹ ਦੀ ਵੱਟਤ ਦੱਸੀਂ", NOW, language="pa"), shop, Model())
    assert heard.frame.items == ()


def test_one_before_a_size_counts(hear: Hear) -> None:
    items = hear("10 lux and one big surf sold", "record_sale").frame.items
    assert [item.quantity for item in items] == [10, 1]
