"""Classes of messages in English, Hindi, Marathi, Gujarati and Punjabi that were once written wrong or asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, Parse, Product, Understanding
from nlu.spelling.normalise import normalise
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, Hear, items_of

LINES = {
    # A word said twice over is an everyday one.
    ("अभी-अभी 2 किलो चीनी बिकी", "record_sale", "hi"): "sugar-loose 2",
    # A quarter of it, though "pa" puts things down too.
    ("dedh kilo khand te pa haldi vechi", "record_sale", "pa-Latn"): "sugar-loose 1.5; turmeric-loose 0.25",
    ("પા કિલો જીરું વેચ્યું", "record_sale", "gu"): "cumin-loose 0.25",
    # What is billed, and what a bill comes to.
    ("bill 3 maggi", "record_sale", "en"): "maggi-70g 3",
    # Of the pack whose price stands between.
    ("parle g 5 wala darjan bhar gaya", "record_sale", "hi-Latn"): "parle-g-5 12",
    # A pack's size without its unit.
    ("one 250 g red label sold 148", "record_sale", "en"): "tea-red-label-250g 1 =148",
    # What a dozen, a quarter of a kilo cost, and no number of them.
    ("dozen bananas 60", "record_sale", "en"): "banana 12 =60",
    ("pav haldi 65 aur kilo chini 46", "record_sale", "hi-Latn"): "turmeric-loose 0.25 =65; sugar-loose 1 =46",
    ("dozen bananas 2", "record_sale", "en"): "banana 24",
    # A pack told again by a number that is a verb elsewhere.
    ("panj wala parle g 6 das wala 2", "record_sale", "pa-Latn"): "parle-g-5 6; parle-g-10 2",
    # What the message ends in came, and is no quarter of ginger.
    ("१० पाव आले", "record_purchase", "mr"): "pav-pack 10",
    # What a quintal costs, whatever stands behind it.
    ("2 quintal khand 4100 de hisab quintal aayi", "record_purchase", "pa-Latn"): "sugar-loose 200 @41",
    ("2 quintal sakhar 4100 quintal ne ali", "record_purchase", "mr-Latn"): "sugar-loose 200 @41",
    # The kind behind the count, and a pack's price before it.
    ("dal 1 kilo moong bika", "record_sale", "hi-Latn"): "moong-dal-loose 1",
    ("sugar 2kg rice 5 kg sona masoori", "record_sale", "en"): "sugar-loose 2; rice-sona-masoori-loose 5",
    ("2 small maggi 1 family pack maggi", "record_sale", "en"): "maggi-70g 2; maggi-280g 1",
    ("Parle-G 5 rs - 10 dozen", "record_purchase", "en"): "parle-g-5 120",
    # Every one's.
    ("do do kilo chini aur haldi", "record_sale", "hi-Latn"): "sugar-loose 2; turmeric-loose 2",
}


@pytest.mark.parametrize(("said", "items"), LINES.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


def test_rupees_of_a_tray_are_no_eggs(hear: Hear) -> None:
    assert items_of(hear("अंडे की 4 ट्रे आईं 165 की एक", "record_purchase", language="hi")) == "egg 120 @5.5"


@dataclass(frozen=True)
class _Model:
    """Labels one stretch of words."""

    intent: str
    role: str
    label: str
    language: str

    def parse(self, normalised: str) -> Parse:
        label = normalise(self.label)
        start = normalised.index(label)
        entity = Entity(self.role, start, start + len(label), label, 0.9)
        return Parse(self.intent, 1.0, ((self.intent, 1.0),), (entity,), "model", ((self.language, 1.0),))


def _heard(shop: tuple[Product, ...], text: str, intent: str, label: str, role: str, language: str) -> Understanding:
    return understand(Heard(text, NOW, "whatsapp"), shop, _Model(intent, role, label, language))


WHOSE = {
    ("anil ne apne papa mohan ke khate me 300 jama kiye", "record_payment", "anil", "hi-Latn"): "mohan",
    ("ramesh ke bhai suresh ko 2 kilo chini di , suresh ke khate me", "record_sale", "ramesh", "hi-Latn"): "suresh",
    ("रमेशच्या भावाला २ किलो साखर दिली , सुरेशच्या खात्यावर", "record_sale", "रमेशच्या भावाला", "mr"): "सुरेश",
    ("sita bhabhi 2 kilo chini le gayi sita ke khate me", "record_sale", "sita bhabhi", "hi-Latn"): "sita bhabhi",
    ("add 430 to Sitas khata", "record_credit", "Sitas", "en"): "Sita",
    ("add 430 to Francis khata", "record_credit", "Francis", "en"): "Francis",
    ("बाळू हॉटेलवाल्याला 5 किलो साखर उधारीवर", "record_sale", "बाळू", "mr"): "बाळू हॉटेलवाला",
}


@pytest.mark.parametrize(("said", "customer"), WHOSE.items())
def test_whose_account_it_is(shop: tuple[Product, ...], said: tuple[str, str, str, str], customer: str) -> None:
    text, intent, label, language = said
    assert _heard(shop, text, intent, label, "customer", language).frame.customer == customer


def test_a_place_may_sound_like_a_particle(shop: tuple[Product, ...]) -> None:
    text, place = "hun model town wali dukan te kam karna", "model town"
    assert _heard(shop, text, "switch_store", place, "shop", "pa-Latn").frame.shop == place


def test_what_got_wet_is_no_product(shop: tuple[Product, ...]) -> None:
    """Only the model, and hardly, takes the word for one, and the only count is another's."""
    text = "बारिश में लथपथकर 3 किलो चीनी खराब हो गई"
    assert items_of(_heard(shop, text, "record_wastage", "लथपथकर", "product", "hi")) == "sugar-loose 3"


def test_paid_with_a_case_ending(shop: tuple[Product, ...]) -> None:
    text = "कमल काकू 250 देऊन गेल्या फोनपेने"
    assert _heard(shop, text, "record_payment", "कमल काकू", "customer", "mr").frame.payment == "upi"


def test_an_auxiliary_is_no_product(shop: tuple[Product, ...]) -> None:
    """Marathi's "karun taak" is done with it, "taak" alone is buttermilk."""
    chaas = replace(shop[0], sku="chaas", name="Amul Chaas 200 ml", unit="pc", price=Decimal(12), pack="200 ml")
    heard = _heard((*shop, chaas), "sakharecha dar 48 karun taak", "set_price", "sakharecha", "product", "mr-Latn")
    assert items_of(heard) == "sugar-loose ? @48"
