"""What a message says a second time, or says of another: packs without their name, prices after counts, which entry."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

GOODS = {
    ("parle g 10 wala 8 pcs 5 wala 12 pcs", "record_sale", "hi-Latn"): "parle-g-10 8; parle-g-5 12",
    ("पाँच वाला पारले जी बीस पैकेट दस वाला बारह पैकेट", "record_sale", "hi"): "parle-g-5 20; parle-g-10 12",
    ("maggi chhoti 6 badi 2", "record_sale", "hi-Latn"): "maggi-70g 6; maggi-280g 2",
    ("मैगी छोटी आठ बड़ी दो", "record_sale", "hi"): "maggi-70g 8; maggi-280g 2",
    ("chini 10 kilo, atta 20 kilo, chini 41 atta 33", "record_purchase", "hi-Latn"): (
        "sugar-loose 10 @41; atta-loose 20 @33"
    ),
    (
        "one and half kilo sugar 70, half kg toor dal 80",
        "record_sale",
        "en",
    ): "sugar-loose 1.5 =70; toor-dal-loose 0.5 =80",
    ("4 doodh ke packet", "record_sale", "hi-Latn"): "milk-amul-500ml 4",
    ("5 kg atta loose, 190", "record_sale", "en"): "atta-loose 5 =190",
    ("maggi 24, yippee 24, 13 each", "record_purchase", "en"): "maggi-70g 24 @13; yippee-70g 24 @13",
    ("maggi 1 carton aaya 48 pc", "record_purchase", "hi-Latn"): "maggi-70g 48",
    ("coke aur thums up dono 44 kar do", "set_price", "hi-Latn"): "coke-750ml ? @44; thums-up-250ml ? @44",
    ("dmart me lux 33 ka hai apna 36 ka", "competitor_price", "hi-Latn"): "soap-lux-100g ? @33",
    ("wo 3 kilo wali entry me chini nahi atta tha", "correct_last", "hi-Latn"): "atta-loose ?",
    ("chini 2 kilo vikli", "record_sale", "mr-Latn"): "sugar-loose 2",
    ("दूधवाला ४० पिशव्या ठेवून गेला", "record_purchase", "mr"): "milk-amul-500ml 40",
}


@pytest.mark.parametrize(("said", "items"), GOODS.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


RETOLD = {
    ("das maggi Gandhi Chowk wali dukan par bhijwa do", "switch_store", "hi-Latn"): ("transfer_stock", True),
    ("the sugar was 3 kg not 5 kg", "record_sale", "en"): ("correct_last", True),
    ("अठारह नहीं अस्सी", "deny", "hi"): ("correct_last", None),
    ("maggi ki jagah yippee likho", "record_sale", "hi-Latn"): ("correct_last", True),
    ("dukan ka kiraya 6000 de diya", "record_payment", "hi-Latn"): ("out_of_scope", None),
    ("light bill 1400 bharla", "record_purchase", "mr-Latn"): ("out_of_scope", None),
    ("maggi 12 aur coke ke 6 aaye", "record_sale", "hi-Latn"): ("record_purchase", True),
    ("kaunsa maal sabse kam bika", "sales_report", "hi-Latn"): ("slow_products", None),
    ("ek lux toota nikla", "record_sale", "hi-Latn"): ("record_wastage", True),
}


@pytest.mark.parametrize(("said", "meant"), RETOLD.items())
def test_the_words_are_heard_before_the_model(
    hear: Hear, said: tuple[str, str, str], meant: tuple[str, bool | None]
) -> None:
    text, intent, language = said
    frame = hear(text, intent, language=language).frame
    assert (frame.intent, frame.confirm) == meant


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("do lux pachas sattar", True),
        ("do lux teen maggi", False),
    ],
)
def test_a_number_in_words_that_nothing_used_is_asked_about(hear: Hear, text: str, asked: bool) -> None:
    assert ("leftover" in hear(text, "record_sale", language="hi-Latn").doubts) == asked


def test_a_reminder_needs_no_number(hear: Hear) -> None:
    frame = hear("Pinto ko yaad dilao uske 600 baki hain", "send_reminder", language="hi-Latn").frame
    assert (frame.customer, frame.confirm) == ("Pinto", None)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("kal Ramesh ko 1 kilo chini udhar di thi", "hi-Latn", "2026-11-21"),
        ("yesterday gave Ramesh 1 kg sugar on credit", "en", "2026-11-21"),
        ("काल रमेशला एक किलो साखर उधार दिली होती", "mr", "2026-11-21"),
        ("Ramesh ko 1 kilo chini udhar di, kal dega", "hi-Latn", "None"),
    ],
)
def test_the_day_of_a_sale_on_credit_is_not_the_day_it_is_paid(hear: Hear, text: str, language: str, day: str) -> None:
    frame = hear(text, "record_sale", language=language).frame
    assert (frame.credit, str(frame.entry_date)) == (True, day)


NAMES = {
    ("गणेश पवारने 650 जमा केले", "record_payment", "गणेश"): "गणेश पवार",
    ("anil soni ji ne 750 jama kiye", "record_payment", "soni ji"): "anil soni ji",
    ("Hari om sweets took 2 lux", "record_sale", "Hari"): "Hari om sweets",
    ("2 lux went to Mr. Dsouza", "record_sale", "Mr . Dsouza"): "Mr. Dsouza",
    ("Rashid ke ladke ne 2 lux liye", "record_sale", "Rashid"): "Rashid ke ladke",
}


@pytest.mark.parametrize(("said", "name"), NAMES.items())
def test_a_name_is_whole_though_the_model_knew_a_part(
    shop: tuple[Product, ...], said: tuple[str, str, str], name: str
) -> None:
    text, intent, label = said
    at = text.replace("Mr.", "Mr .").index(label)
    model = FixedModel(intent, (Entity("customer", at, at + len(label), label, 0.9),))
    heard = Heard(text, NOW, language="mr" if text[-1] > "z" else None)
    assert understand(heard, shop, model).frame.customer == name


def test_who_takes_goods_is_named_by_a_word_of_respect_alone(hear: Hear) -> None:
    assert hear("chachi 1 lux le gayi", "record_sale", language="hi-Latn").frame.customer == "chachi"
    assert hear("bhai 1 lux le gaya koi", "record_sale", language="hi-Latn").frame.customer is None


def test_money_that_somebody_was_given_is_asked_about(hear: Hear) -> None:
    assert "unsure" in hear("Mohan ko 500 diye", "record_payment", language="hi-Latn").doubts
    assert "unsure" not in hear("Mohan ne 500 diye", "record_payment", language="hi-Latn").doubts


def test_months_beside_rupees_are_no_number_of_their_own(hear: Hear) -> None:
    understood = hear("Mohan ne 2 mahine ka bakaya 2200 chuka diya", "record_payment", language="hi-Latn")
    assert (understood.frame.amount, understood.doubts) == (Decimal(2200), ())


def test_a_supplier_is_called_with_respect_too(hear: Hear) -> None:
    frame = hear("gupta ji ko bolo 10 kg chini bhej de", "create_order", language="hi-Latn").frame
    assert frame.supplier == "gupta ji"


def test_rupees_that_came_are_no_cost(hear: Hear) -> None:
    assert "unsure" in hear("3 coke 2 lux likh 190 aaye", "record_purchase", language="hi-Latn").doubts
    assert "unsure" not in hear("3 coke 2 lux 207 me aaye", "record_purchase", language="hi-Latn").doubts


@pytest.mark.parametrize(
    ("text", "language"), [("1 lux 1 dettol 78 ale", "mr-Latn"), ("1 lux 1 dettol 78 aaye", "pa-Latn")]
)
def test_just_what_the_goods_are_sold_for_came_for_them(hear: Hear, text: str, language: str) -> None:
    understood = hear(text, "record_purchase", language=language)
    assert (understood.frame.intent, str(understood.frame.amount), understood.doubts) == ("record_sale", "78", ())
    assert hear("1 lux 1 dettol 70 aale", "record_purchase", language="mr-Latn").frame.intent == "record_purchase"
