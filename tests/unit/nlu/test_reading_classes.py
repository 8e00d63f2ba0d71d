"""Kinds of message that were once misread: prices of both, sums at the end, trades in names, everyday words, past months."""

from __future__ import annotations

import pytest

from tests.unit.nlu.conftest import Hear
from tests.unit.nlu.test_frames import _items

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
    assert _items(hear(text, intent, language=language)) == items


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
    assert (str(frame.amount), [str(item.quantity) for item in frame.items][0]) == ("397", "2")
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
    assert _items(hear("coke cha rate 46 thev aata", "set_price", language="mr-Latn")) == "coke-750ml ? @46"


@pytest.mark.parametrize("text", ["coke leak thi, wapas li maine ek", "lux return aaya bhai ek hi"])
def test_a_lone_one_counts_the_only_product(hear: Hear, text: str) -> None:
    (item,) = hear(text, "record_return", language="hi-Latn").frame.items
    assert str(item.quantity) == "1"
