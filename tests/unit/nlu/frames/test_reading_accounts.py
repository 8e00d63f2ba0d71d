"""Kinds of message that were once written wrong: two events in one, whose an account is, weekdays, prices from and to."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

TWO_EVENTS = [
    ("2 kilo pyaz bika, 3 kilo sad gaya", "record_sale", "hi-Latn"),
    ("pocha chini adha kilo fele dilam ar dui kilo bikri korlam 92 e", "record_sale", "bn-Latn"),
    ("5 কেজি চিনির অর্ডারটা বাতিল", "create_order", "bn"),
    ("10 maggi da order cancel", "create_order", "pa-Latn"),
    ("Ramesh ne 2 kilo chini udhaar li, 50 diye", "record_sale", "hi-Latn"),
    ("ଗୋବିନ୍ଦ ୫୦ ଟଙ୍କା କମ ଦେଲା", "record_payment", "or"),
    ("coke 6 maggi 4 paye ne", "record_sale", "pa-Latn"),
]


@pytest.mark.parametrize("said", TWO_EVENTS)
def test_of_two_events_none_is_written_at_once(hear: Hear, said: tuple[str, str, str]) -> None:
    text, intent, language = said
    assert hear(text, intent, language=language).frame.confirm is True


MEANT = {
    ("ହଳଦୀ ୨୬୦ରୁ ୨୭୦ କଲି", "record_payment", "or"): "set_price",
    ("haldi 260 ton 270", "record_purchase", "pa-Latn"): "set_price",
    ("હળદર ૨૬૦માંથી ૨૭૦ કરી નાખો", "record_purchase", "gu"): "set_price",
    ("na na char nahi chaudah", "deny", "hi-Latn"): "correct_last",
    ("Friday 3 kg sugar sold, forgot to write", "correct_last", "en"): "record_sale",
}


@pytest.mark.parametrize(("said", "meant"), MEANT.items())
def test_what_numbers_and_days_tell(hear: Hear, said: tuple[str, str, str], meant: str) -> None:
    text, intent, language = said
    assert hear(text, intent, language=language).frame.intent == meant


# It is the 22nd of November 2026, a Sunday.
FRIDAY = [
    ("sold 2 maggi on friday", "en"),
    ("shukravar ko 2 maggi beche the", "hi-Latn"),
    ("शुक्रवारी 2 maggi विकले", "mr"),
    ("শুক্রবার 2 maggi বেচেছিলাম", "bn"),
    ("ଶୁକ୍ରବାର 2 maggi ବିକିଥିଲି", "or"),
    ("ਸ਼ੁੱਕਰਵਾਰ 2 maggi ਵੇਚੀਆਂ ਸੀ", "pa"),
    ("શુક્રવારે 2 maggi વેચી હતી", "gu"),
    ("வெள்ளிக்கிழமை 2 maggi வித்தேன்", "ta"),
    ("శుక్రవారం 2 maggi అమ్మాను", "te"),
    ("ಶುಕ್ರವಾರ 2 maggi ಮಾರಿದೆ", "kn"),
    ("വെള്ളിയാഴ്ച 2 maggi വിറ്റു", "ml"),
]


@pytest.mark.parametrize("said", FRIDAY)
def test_a_weekday_that_is_past_dates_the_entry(hear: Hear, said: tuple[str, str]) -> None:
    text, language = said
    frame = hear(text, "record_sale", language=language).frame
    assert (str(frame.entry_date), str(frame.items[0].quantity)) == ("2026-11-20", "2")


def test_the_weekday_of_today_is_a_week_ago(hear: Hear) -> None:
    assert str(hear("sold 2 maggi on sunday", "record_sale", language="en").frame.entry_date) == "2026-11-15"


PAID = {
    ("Haradhan 500 diye gelo, baki chilo 800", "bn-Latn"): "Haradhan 500",
    ("ଅବଦୁଲର ୬୦୦ ଭିତରୁ ୨୦୦ ଦେଲା", "or"): "ଅବଦୁଲ 200",
    ("ଶଙ୍କର ୨୦୦ ଦେଲା", "or"): "ଶଙ୍କର 200",
    ("master Hardev ne 300 ditte", "pa-Latn"): "master Hardev 300",
}


@pytest.mark.parametrize(("said", "paid"), PAID.items())
def test_who_paid_how_much(hear: Hear, said: tuple[str, str], paid: str) -> None:
    text, language = said
    frame = hear(text, "record_payment", language=language).frame
    assert f"{frame.customer} {frame.amount}" == paid


def test_who_takes_goods_is_named_first(hear: Hear) -> None:
    assert hear("ਸ਼ਿੰਦਾ 2 maggi ਲੈ ਗਿਆ", "record_sale", language="pa").frame.customer == "ਸ਼ਿੰਦਾ"


@pytest.mark.parametrize(
    ("text", "language"),
    [("ક્લબના છોકરા 2 maggi લઈ ગયા", "gu"), ("club de munde 2 maggi lai gaye", "pa-Latn")],
)
def test_somebodys_boys_are_no_customer(hear: Hear, text: str, language: str) -> None:
    assert hear(text, "record_sale", language=language).frame.customer is None


def test_an_account_that_is_mended_is_no_new_credit(hear: Hear) -> None:
    frame = hear("ota Ramesh noy, Suresh er khatay hobe", "correct_last", language="bn-Latn").frame
    assert (frame.customer, frame.credit) == ("Suresh", None)


PRICES = {
    ("chini 5 kilo lyandi 44 kilo", "record_purchase", "pa-Latn"): "sugar-loose 5 @44",
    ("maggi 13 di, asin 15 di", "competitor_price", "pa-Latn"): "maggi-70g ? @13",
    ("amader maggi 15, ora 13 niche", "competitor_price", "bn-Latn"): "maggi-70g ? @13",
}


@pytest.mark.parametrize(("said", "items"), PRICES.items())
def test_what_a_second_number_tells(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


def test_a_count_that_is_rather_a_price_is_asked_about(hear: Hear) -> None:
    assert hear("chini 46 kilo karde", "set_stock", language="pa-Latn").frame.confirm is True
    assert hear("chini 20 kilo karde", "set_stock", language="pa-Latn").frame.confirm is None


def test_a_kind_beside_one_of_it_is_no_second_product(hear: Hear) -> None:
    heard = hear("sabun kitna hai, lux", "check_stock", language="hi-Latn")
    assert [item.sku for item in heard.frame.items] == ["soap-lux-100g"]


def test_what_only_tells_how_goods_spoilt_is_no_line(hear: Hear) -> None:
    heard = hear("chini 3 kilo dudh girne se kharab ho gayi", "record_wastage", language="hi-Latn")
    assert items_of(heard) == "sugar-loose 3"
    both = hear("chini 3 kilo aur dudh kharab ho gaya", "record_wastage", language="hi-Latn")
    assert len(both.frame.items) == 2


NOT_AT_ONCE = [
    ("maggi ab 16 rupaye", "add_product", "hi-Latn"),
    ("Moga hatti maggi 13 di", "transfer_stock", "pa-Latn"),
    ("28 theke 30 koro", "set_price", "bn-Latn"),
]


@pytest.mark.parametrize("said", NOT_AT_ONCE)
def test_what_is_rather_a_price_of_known_goods_is_asked_about(hear: Hear, said: tuple[str, str, str]) -> None:
    text, intent, language = said
    assert hear(text, intent, language=language).frame.confirm is True


def test_what_was_said_against_what_was_written_is_a_correction(hear: Hear) -> None:
    frame = hear("এগারোটা বলেছি, একুশ লিখেছ কেন", "out_of_scope", language="bn").frame
    assert (frame.intent, str(frame.items[0].quantity)) == ("correct_last", "11")


def test_what_goods_are_for_is_no_customer(shop: tuple[Product, ...]) -> None:
    text = "પૂજાનો સામાન ગયો, 2 maggi 1 coke"
    model = FixedModel("record_sale", (Entity("customer", 0, 7, "પૂજાનો", 0.9),))
    assert understand(Heard(text, NOW, language="gu"), shop, model).frame.customer is None


def test_an_account_in_a_book_is_no_notebook(hear: Hear) -> None:
    assert hear("Gouranga ra khata re 2 maggi lekha", "record_sale", language="or-Latn").frame.credit is True
