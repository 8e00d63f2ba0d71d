"""Who took goods or pays where nothing but the words tells it, and sums that are paise or name a pack."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

TAKERS = {
    ("rameshannanige 3 kg sakkare kotte", "kn-Latn"): "rameshanna",
    ("arisi 5 kilo valliyammaluku kuduthen", "ta-Latn"): "valliyammal",
}


@pytest.mark.parametrize(("said", "name"), TAKERS.items())
def test_a_word_of_respect_that_has_grown_on_tells_who_took(hear: Hear, said: tuple[str, str], name: str) -> None:
    text, language = said
    assert hear(text, "record_sale", language=language).frame.customer == name


@pytest.mark.parametrize(
    ("text", "language", "credit"),
    [
        ("kannan oru kilo sakkarai baaki", "ta-Latn", True),
        ("ವಿನೋದ ಒಂದು ಕೆಜಿ ಸಕ್ಕರೆ ಬಾಕಿ", "kn", True),
        ("kannan baaki maggi 2", "ta-Latn", None),
    ],
)
def test_a_sale_that_ends_in_what_is_owed_is_on_credit(
    hear: Hear, text: str, language: str, credit: bool | None
) -> None:
    said = hear(text, "record_sale", language=language).frame.credit
    assert said is credit or (credit is None and not said)


def test_a_number_with_an_ending_is_no_supplier(shop: tuple[Product, ...]) -> None:
    text = "ಇಪ್ಪತ್ತೈದರ ಲೆಕ್ಕದಲ್ಲಿ 15 ಕೆಜಿ ಸಕ್ಕರೆ ತಂದೆ"
    supplier = Entity("supplier", 0, text.index(" "), text.split()[0], 1.0)
    frame = understand(Heard(text, NOW, language="kn"), shop, FixedModel("record_purchase", (supplier,))).frame
    assert (frame.supplier, str(frame.items[0].price)) == (None, "25")


def test_a_measure_of_another_language_is_asked_about(hear: Hear) -> None:
    assert hear("half kg moong dal 1 poa jeera", "record_sale", language="en").frame.confirm is True
    assert hear("half kg moong dal 1 kg jeera", "record_sale", language="en").frame.confirm is None


def test_somebody_is_called_as_a_month(shop: tuple[Product, ...]) -> None:
    customer = Entity("customer", 0, 7, "kartika", 1.0)
    heard = Heard("kartika tharu 750 milila", NOW, language="or-Latn")
    assert understand(heard, shop, FixedModel("record_payment", (customer,))).frame.customer == "kartika"


def test_paise_of_what_costs_little(hear: Hear) -> None:
    text = "lemon 100 vachayi okkati 80 paisalu"
    assert items_of(hear(text, "record_purchase", language="te-Latn")) == "lemon 100 @0.8"


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("chacha ne 2 lux becha", "hi-Latn", None),
        ("काकांनी 2 लक्स विकले", "mr", None),
        # Gujarati's "ne" is "to".
        ("ramesh ne 2 lux vechya chhe", "gu-Latn", "ramesh"),
        ("chacha ne 2 lux liya", "hi-Latn", "chacha"),
        # Whose it is who owes.
        ("ramesh ne 2 lux becha udhaar", "hi-Latn", "ramesh"),
    ],
)
def test_who_sold_is_nobody_who_bought(shop: tuple[Product, ...], text: str, language: str, name: str | None) -> None:
    first = text.split()[0]
    heard = Heard(text, NOW, language=language)
    customer = Entity("customer", 0, len(first), first, 1.0)
    assert understand(heard, shop, FixedModel("record_sale", (customer,))).frame.customer == name


def test_the_day_after_tomorrow_is_one_day(hear: Hear) -> None:
    one = hear("parso kitna doodh bikega", "demand_forecast", language="hi-Latn").frame
    two = hear("2 din me kitna doodh bikega", "demand_forecast", language="hi-Latn").frame
    assert (str(one.day), two.day) == ("2026-11-24", None)


def test_what_an_order_may_cost_is_no_number_of_pieces(hear: Hear) -> None:
    assert hear("fakt 3000 no maal levo che", "reorder_advice", language="gu-Latn").frame.amount == 3000


def test_two_goods_each_worth_something_change_no_price(hear: Hear) -> None:
    frame = hear("वीसचे केळी आणि तीसचे लिंबू विकले", "record_sale", language="mr").frame
    assert (frame.intent, [str(item.amount) for item in frame.items]) == ("record_sale", ["20", "30"])


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("papa bole likh de 2 kilo chini bika", "hi-Latn", None),
        ("papa bole likh de 2 kilo chini udhaar", "hi-Latn", "papa"),
        ("bapu kehnda likh 2 maggi gayi", "pa-Latn", None),
        # Somebody who is not of the house may well have bought.
        ("ramesh bola likh le 2 kilo chini", "hi-Latn", "ramesh"),
    ],
)
def test_who_only_says_what_to_write_bought_nothing(
    shop: tuple[Product, ...], text: str, language: str, name: str | None
) -> None:
    first = text.split()[0]
    customer = Entity("customer", 0, len(first), first, 1.0)
    heard = Heard(text, NOW, language=language)
    assert understand(heard, shop, FixedModel("record_sale", (customer,))).frame.customer == name


@pytest.mark.parametrize(
    ("text", "language", "labelled", "name"),
    [
        ("rameshe 200 aapya", "gu-Latn", "rameshe", "ramesh"),
        ("ramilabene 200 aapya", "gu-Latn", "ramilabene", "ramilaben"),
        ("got 1000 from Anita madam by gpay", "en", "Anita madam by", "Anita madam"),
    ],
)
def test_where_a_name_ends(shop: tuple[Product, ...], text: str, language: str, labelled: str, name: str) -> None:
    start = text.index(labelled)
    customer = Entity("customer", start, start + len(labelled), labelled, 1.0)
    heard = Heard(text, NOW, language=language)
    assert understand(heard, shop, FixedModel("record_payment", (customer,))).frame.customer == name


@pytest.mark.parametrize(
    ("text", "intent"),
    [("ramesh ko bolo 500 baki hai", "send_reminder"), ("ramesh ko 500 udhar diya likh lo", "record_credit")],
)
def test_who_is_to_be_told_is_reminded(hear: Hear, text: str, intent: str) -> None:
    assert hear(text, "record_credit", language="hi-Latn").frame.intent == intent


def test_a_firm_named_by_its_maker_is_no_goods(shop: tuple[Product, ...]) -> None:
    text = "order 24 maggi from Coca Cola distributor"
    supplier = Entity("supplier", text.index("Coca"), len(text), "Coca Cola distributor", 1.0)
    heard = Heard(text, NOW, language="en")
    frame = understand(heard, shop, FixedModel("create_order", (supplier,))).frame
    assert (frame.supplier, [item.sku for item in frame.items]) == ("Coca Cola distributor", ["maggi-70g"])


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("कुलकर्णींच्या घरी 2 किलो साखर पाठवली उधारीवर", "mr", "कुलकर्णी"),
        ("the new supermarket sells coke for 40", "en", "new supermarket"),
    ],
)
def test_what_stands_beside_a_name_is_no_part_of_it(hear: Hear, text: str, language: str, name: str) -> None:
    frame = hear(text, "record_sale" if language == "mr" else "competitor_price", language=language).frame
    assert name in (frame.customer, frame.shop)
