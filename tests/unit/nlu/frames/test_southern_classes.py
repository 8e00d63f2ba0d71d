"""Classes of messages in Tamil, Telugu, Kannada and Malayalam that were once written wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, Parse, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

LINES = {
    # A quarter after a number word is added to it.
    ("மூணே முக்கால் கிலோ சர்க்கரை", "record_sale", "ta"): "sugar-loose 3.75",
    ("anje kaal kilo sakkarai", "record_sale", "ta-Latn"): "sugar-loose 5.25",
    ("അഞ്ചേ മുക്കാൽ കിലോ പഞ്ചസാര", "record_sale", "ml"): "sugar-loose 5.75",
    ("ಮೂರೂ ಮುಕ್ಕಾಲು ಕೆಜಿ ಸಕ್ಕರೆ", "record_sale", "kn"): "sugar-loose 3.75",
    ("ముప్పై రెండున్నర కిలోలు చక్కెర", "set_stock", "te"): "sugar-loose 32.5",
    # A sack sounds like an egg.
    ("sakkarai 1 moottai 50kg 2075 ku vanginen", "record_purchase", "ta-Latn"): "sugar-loose 50 =2075",
    # Of loose goods "20 rupayaladi" is twenty rupees' worth, and no pack.
    ("పసుపు 26 రూపాయలది ఇచ్చా", "record_sale", "te"): "turmeric-loose 0.1 =26",
    # The numbers stand behind what they count.
    ("lemon 6 maggi 2 balehannu dozen", "record_sale", "kn-Latn"): "lemon 6; maggi-70g 2; banana 12",
}


@pytest.mark.parametrize(("said", "items"), LINES.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


PAID = {
    ("kittanna 750 kotru inna 250 baaki ide", "kn-Latn"): "750",
    ("ఆనంద్ 700 ఇచ్చాడు ఇంకా 300 బాకీ", "te"): "700",
    ("ramesh ne 500 diye, 200 baaki", "hi-Latn"): "500",
    ("ശേഖരൻ രണ്ടായിരത്തിൽ ആയിരത്തി ഇരുനൂറ് തന്നു", "ml"): "1200",
    ("ramana 1800 lo 1000 ichadu", "te-Latn"): "1000",
}


@pytest.mark.parametrize(("said", "amount"), PAID.items())
def test_what_is_still_owed_was_not_paid(hear: Hear, said: tuple[str, str], amount: str) -> None:
    text, language = said
    understanding = hear(text, "record_payment", language=language)
    assert (str(understanding.frame.amount), understanding.leftover) == (amount, ())


@pytest.mark.parametrize(
    ("text", "name"),
    [("mahesh anna ge 2 lux saala", "mahesh anna"), ("krishna ge 2 lux saala", "krishna")],
)
def test_a_name_keeps_letters_that_look_like_an_ending(shop: tuple[Product, ...], text: str, name: str) -> None:
    customer = Entity("customer", 0, len(name), name, 1.0)
    model = FixedModel("record_sale", (customer,))
    assert understand(Heard(text, NOW, language="kn-Latn"), shop, model).frame.customer == name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("lemon 6 banana 12 zoopurikku vithen", "ta-Latn"),
        ("6 lemon 12 banana zoopurige kotte", "kn-Latn"),
    ],
)
def test_a_case_ending_alone_makes_no_customer_of_a_cash_sale(hear: Hear, text: str, language: str) -> None:
    assert hear(text, "record_sale", language=language).frame.customer is None


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("maggi 5 packet iruka namma kitta", "ta-Latn", "check_stock"),
        ("ಮ್ಯಾಗಿ 5 ಪ್ಯಾಕೆಟ್ ಇದೆಯಾ", "kn", "check_stock"),
        ("sugar 50 kilo 2080 koduthu vangi", "ml-Latn", "record_purchase"),
        ("ಎಣಿಸಿದ ಮೇಲೆ ಮ್ಯಾಗಿ 38 ಲಕ್ಸ್ 21", "kn", "set_stock"),
        ("ಇನ್ಮುಂದೆ ಲಕ್ಸ್ 38 ಕ್ಕೆ ಮಾರಬೇಕು", "kn", "set_price"),
    ],
)
def test_no_sale(hear: Hear, text: str, language: str, intent: str) -> None:
    assert hear(text, "record_sale", language=language).frame.intent == intent


def test_what_a_purchase_costs_is_less_than_the_selling_price(hear: Hear) -> None:
    bought = hear("sona masoori 22 kilo 61 veetham", "record_purchase", language="ta-Latn")
    assert (bought.frame.items[0].price, bought.doubts) == (Decimal(61), ("unusual_price",))
    assert hear("sona masoori 22 kilo 53 veetham", "record_purchase", language="ta-Latn").doubts == ()


def test_nobody_sets_the_price_of_many_kilos(hear: Hear) -> None:
    assert hear("22 kilo sakkarai 45 rooba", "set_price", language="ta-Latn").frame.confirm
    assert not hear("sakkarai kilo 45 rooba", "set_price", language="ta-Latn").frame.confirm


def test_a_number_left_over_in_words_is_a_number(hear: Hear) -> None:
    assert "leftover" in hear("లక్స్ 48 ఎనిమిది డెబ్బై ఐదు", "record_purchase", language="te").doubts


def test_goods_given_to_a_branch_are_moved(shop: tuple[Product, ...]) -> None:
    class Model:
        def parse(self, normalised: str) -> Parse:
            ranking = (("record_sale", 0.9), ("transfer_stock", 0.1))
            return Parse("record_sale", 0.9, ranking, (Entity("shop", 0, 5, "porur", 1.0),))

    frame = understand(Heard("porur branch ku 12 yippee kuduthachu", NOW, language="ta-Latn"), shop, Model()).frame
    assert (frame.intent, frame.shop, frame.confirm) == ("transfer_stock", "porur", True)


@pytest.mark.parametrize(
    ("text", "language", "labelled", "name"),
    [
        ("painter mallesh 380 kattindu inka 120 baki", "te-Latn", "painter", "painter mallesh"),
        ("painter mallesh 380 kotta", "kn-Latn", "mallesh", "painter mallesh"),
    ],
)
def test_a_trade_before_a_name_belongs_to_it(
    shop: tuple[Product, ...], text: str, language: str, labelled: str, name: str
) -> None:
    start = text.index(labelled)
    model = FixedModel("record_payment", (Entity("customer", start, start + len(labelled), labelled, 1.0),))
    assert understand(Heard(text, NOW, language=language), shop, model).frame.customer == name


def test_goods_for_a_shop_that_was_not_heard_are_asked_about(hear: Hear) -> None:
    assert hear("24 maggi anupiten", "transfer_stock", language="ta-Latn").frame.confirm
