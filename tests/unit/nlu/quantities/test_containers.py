"""What is in each container, and whose account is meant where somebody comes for another."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

GOODS = {
    ("coke 2 peti 24 wali aayi", "record_purchase", "hi-Latn"): "coke-750ml 48",
    ("lux 2 carton 48 wale aaye 1440 carton", "record_purchase", "hi-Latn"): "soap-lux-100g 96 @30",
    ("unloaded sugar two bags of 50 kg each, bill 4100 total", "record_purchase", "en"): "sugar-loose 100 =4100",
    ("lux ३ પેટી, પેટીમાં ૧૨, પેટીના ૩૮૪", "record_purchase", "gu"): "soap-lux-100g 36 @32",
    ("one carton lux came today, 60 packets", "record_purchase", "en"): "soap-lux-100g 60",
    ("lux maggi teen-teen gaye", "record_sale", "hi-Latn"): "soap-lux-100g 3; maggi-70g 3",
    ("lux 24 ka order likho", "create_order", "hi-Latn"): "soap-lux-100g 24",
    ("3 me se 1 lux wapas", "record_return", "hi-Latn"): "soap-lux-100g 1",
    ("lux 40 nikli, 45 likhi thi", "set_stock", "hi-Latn"): "soap-lux-100g 40",
}


@pytest.mark.parametrize(("said", "items"), GOODS.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


def _customer(shop: tuple[Product, ...], text: str, name: str, intent: str, language: str) -> tuple[object, object]:
    label = Entity("customer", text.index(name), text.index(name) + len(name), name, 0.9)
    frame = understand(Heard(text, NOW, language=language), shop, FixedModel(intent, (label,))).frame
    return frame.customer, frame.confirm


@pytest.mark.parametrize(
    ("text", "said", "intent", "language", "meant"),
    [
        ("Plumber Raju's wife cleared 320", "Plumber Raju's wife", "record_payment", "en", "Plumber Raju"),
        ("sunita didi ka beta 250 jama kara gaya", "sunita didi ka beta", "record_payment", "hi-Latn", "sunita didi"),
        ("pradhan ji ka naukar 2 lux le gaya udhaar", "pradhan ji ka naukar", "record_sale", "hi-Latn", "pradhan ji"),
        ("guddu ki mummy 2 lux le gayi udhaar", "guddu ki mummy", "record_sale", "hi-Latn", "guddu ki mummy"),
        ("Jaggi mobile wala de khate 175 jod de", "Jaggi", "record_credit", "pa-Latn", "Jaggi mobile wala"),
    ],
)
def test_whose_account_it_is(
    shop: tuple[Product, ...], text: str, said: str, intent: str, language: str, meant: str
) -> None:
    assert _customer(shop, text, said, intent, language)[0] == meant


def test_what_a_son_takes_on_credit_is_asked_about(shop: tuple[Product, ...]) -> None:
    text = "verma ji ka ladka 2 lux le gaya udhaar"
    assert _customer(shop, text, "verma ji ka ladka", "record_sale", "hi-Latn") == ("verma ji ka ladka", True)


@pytest.mark.parametrize(
    ("place", "rest", "language"),
    [
        ("Azadpur", "se 20 kilo sugar aayi", "hi-Latn"),
        ("Crawford market", "se 20 kilo sugar aayi", "hi-Latn"),
        ("Lal bazar", "se 20 kilo sugar aayi", "hi-Latn"),
        ("రైతు బజార్", "నుంచి 20 కిలో sugar తెచ్చా", "te"),
    ],
)
def test_a_market_is_no_supplier(shop: tuple[Product, ...], place: str, rest: str, language: str) -> None:
    text = f"{place} {rest}"
    label = Entity("supplier", 0, len(place), place, 0.9)
    heard = Heard(text, NOW, language=language)
    assert understand(heard, shop, FixedModel("record_purchase", (label,))).frame.supplier is None


@pytest.mark.parametrize(("who", "supplier"), [("Gupta traders", "Gupta traders"), ("Azadpur", None)])
def test_what_to_order_may_be_asked_of_one_supplier(shop: tuple[Product, ...], who: str, supplier: str | None) -> None:
    label = Entity("supplier", 0, len(who), who, 0.9)
    heard = Heard(f"{who} se kya mangwana hai", NOW, language="hi-Latn")
    frame = understand(heard, shop, FixedModel("reorder_advice", (label,))).frame
    assert (frame.supplier, frame.items) == (supplier, ())


def test_a_price_that_was_wrong_is_mended_not_set(hear: Hear) -> None:
    frame = hear("भाव चुकला, ५८ धरा", "set_price", language="mr").frame
    assert (frame.intent, str(frame.items[0].price), frame.confirm) == ("correct_last", "58", True)
