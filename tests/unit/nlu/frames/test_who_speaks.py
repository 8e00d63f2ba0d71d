"""Who is spoken to, told of by a place, brings goods, or takes what is to be written down."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear


@pytest.mark.parametrize(
    ("text", "language", "customer"),
    [
        ("chacha 2 lux 1 maggi bech di maine", "hi-Latn", None),
        ("kaka 2 lux 1 maggi vikli mi", "mr-Latn", None),
        ("kaka me 2 lux vechya", "gu-Latn", None),
        ("uncle i sold 2 lux", "en", None),
        ("chacha 2 lux le gaye", "hi-Latn", "chacha"),
        ("kaka 2 lux 70 ma lai gaya", "gu-Latn", "kaka"),
    ],
)
def test_whom_the_seller_speaks_to_bought_nothing(hear: Hear, text: str, language: str, customer: str | None) -> None:
    assert hear(text, "record_sale", language=language).frame.customer == customer


@pytest.mark.parametrize(
    ("text", "language", "label", "name"),
    [
        ("kone wale Verma ji 1 kilo chini le gaye khate me", "hi-Latn", "kone wale Verma ji", "Verma ji"),
        ("चिंचवडचे काळे काका एक लक्स घेऊन गेले खात्यावर", "mr", "चिंचवडचे काळे काका", "काळे काका"),
        ("khanne wali masi 2 lux lai gayi udhaar", "pa-Latn", "khanne wali masi", "khanne wali masi"),
    ],
)
def test_a_name_stands_behind_the_place_its_bearer_lives_at(
    shop: tuple[Product, ...], text: str, language: str, label: str, name: str
) -> None:
    model = FixedModel("record_sale", (Entity("customer", 0, len(label), label, 0.99),))
    frame = understand(Heard(text, NOW, language=language), shop, model).frame
    assert (frame.customer, frame.credit) == (name, True)


def test_who_is_called_by_the_goods_brings_them(hear: Hear) -> None:
    assert hear("पाववाला 15 पाव देऊन गेला", "record_sale", language="mr").frame.intent == "record_purchase"
    assert hear("दिवाकर 15 पाव घेऊन गेला", "record_sale", language="mr").frame.intent == "record_sale"


def test_taken_and_to_be_written_down_may_be_on_account(hear: Hear) -> None:
    assert "unsure" in hear("golu ki mummy 2 lux le gayi likh lena", "record_sale", language="hi-Latn").doubts
    assert "unsure" not in hear("golu ki mummy 2 lux le gayi cash", "record_sale", language="hi-Latn").doubts


def test_a_sum_that_is_just_the_price_needs_no_question(shop: tuple[Product, ...]) -> None:
    unsure = FixedModel("record_sale", confidence=0.4)
    assert understand(Heard("lux 2 72", NOW, language="hi-Latn"), shop, unsure).doubts == ()
    assert understand(Heard("lux 2 71", NOW, language="hi-Latn"), shop, unsure).doubts == ("unsure",)
