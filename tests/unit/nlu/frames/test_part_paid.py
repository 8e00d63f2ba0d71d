"""Parts paid of goods on credit, and small classes of messages that were once read wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, Parse, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, Hear, items_of

PARTS = [
    ("en", "Sita took goods worth 300, paid 100, balance on credit"),
    ("hi-Latn", "Sita ne 300 ka saman liya 100 diya baki udhaar"),
    ("hi", "सीता 300 का सामान ले गई 100 दिए बाकी उधार"),
    ("bn", "সীতা ৩০০ টাকার জিনিস নিল ১০০ দিল বাকি ধার"),
    ("mr", "सीताने 300 चे सामान घेतले 100 दिले बाकी उधार"),
    ("te", "సీత 300 సామాను తీసుకుంది 100 ఇచ్చింది మిగతా అప్పు"),
    ("ta", "சீதா 300க்கு சாமான் வாங்கினாங்க 100 குடுத்தாங்க மீதி கடன்"),
    ("gu", "સીતા 300 નો સામાન લઈ ગઈ 100 આપ્યા બાકી ઉધાર"),
    ("kn-Latn", "Sita 300 saamaan tagondru 100 kottru baaki saala"),
    ("ml", "സീത 300 രൂപയുടെ സാധനം വാങ്ങി 100 തന്നു ബാക്കി കടം"),
    ("pa", "ਸੀਤਾ 300 ਦਾ ਸਮਾਨ ਲੈ ਗਈ 100 ਦਿੱਤੇ ਬਾਕੀ ਉਧਾਰ"),
    ("or", "ସୀତା 300 ଟଙ୍କାର ଜିନିଷ ନେଲା 100 ଦେଲା ବାକି ଉଧାର"),
]


@pytest.mark.parametrize("intent", ["record_sale", "record_payment"])
@pytest.mark.parametrize(("language", "text"), PARTS)
def test_goods_without_names_of_which_a_part_is_paid_are_a_sale(
    hear: Hear, language: str, text: str, intent: str
) -> None:
    frame = hear(text, intent, language=language).frame
    assert (frame.intent, frame.credit, frame.confirm) == ("record_sale", True, True)
    assert (frame.amount, frame.paid) == (Decimal(300), Decimal(100))
    assert frame.as_dict()["amount"] == "300"


def test_a_part_alone_is_shown_as_the_message_s_amount(hear: Hear) -> None:
    frame = hear("Ramesh took 5 kg sugar, paid 100 rest on credit", "record_sale").frame
    assert (frame.amount, frame.paid, frame.as_dict()["amount"]) == (None, Decimal(100), "100")
    assert "paid" not in frame.as_dict()


@pytest.mark.parametrize("text", ["Sita paid 100, rest 200 on khata", "Sita gave 100, balance 200"])
def test_of_a_payment_what_is_left_is_not_paid(hear: Hear, text: str) -> None:
    heard = hear(text, "record_payment").frame
    assert (heard.intent, heard.amount, heard.confirm) == ("record_payment", Decimal(100), True)


def test_the_only_sum_on_credit_is_what_was_bought(hear: Hear) -> None:
    frame = hear("Sita took goods worth 300 on credit", "record_sale").frame
    assert (frame.intent, frame.amount, frame.confirm) == ("record_credit", Decimal(300), True)


@pytest.mark.parametrize("text", ["2 litter tel", "2 liter tel", "tel 2 litter"])
def test_a_unit_that_neighbours_share_is_no_language_s(hear: Hear, text: str) -> None:
    class Marathi:
        def parse(self, normalised: str) -> Parse:
            return Parse("record_sale", 0.9, (("record_sale", 0.9),), languages=(("mr-Latn", 0.95), ("hi-Latn", 0.02)))

    for known, language in (("hi-Latn", "hi"), ("gu-Latn", "gu"), ("mr-Latn", "mr")):
        assert understand(Heard(text, NOW, language=known), (), Marathi()).frame.language == language


@pytest.mark.parametrize(
    ("text", "read"),
    [("2 litter milk", "milk-loose 2"), ("milk 10 litter", "milk-loose 10"), ("2 kilo chini", "sugar-loose 2")],
)
def test_a_number_far_below_the_price_counts(hear: Hear, text: str, read: str) -> None:
    heard = hear(text, "set_price", language="hi-Latn")
    assert (heard.frame.intent, heard.frame.confirm, items_of(heard)) == ("record_sale", True, read)


@pytest.mark.parametrize("text", ["milk 64 litter", "sugar rate 20 kilo", "milk 64 rupaye litter"])
def test_a_number_near_the_price_or_called_one_is_a_price(hear: Hear, text: str) -> None:
    assert hear(text, "set_price", language="hi-Latn").frame.intent == "set_price"


def test_a_count_alone_does_not_say_that_goods_spoilt(hear: Hear) -> None:
    assert hear("3 packit maggi", "record_wastage", language="hi-Latn").frame.confirm
    assert hear("3 packit maggi", "record_sale", language="hi-Latn").frame.confirm is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "exchange 1 lux with 1 dettol"),
        ("hi-Latn", "1 lux badal ke 1 dettol diya"),
        ("ta", "1 lux மாத்தி 1 dettol குடுத்தேன்"),
        ("bn", "1 lux বদলে 1 dettol দিলাম"),
    ],
)
def test_one_for_another_is_no_sale_of_both(hear: Hear, language: str, text: str) -> None:
    assert hear(text, "record_sale", language=language).frame.confirm
    assert hear("1 lux 1 dettol", "record_sale", language=language).frame.confirm is None


def _named(shop: tuple[Product, ...], text: str, intent: str, name: str, language: str) -> str | None:
    class Model:
        def parse(self, normalised: str) -> Parse:
            start = normalised.index(name)
            entity = Entity("customer", start, start + len(name), name, 0.9)
            return Parse(intent, 0.9, ((intent, 0.9),), (entity,))

    return understand(Heard(text, NOW, language=language), shop, Model()).frame.customer


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("200 રૂપિયાનો પૂજાનો સામાન ઉધાર", "પૂજાનો", "gu"),
        ("200 rupaye ka puja ka saman udhaar", "puja", "hi-Latn"),
        ("200 ರೂಪಾಯಿ ಪೂಜೆ ಸಾಮಾನು ಸಾಲ", "ಪೂಜೆ", "kn"),
        ("200 रुपयांचे पूजेचे सामान उधार", "पूजेचे", "mr"),
    ],
)
def test_what_goods_are_for_is_nobody(shop: tuple[Product, ...], text: str, name: str, language: str) -> None:
    assert _named(shop, text, "record_credit", name, language) is None


def test_who_is_called_so_is_somebody(shop: tuple[Product, ...]) -> None:
    assert _named(shop, "Puja ne 200 ka saman udhaar liya", "record_credit", "Puja", "hi-Latn") == "Puja"
    assert _named(shop, "Badal ko 200 udhaar", "record_credit", "Badal", "hi-Latn") == "Badal"


@pytest.mark.parametrize("text", ["lux is sold out, 315 and 270", "sugar 315 and 270"])
def test_two_numbers_joined_by_and_are_no_count_and_price(hear: Hear, text: str) -> None:
    heard = hear(text, "record_sale")
    assert (heard.frame.items[0].quantity, heard.frame.items[0].price, heard.frame.confirm) == (None, None, True)
    assert set(heard.leftover) >= {"315", "270"}
