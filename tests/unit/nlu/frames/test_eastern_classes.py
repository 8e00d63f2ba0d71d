"""Kinds of message that strangers wrote in Bengali and Odia and that were misread, with their like in other languages."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Parse, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

LINES = {
    ("lux gote bi nahi", "set_stock", "or-Latn"): "soap-lux-100g 0",
    ("maggi ek bhi nahi", "set_stock", "hi-Latn"): "maggi-70g 0",
    ("chini mepe dekhlam 2 kg 400 ache", "set_stock", "bn-Latn"): "sugar-loose 2.4",
    ("chini sowa kilo bikri 60 te", "record_sale", "bn-Latn"): "sugar-loose 1.25 =60",
    ("lemon ten 40, sugar 100 gram, turmeric 20 rupees", "record_sale", "en"): (
        "lemon 10 =40; sugar-loose 0.1; turmeric-loose 0.077 =20"
    ),
    ("pua kilo chini", "record_sale", "or-Latn"): "sugar-loose 0.25",
    ("চিনি পৌনা কেজি", "record_sale", "bn"): "sugar-loose 0.75",
}


@pytest.mark.parametrize(("said", "items"), LINES.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


NAMES = {
    ("Reliance freshre chini 42 tanka", "competitor_price", "or-Latn", "shop", "Reliance freshre"): "Reliance fresh",
    ("স্পেন্সার্সে চিনি ৪২ টাকা", "competitor_price", "bn", "shop", "স্পেন্সার্সে"): "স্পেন্সার্স",
    (
        "Tripathy agencyra 12 lux asila",
        "record_purchase",
        "or-Latn",
        "supplier",
        "Tripathy agencyra",
    ): "Tripathy agency",
    ("Mishra 12 lux delaa", "record_purchase", "or-Latn", "supplier", "Mishra"): "Mishra",
    ("সুনীল পান্ডে ১২টা লাক্স দিল", "record_purchase", "bn", "supplier", "সুনীল পান্ডে"): "সুনীল পান্ডে",
    ("Agarwal bhainku kuha maggi 20 ta pathantu", "create_order", "or-Latn", "supplier", "Agarwal"): "Agarwal bhai",
    ("Gofur miar ager hisab koto baki", "check_balance", "bn-Latn", "customer", "Gofur miar"): "Gofur mia",
    (
        "Sanju tea stall er name baki likho 1000 taka",
        "record_credit",
        "bn-Latn",
        "customer",
        "Sanju",
    ): "Sanju tea stall",
}


@pytest.mark.parametrize(("said", "name"), NAMES.items())
def test_names_lose_their_case_and_keep_what_is_theirs(
    shop: tuple[Product, ...], said: tuple[str, str, str, str, str], name: str
) -> None:
    text, intent, language, role, labelled = said
    start = text.index(labelled)
    model = FixedModel(intent, (Entity(role, start, start + len(labelled), labelled, 0.9),))
    assert getattr(understand(Heard(text, NOW, language=language), shop, model).frame, role) == name


def test_an_aunt_in_a_case_is_somebody(hear: Hear) -> None:
    assert hear("ଖୁଡ଼ୀଙ୍କୁ ନଗଦ ୨୦୦ ଉଧାର ଦେଲି", "record_credit", language="or").frame.customer == "ଖୁଡ଼ୀ"


@pytest.mark.parametrize(
    ("text", "language", "supplier"),
    [
        ("dharavi la irundhu lux 30 vangunen", "ta-Latn", None),
        ("आज़ादपुर से चीनी पचास किलो उठाया", "hi", None),
        ("কোলে মার্কেট থেকে চিনি ৪০ কেজি এনেছি", "bn", None),
        ("Crawford market madhun haldi 5 kilo anli", "mr-Latn", None),
        ("ramkrishna storeru 12 lux anili", "or-Latn", "ramkrishna store"),
        ("al ameen agencyil ninnu 12 lux eduthu", "ml-Latn", "al ameen agency"),
    ],
)
def test_a_place_that_the_model_does_not_know_sells_nothing(
    hear: Hear, text: str, language: str, supplier: str | None
) -> None:
    """Without a label only a firm's word, or one for a person, makes a supplier."""
    assert hear(text, "record_purchase", language=language).frame.supplier == supplier


@pytest.mark.parametrize(
    ("text", "language"), [("চিনি টা ৩ কেজি লেখো ২ না", "bn"), ("chini 3 kilo likho 2 nahi", "hi-Latn")]
)
def test_what_is_denied_last_was_not_meant(hear: Hear, text: str, language: str) -> None:
    heard = hear(text, "record_sale", language=language)
    assert (heard.frame.intent, items_of(heard), heard.frame.confirm) == ("correct_last", "sugar-loose 3", True)


class _Torn:
    """A model that gives `first` and thinks of `second` too."""

    def __init__(self, first: str, second: str) -> None:
        self.first, self.second = first, second

    def parse(self, normalised: str) -> Parse:
        return Parse(self.first, 0.7, ((self.first, 0.7), (self.second, 0.3)), ())


@pytest.mark.parametrize(
    ("text", "language", "torn", "meant"),
    [
        ("moong dal 3 kilo 125 dara re dela", "or-Latn", ("set_stock", "record_sale"), "record_sale"),
        ("moong dal 3 kilo ache", "bn-Latn", ("set_stock", "record_sale"), "set_stock"),
        ("maggi 25 lux 6 ese geche", "bn-Latn", ("record_sale", "record_purchase"), "record_purchase"),
        ("maggi 25 lux 6 aa gaye", "hi-Latn", ("record_sale", "record_purchase"), "record_purchase"),
        ("maggi 25 lux 6 gaye", "hi-Latn", ("record_sale", "record_purchase"), "record_sale"),
    ],
)
def test_rupees_count_no_stock_and_what_came_did_not_go(
    shop: tuple[Product, ...], text: str, language: str, torn: tuple[str, str], meant: str
) -> None:
    assert understand(Heard(text, NOW, language=language), shop, _Torn(*torn)).frame.intent == meant


@pytest.mark.parametrize(
    ("text", "language"),
    [("ek aunty ko 2 lux diye", "hi-Latn"), ("ஒரு அம்மா 2 லக்ஸ் வாங்கிட்டாங்க", "ta"), ("ekta bhai ke 2 lux dilam", "bn-Latn")],
)
def test_any_aunt_is_nobody(hear: Hear, text: str, language: str) -> None:
    assert hear(text, "record_sale", language=language).frame.customer is None


def test_somebody_s_mother_in_a_case_needs_no_question(shop: tuple[Product, ...]) -> None:
    """Though training had her words as everyday ones."""

    class Model:
        def parse(self, normalised: str) -> Parse:
            return Parse("record_sale", 1.0, (("record_sale", 1.0),), (), unfamiliar=frozenset())

    heard = understand(Heard("লাক্স ২ দিলাম রিয়ার মাকে", NOW, language="bn"), shop, Model())
    assert (heard.frame.customer, heard.frame.confirm) == ("রিয়ার মা", None)


def test_what_came_today_may_have_a_date(hear: Hear) -> None:
    heard = hear("today 15 amul curd came, expiry 8/12/2026", "record_purchase", language="en")
    assert (str(heard.frame.date), heard.frame.confirm) == ("2026-12-08", None)
