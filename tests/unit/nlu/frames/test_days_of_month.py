"""A day told without its month: of an entry it is the last one, of an expiry or a licence the next."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear

# It is the 22nd of November 2026.
FIFTEENTH = [
    ("15 tarikh ko 2 maggi beche the", "hi-Latn"),
    ("15 तारीख को 2 maggi बेचे थे", "hi"),
    ("sold 2 maggi on the 15th", "en"),
    ("on 15th 2 maggi sold", "en"),
    ("15 तारखेला 2 maggi विकले", "mr"),
    ("১৫ই 2 maggi বেচেছিলাম", "bn"),
    ("১৫ তারিখে 2 maggi বেচেছিলাম", "bn"),
    ("ତାରିଖ ୧୫ ରେ 2 maggi ବିକିଥିଲି", "or"),
    ("15 ਤਰੀਕ ਨੂੰ 2 maggi ਵੇਚੀਆਂ ਸੀ", "pa"),
    ("15 તારીખે 2 maggi વેચી હતી", "gu"),
    ("15-ஆம் தேதி 2 maggi வித்தேன்", "ta"),
    ("15వ తేదీన 2 maggi అమ్మాను", "te"),
    ("15న 2 maggi అమ్మాను", "te"),
    ("15ನೇ ತಾರೀಖು 2 maggi ಮಾರಿದೆ", "kn"),
    ("15 ആം തീയതി 2 maggi വിറ്റു", "ml"),
    ("15 aam thiyathi 2 maggi vittu", "ml-Latn"),
]


@pytest.mark.parametrize("said", FIFTEENTH)
def test_a_day_of_the_month_dates_the_entry_and_is_no_quantity(hear: Hear, said: tuple[str, str]) -> None:
    text, language = said
    frame = hear(text, "record_sale", language=language).frame
    [item] = frame.items
    assert (str(frame.entry_date), item.sku, str(item.quantity), item.price) == ("2026-11-15", "maggi-70g", "2", None)


@pytest.mark.parametrize(
    ("text", "intent", "entry_date", "date"),
    [
        ("25 tarikh ko 2 maggi becha", "record_sale", "2026-10-25", "None"),
        ("pehli tarikh ko 2 maggi becha", "record_sale", "2026-11-01", "None"),
        ("31 tarikh ko 2 maggi becha", "record_sale", "2026-10-31", "None"),
        ("2 maggi becha, 35 tarikh", "record_sale", "None", "None"),
        ("20 maggi aaya, expiry 5 tarikh", "record_purchase", "None", "2026-12-05"),
        ("fssai license 5 tarikh ko khatam hoga", "licence_reminder", "None", "2026-12-05"),
        ("Ramesh ne 3 tarikh ko 200 diye the udhaar ke", "record_payment", "2026-11-03", "None"),
        ("Ramesh ko 2 maggi udhaar, 1 tarikh ko paise dega", "record_sale", "None", "None"),
        ("4th floor wale ko 2 maggi becha", "record_sale", "None", "None"),
    ],
)
def test_which_month_it_is_of(hear: Hear, text: str, intent: str, entry_date: str, date: str) -> None:
    frame = hear(text, intent, language="hi-Latn").frame
    assert (str(frame.entry_date), str(frame.date)) == (entry_date, date)


def test_yesterday_or_tomorrow_is_yesterday_in_what_is_recorded_unless_something_is_to_come(hear: Hear) -> None:
    assert str(hear("Ramesh ne kal 800 lautaye", "record_payment", language="hi-Latn").frame.entry_date) == "2026-11-21"
    assert hear("kal 2 maggi bikega", "record_sale", language="hi-Latn").frame.entry_date is None


def test_a_day_that_the_model_calls_goods_is_none(shop: tuple[Product, ...]) -> None:
    text = "18 aam thiyathi 2 maggi vannu"
    model = FixedModel("record_purchase", (Entity("product", 3, 15, "aam thiyathi", 0.96),))
    frame = understand(Heard(text, NOW, language="ml-Latn"), shop, model).frame
    assert [item.sku for item in frame.items] == ["maggi-70g"]
    assert str(frame.entry_date) == "2026-11-18"
