"""Kinds of message that shopkeepers write: rupees told in turn, shops told by whose they are, counts before packs."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Parse, Product
from nlu.frames.filling import build
from nlu.names.products import Catalogue
from nlu.spelling.tokens import tokenise
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of


@pytest.mark.parametrize(
    ("text", "intent", "language", "items"),
    [
        ("lux 30 rs dettol 45 rs kar do", "set_price", "hi-Latn", "soap-lux-100g ? @30; soap-dettol-75g ? @45"),
        ("chini 30 rupaye atta 40 rupaye kilo kar do", "set_price", "hi-Latn", "sugar-loose ? @30; atta-loose ? @40"),
        ("lux 4 lemon 5", "record_sale", "en", "soap-lux-100g 4; lemon 5"),
        ("5 parle g 10 rs ones, 3 five rs ones", "record_sale", "en", "parle-g-10 5; parle-g-5 3"),
        ("10 rs lemon", "record_sale", "en", "lemon 2 =10"),
        ("aashirvaad no lot 1", "record_sale", "gu-Latn", "atta-aashirvaad-5kg 1"),
        ("many eggs r left", "check_stock", "en", "egg ?"),
        ("कोक होती मॅगी नाही", "correct_last", "mr", "coke-750ml ?"),
    ],
)
def test_goods(hear: Hear, text: str, intent: str, language: str, items: str) -> None:
    assert items_of(hear(text, intent, language=language)) == items


def test_worth_of_each_is_a_sale(hear: Hear) -> None:
    frame = hear("वीसची साखर आणि तीसचं पीठ", "set_price", language="mr").frame
    assert (frame.intent, [str(item.amount) for item in frame.items]) == ("record_sale", ["20", "30"])
    assert hear("साखर 50 पीठ 40 करा", "set_price", language="mr").frame.intent == "set_price"


@pytest.mark.parametrize(
    ("text", "intent", "language", "place"),
    [
        ("8 ghee Ellis Bridge dukane mokli do", "transfer_stock", "gu-Latn", "Ellis Bridge"),
        ("8 ghee Ellis ni dukane mokli do", "transfer_stock", "gu-Latn", "Ellis"),
        ("chawla ni dukane lux 33 nu male", "competitor_price", "gu-Latn", "chawla"),
    ],
)
def test_whose_shop(shop: tuple[Product, ...], text: str, intent: str, language: str, place: str) -> None:
    label = next(word for word in text.split() if word.lower() in ("ellis", "chawla"))
    at = text.index(label)
    model = FixedModel(intent, (Entity("shop" if label == "Ellis" else "product", at, at + len(label), label, 0.9),))
    assert understand(Heard(text, NOW, language=language), shop, model).frame.shop == place


def test_a_number_with_its_ending_is_nobody(shop: tuple[Product, ...]) -> None:
    model = FixedModel("record_sale", (Entity("customer", 0, 5, "વીસની", 0.9),))
    frame = understand(Heard("વીસની ખાંડ આપી", NOW, language="gu"), shop, model).frame
    assert (frame.customer, [str(item.amount) for item in frame.items]) == (None, ["20"])


def test_a_firm_of_everyday_words_is_written_as_a_name(hear: Hear) -> None:
    assert hear("at Daily Needs store lux is 44", "competitor_price", language="en").frame.shop == "Daily Needs store"


@pytest.mark.parametrize("sure", [True, False])
def test_goods_that_the_model_is_sure_of_are_not_let_go_unasked(shop: tuple[Product, ...], sure: bool) -> None:
    """Of "chaarlux", four Lux without the space, the frame has nothing, only the Maggi."""
    text = "bhaiya chaarlux 2 maggi becha"
    start = text.index("chaarlux")
    labelled = (Entity("product", start, start + len("chaarlux"), "chaarlux", 0.9),) if sure else ()
    parse = Parse("record_sale", 1.0, (("record_sale", 1.0),), labelled)
    reading = build(parse, tokenise(text), Catalogue.of(shop, ("hi", "en")), Heard(text, NOW, "whatsapp", "hi-Latn"))
    assert [item.sku for item in reading.frame.items] == ["maggi-70g"]
    assert reading.misfits == sure


def test_an_everyday_word_behind_a_measure_is_goods_where_the_model_is_sure(shop: tuple[Product, ...]) -> None:
    text = "2 packet khakhra ane 1 maggi vechi"
    start = text.index("khakhra")
    model = FixedModel("record_sale", (Entity("product", start, start + 7, "khakhra", 0.99),))
    understood = understand(Heard(text, NOW, "whatsapp", "gu-Latn"), shop, model)
    assert items_of(understood) == "- 2; maggi-70g 1"
