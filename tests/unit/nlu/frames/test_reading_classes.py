"""Kinds of message that were once misread: prices of both, sums at the end, trades in names, everyday words, past months."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

GOODS = {
    ("maggi 24, coke 12, dono 13 ke bhav se", "record_purchase", "hi-Latn"): "maggi-70g 24 @13; coke-750ml 12 @13",
    ("লাক্স ১২, ডেটল ১০, দুটোই তিরিশ করে", "record_purchase", "bn"): "soap-lux-100g 12 @30; soap-dettol-75g 10 @30",
    ("40 wheel aaye 66 wale", "record_purchase", "hi-Latn"): "detergent-wheel-1kg 40 @66",
    ("36 ਲਕਸ ਭੇਜੇ 31 ਵਾਲੇ", "record_purchase", "pa"): "soap-lux-100g 36 @31",
    ("parle g 10 wala 4", "record_sale", "hi-Latn"): "parle-g-10 4",
    ("toor dal 20 kg aali, 147 kg ne", "record_purchase", "mr-Latn"): "toor-dal-loose 20 @147",
    ("lux 4 x 36", "record_sale", "en"): "soap-lux-100g 4 @36",
    ("moong dal 2 kilo 130 k bhaav", "record_sale", "hi-Latn"): "moong-dal-loose 2 @130",
    ("coca cola... thums up 2, maggi 1", "record_sale", "en"): "coke-750ml ?; thums-up-250ml 2; maggi-70g 1",
    ("అరవై రూపాయల చక్కెర, ముప్పైకి మిరియాలు", "record_sale", "te"): "sugar-loose 1.304 =60; black-pepper-loose 0.034 =30",
}


@pytest.mark.parametrize(("said", "items"), GOODS.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2 lux ek ghee le gaye 397 diye", "hi-Latn"),
        ("2 લક્સ ને એક ઘી લઈ ગયા ૩૯૭ આપ્યા", "gu"),
        ("eradu lux ondu ghee, 397 bantu", "kn-Latn"),
    ],
)
def test_a_last_number_that_all_are_worth_is_their_sum(hear: Hear, text: str, language: str) -> None:
    frame = hear(text, "record_sale", language=language).frame
    assert (str(frame.amount), str(frame.items[0].quantity)) == ("397", "2")
    assert all(item.quantity is None or item.quantity < 3 for item in frame.items)


NAMES = {
    ("Suresh plumber 340 likho", "record_credit", "hi-Latn"): "Suresh plumber",
    ("सलीम दर्जी ने 120 दिए", "record_payment", "hi"): "सलीम दर्जी",
    ("রতন মিস্ত্রি 200 দিল", "record_payment", "bn"): "রতন মিস্ত্রি",
    ("ਬੀਬੀ ਜਸਵੰਤ ਨੇ 90 ਦਿੱਤੇ", "record_payment", "pa"): "ਬੀਬੀ ਜਸਵੰਤ",
    ("dr Kapoor ne 500 diye", "record_payment", "hi-Latn"): "dr Kapoor",
}


@pytest.mark.parametrize(("said", "name"), NAMES.items())
def test_a_trade_and_a_title_belong_to_the_name(hear: Hear, said: tuple[str, str, str], name: str) -> None:
    text, intent, language = said
    assert hear(text, intent, language=language).frame.customer == name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("oh Ramesh nahi Suresh si", "pa-Latn"),
        ("ota Ramesh na Suresh hobe", "bn-Latn"),
        ("adhu Ramesh illa Suresh", "ta-Latn"),
        ("Ramesh bhai nahi Suresh tha", "hi-Latn"),
        ("not Ramesh it was Suresh", "en"),
    ],
)
def test_of_two_names_the_one_that_is_denied_was_not_meant(shop: tuple[Product, ...], text: str, language: str) -> None:
    """Both are labelled, the wrong one first."""
    names = [Entity("customer", text.index(name), text.index(name) + 6, name, 0.9) for name in ("Ramesh", "Suresh")]
    heard = Heard(text, NOW, language=language)
    assert understand(heard, shop, FixedModel("correct_last", tuple(names))).frame.customer == "Suresh"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("4 bola tha tune 2 likh diya", "hi-Latn"),
        ("चार म्हणालो होतो दोन लिहिलंस", "mr"),
        ("ଚାରି କହିଥିଲି ଦୁଇ ଲେଖିଦେଲ", "or"),
        ("നാല് പറഞ്ഞു നീ രണ്ട് എഴുതി", "ml"),
        ("i said four you wrote two", "en"),
        ("2 likh diya 4 bola tha", "hi-Latn"),
    ],
)
def test_what_was_said_is_meant_and_not_what_was_written(hear: Hear, text: str, language: str) -> None:
    (item,) = hear(text, "correct_last", language=language).frame.items
    assert str(item.quantity) == "4"


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("khanne wali masi 2 lux lai gayi udhaar", "pa-Latn", "khanne wali masi"),
        ("ਮੋਗੇ ਵਾਲੇ ਤਾਏ ਨੇ 2 ਲਕਸ ਲਏ ਉਧਾਰ", "pa", "ਮੋਗੇ ਵਾਲੇ ਤਾਏ"),
        ("nukkad wale chacha 2 lux le gaye udhar", "hi-Latn", "nukkad wale chacha"),
    ],
)
def test_who_is_called_after_a_place_is_no_product(hear: Hear, text: str, language: str, name: str) -> None:
    understood = hear(text, "record_sale", language=language)
    assert (understood.frame.customer, items_of(understood)) == (name, "soap-lux-100g 2")


@pytest.mark.parametrize(
    ("text", "asked"),
    [("purchase 10 maggi sale 5 coke", True), ("sale return 2 lux", False), ("purchase 10 maggi 5 coke", False)],
)
def test_two_entries_in_one_message_are_asked_about(hear: Hear, text: str, asked: bool) -> None:
    assert ("unsure" in hear(text, "record_purchase", language="en").doubts) == asked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Shabana ne udhaar chuka diya 850", "hi-Latn"),
        ("ഹസീന കടം വീട്ടി എണ്ണൂറ്റമ്പത്", "ml"),
        ("ಶಬಾನಾ ಸಾಲ ತೀರಿಸಿದ್ಲು 850", "kn"),
    ],
)
def test_a_debt_that_is_settled_is_no_new_one(hear: Hear, text: str, language: str) -> None:
    frame = hear(text, "record_credit", language=language).frame
    assert (frame.intent, str(frame.amount)) == ("record_payment", "850")


def test_a_sale_of_what_is_left_is_asked_about(hear: Hear) -> None:
    assert "unsure" in hear("coke 17 maggi 9 urlet", "record_sale", language="mr-Latn").doubts
    assert "unsure" not in hear("coke 17 maggi 9", "record_sale", language="mr-Latn").doubts


def test_nobodys_credit_is_asked_about(hear: Hear) -> None:
    assert "incomplete" in hear("2 lux udhaar diya", "record_sale", language="hi-Latn").doubts


def test_a_buyer_is_named_first(hear: Hear) -> None:
    assert hear("Shobha aunty 2 lux teeskundi", "record_sale", language="te-Latn").frame.customer == "Shobha aunty"


def test_a_firms_opening_words_belong_to_it(hear: Hear) -> None:
    frame = hear("guru kirpa traders ton 30 wheel aaye", "record_purchase", language="pa-Latn").frame
    assert frame.supplier == "guru kirpa traders"


def test_whose_goods_they_are_not_is_no_supplier(hear: Hear) -> None:
    frame = hear("Nandini illa, Amul curd 20 came", "record_purchase", language="ta-Latn").frame
    assert (frame.supplier, [item.sku for item in frame.items if item.sku]) == (None, ["curd-amul-400g"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("gotomasher hisab", "bn-Latn"),
        ("मागील महिन्याचा नफा", "mr"),
        ("ഗതം പോയ മാസത്തെ ലാഭം", "ml"),
        ("hindina tingala labha", "kn-Latn"),
        ("gayo mahino ketlo nafo", "gu-Latn"),
        ("gala masara labha", "or-Latn"),
        ("mundhina maasam labam", "ta-Latn"),
        ("poyina neladi labham", "te-Latn"),
    ],
)
def test_last_month(hear: Hear, text: str, language: str) -> None:
    assert hear(text, "profit_report", language=language).frame.period == "last_month"


@pytest.mark.parametrize(
    ("text", "language"),
    [("કઈ ચીજ પડી રહી છે", "gu"), ("ਕਿਹੜਾ ਮਾਲ ਧੂੜ ਖਾਂਦਾ", "pa"), ("yaav ratege maarali", "kn-Latn")],
)
def test_everyday_words_are_no_products(hear: Hear, text: str, language: str) -> None:
    assert hear(text, "slow_products", language=language).frame.items == ()


def test_now_is_no_flour(hear: Hear) -> None:
    assert items_of(hear("lux aata fakt 18 urlet", "set_stock", language="mr-Latn")) == "soap-lux-100g 18"
    assert items_of(hear("lux 12 aata 18 kilo", "set_stock", language="mr-Latn")) == "soap-lux-100g 12; atta-loose 18"
    assert items_of(hear("coke cha rate 46 thev aata", "set_price", language="mr-Latn")) == "coke-750ml ? @46"


def test_what_came_is_no_ginger(hear: Hear) -> None:
    text = "surf excel 12 aale 134 ne"
    assert items_of(hear(text, "record_purchase", language="mr-Latn")) == "detergent-surf-excel-1kg 12 @134"


def test_a_big_pack_that_is_asked_about_is_the_big_one(hear: Hear) -> None:
    asked = hear("மேகி பெரிய பாக்கெட் எத்தனை இருக்கு", "check_stock", language="ta")
    assert [item.sku for item in asked.frame.items] == ["maggi-280g"]


def test_rupees_of_a_sale_that_are_less_than_one_costs_are_what_was_paid(hear: Hear) -> None:
    assert items_of(hear("tea 20 rupees sold", "record_sale", language="en")) == "tea-loose 0.059 =20"
    assert items_of(hear("sugar 45 rupees sold", "record_sale", language="en")) == "sugar-loose ? @45"


def test_put_is_no_thousand(hear: Hear) -> None:
    """Telugu has one word for both."""
    frame = hear("పింటు ఖాతాలో 350 వెయ్యి", "record_credit", language="te").frame
    assert (frame.customer, str(frame.amount)) == ("పింటు", "350")


@pytest.mark.parametrize("text", ["coke leak thi, wapas li maine ek", "lux return aaya bhai ek hi"])
def test_a_lone_one_counts_the_only_product(hear: Hear, text: str) -> None:
    (item,) = hear(text, "record_return", language="hi-Latn").frame.items
    assert str(item.quantity) == "1"
