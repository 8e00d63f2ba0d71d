"""Frames by the rules of product.md, with the intent given: what the words and the catalogue make of it."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.frames.filling import build
from nlu.names.products import Catalogue
from nlu.names.roles import fitting
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

# text -> "sku quantity [@price] [=amount]" for each item
SALES = {
    "6 maggi aur 3 kilo chini becha": "maggi-70g 6; sugar-loose 3",
    "2 dahi 1 lux": "curd-amul-400g 2; soap-lux-100g 1",
    "maggi 4 coke 3": "maggi-70g 4; coke-750ml 3",
    "maggi-4, coke-3, chini-1kg": "maggi-70g 4; coke-750ml 3; sugar-loose 1",
    "ek lux ek dettol": "soap-lux-100g 1; soap-dettol-75g 1",
    "4 coke 160 me": "coke-750ml 4 =160",
    "4 coke 40 each": "coke-750ml 4 @40",
    "coke 4 @42": "coke-750ml 4 @42",
    "chini 3 kilo 45 rupaye kilo": "sugar-loose 3 @45",
    "kele 1 dozen 48 rupaye darjan": "banana 12 @4",
    "23 rupaye ki chini": "sugar-loose 0.5 =23",
    "do darjan ande": "egg 24",
    "darjan ande": "egg 12",
    "3 jodi nimbu": "lemon 6",
    "200 gram haldi": "turmeric-loose 0.2",
    "teen pav chini aur pav kilo chai": "sugar-loose 0.75; tea-loose 0.25",
    "pav 3 packet": "pav-pack 3",
    "dhai sau gram jeera": "cumin-loose 0.25",
    "डेढ़ किलो चीनी": "sugar-loose 1.5",
    "sold a dozen bananas": "banana 12",
    "1 kilo surf excel": "detergent-surf-excel-1kg 1",
    "10 kg aashirvaad atta": "atta-aashirvaad-5kg 2",
    "10 wala parle g 4": "parle-g-10 4",
    "5 rs parle g 3": "parle-g-5 3",
    "parle g 5 wala 2": "parle-g-5 2",
    "2 amul milk 500 ml": "milk-amul-500ml 2",
    "500 ml doodh packet 2": "milk-amul-500ml 2",
    "doodh 3 packet": "milk-amul-500ml 3",
    "2 litre doodh": "milk-loose 2",
    "maggi 280 g 2": "maggi-280g 2",
    "3 kilo chini de do": "sugar-loose 3",
    "5 tiger biscuit becha": "- 5",
    "patanjali ghee 2": "- 2",
}


@pytest.mark.parametrize(("text", "items"), SALES.items())
def test_items_of_a_sale(hear: Hear, text: str, items: str) -> None:
    assert items_of(hear(text, "record_sale", language="hi-Latn")) == items


OTHERS = {
    ("20 packet maggi aaya 13 ke bhav se", "record_purchase"): "maggi-70g 20 @13",
    ("60 maggi 780 rupaye", "record_purchase"): "maggi-70g 60 =780",
    ("60 maggi 13 rupaye", "record_purchase"): "maggi-70g 60 @13",
    ("maggi ka stock 45 hai", "set_stock"): "maggi-70g 45",
    ("maggi ka rate 14 kar do", "set_price"): "maggi-70g ? @14",
    ("lux 36 se 38 kar do", "set_price"): "soap-lux-100g ? @38",
    ("parle g 10 wala 12 ka kar do", "set_price"): "parle-g-10 ? @12",
    ("set price of parle g 10 rs pack to 11", "set_price"): "parle-g-10 ? @11",
    ("parle g 10 se 11 kar do", "set_price"): "parle-g-10 ? @11",
    ("Amul wale se 40 packet doodh aaya 26 rupaye", "record_purchase"): "milk-amul-500ml 40 @26",
    ("4 nahi 7 the", "correct_last"): "- 7",
    ("it was 24 rupees not 25", "correct_last"): "- ? @24",
    ("coke 2 nahi 3", "correct_last"): "coke-750ml 3",
    ("galti se teen likha do hi the", "correct_last"): "- 2",
    ("do nahi teen the", "correct_last"): "- 3",
    ("i typed four by mistake, it was three", "correct_last"): "- 3",
    ("maggi nahi yippee tha", "correct_last"): "yippee-70g ?",
    ("naya saman jodo: Tiger biscuit 10 rupaye", "add_product"): "- ? @10",
    ("500 ml doodh kitne ka", "check_price"): "milk-amul-500ml ?",
    ("is there any pepsi", "check_stock"): "- ?",
}


@pytest.mark.parametrize(("said", "items"), OTHERS.items())
def test_items_of_other_intents(hear: Hear, said: tuple[str, str], items: str) -> None:
    assert items_of(hear(*said)) == items


FIELDS = {
    ("Ramesh ko 2 kilo toor dal udhaar di", "record_sale"): {"customer": "Ramesh", "credit": True},
    ("Ramesh ko 2 kilo toor dal di", "record_sale"): {"customer": "Ramesh", "credit": None},
    ("रमेश को 2 किलो चीनी दी", "record_sale"): {"customer": "रमेश", "credit": None},
    ("Peter ko 2 maggi di", "record_sale"): {"customer": "Peter"},
    ("kal 4 lux becha tha", "record_sale"): {"entry_date": "2026-11-21"},
    ("2 maggi 1 coke total 70", "record_sale"): {"amount": "70"},
    ("2 maggi 1 coke 75 me", "record_sale"): {"amount": "75"},
    ("3 lux 100 me upi se", "record_sale"): {"payment": "upi", "amount": None},
    ("aaj ki bikri 5400", "sales_report"): {"intent": "record_sale", "amount": "5400", "period": None, "confirm": True},
    ("kal paanch hazaar ki bikri hui", "record_sale"): {"amount": "5000", "entry_date": "2026-11-21", "confirm": True},
    ("pichle 100 din ki bikri", "sales_report"): {"intent": "sales_report", "amount": None},
    ("maggi ki bikri 5400", "sales_report"): {"intent": "sales_report"},
    ("20 November ko 5 maggi becha", "record_sale"): {"entry_date": "2026-11-20", "confirm": None},
    ("25/12/2025 ko 5 maggi becha", "record_sale"): {"entry_date": "2025-12-25", "confirm": True},
    ("20 Nov ko 5 maggi aaya", "record_purchase"): {"entry_date": "2026-11-20", "date": None},
    ("5 maggi aaya 20 Nov expiry", "record_purchase"): {"entry_date": None, "date": "2027-11-20"},
    ("Ramesh 9876543210", "record_credit"): {"customer": "Ramesh", "amount": None, "confirm": True},
    ("Ramesh ke khate me 260 likho", "record_credit"): {"customer": "Ramesh", "amount": "260"},
    ("received 550 from Mohan uncle by gpay", "record_payment"): {
        "customer": "Mohan uncle",
        "amount": "550",
        "payment": "upi",
    },
    ("Lata ke 2000 me se 1500 aaye", "record_payment"): {"customer": "Lata", "amount": "1500"},
    ("Lata paid 1500 out of 2000", "record_payment"): {"customer": "Lata", "amount": "1500"},
    ("12 lux @ 31 from HUL agency, expiry 12/2027", "record_purchase"): {
        "supplier": "HUL agency",
        "date": "2027-12-31",
    },
    ("Sita's balance", "check_balance"): {"customer": "Sita"},
    ("how much total udhaar is pending", "check_balance"): {"customer": None},
    ("mohan lal ka hisab batao", "check_balance"): {"customer": "mohan lal"},
    ("Ramesh nahi Suresh", "correct_last"): {"customer": "Suresh"},
    ("Gupta traders se 10 kilo chini aayi", "record_purchase"): {"supplier": "Gupta traders"},
    ("24 bread from Modern Agency expiry 30 Nov", "record_purchase"): {
        "supplier": "Modern Agency",
        "date": "2026-11-30",
    },
    ("Verma store 13 me bech raha hai maggi", "competitor_price"): {"shop": "Verma store"},
    ("10 maggi Station Road dukan bhejo", "transfer_stock"): {"shop": "Station Road"},
    ("kal kitni coke bikegi", "demand_forecast"): {"period": "tomorrow"},
    ("kal ki bikri", "sales_report"): {"period": "yesterday"},
    ("pichle 7 din ki bikri", "sales_report"): {"period": "7d"},
    ("next 2 weeks maggi", "demand_forecast"): {"period": "14d"},
    ("raat 9 se subah 7 tak message mat karo", "set_quiet_hours"): {"start": "21:00", "end": "07:00"},
    ("no messages 9pm to 7am", "set_quiet_hours"): {"start": "21:00", "end": "07:00"},
    ("dopahar 1 se 3 baje", "set_quiet_hours"): {"start": "13:00"},
    ("FSSAI license 31 March ko khatam hoga", "licence_reminder"): {"licence": "FSSAI", "date": "2027-03-31"},
    ("expiry alert chahiye", "set_alerts"): {"alert": "expiring", "on": True},
    ("alert band karo", "set_alerts"): {"on": False},
    ("GST report bhejo excel me", "export_report"): {"report": "gst", "format": "excel"},
    ("talk in English", "set_language"): {"to_language": "en"},
    ("हिंदी में बात करो", "set_language"): {"to_language": "hi"},
}


@pytest.mark.parametrize(("said", "fields"), FIELDS.items())
def test_fields(hear: Hear, said: tuple[str, str], fields: dict[str, object]) -> None:
    frame = hear(*said).frame.as_dict()
    assert {name: frame.get(name) for name in fields} == fields


def test_the_models_labels_come_before_guesses(shop: tuple[Product, ...]) -> None:
    text = normalise("chhotu 2 maggi le gaya")
    parse = FixedModel("record_sale", (Entity("customer", 0, 6, "chhotu", 0.9),)).parse(text)
    reading = build(parse, tokenise(text), Catalogue.of(shop, ("hi", "en")), Heard(text, NOW))
    assert reading.frame.customer == "chhotu"
    assert reading.leftover == ()


def test_who_only_sounds_like_a_product_is_who_the_model_says(shop: tuple[Product, ...]) -> None:
    """Vhil sounds like Wheel: beside goods it is a customer, alone a packet of it."""
    for text, customer, skus in (
        ("vhil 2 maggi le gaya", "vhil", ["maggi-70g"]),
        ("vhil 2 becha", None, ["detergent-wheel-1kg"]),
    ):
        parse = FixedModel("record_sale", (Entity("customer", 0, 4, "vhil", 0.9),)).parse(text)
        frame = build(parse, tokenise(text), Catalogue.of(shop, ("hi", "en")), Heard(text, NOW)).frame
        assert (frame.customer, [item.sku for item in frame.items]) == (customer, skus)


@pytest.mark.parametrize(
    ("intent", "said", "role"),
    [
        ("record_payment", "supplier", "customer"),
        ("record_purchase", "customer", "supplier"),
        ("record_purchase", "supplier", "supplier"),
        ("check_stock", "shop", "shop"),
    ],
)
def test_a_name_has_the_role_that_the_intent_has(intent: str, said: str, role: str) -> None:
    parse = FixedModel(intent, (Entity(said, 0, 6, "Venkat", 0.9),)).parse("")
    assert [entity.name for entity in fitting(parse).entities] == [role]


def test_a_labelled_product_that_the_store_lacks_has_no_sku(shop: tuple[Product, ...]) -> None:
    text = "zingbar kitna bacha hai"
    parse = FixedModel("check_stock", (Entity("product", 0, 7, "zingbar", 0.9),)).parse(text)
    frame = build(parse, tokenise(text), Catalogue.of(shop, ("hi", "en")), Heard(text, NOW)).frame
    assert [(item.sku, item.text) for item in frame.items] == [(None, "zingbar")]


def test_nothing_is_filled_in_that_was_not_said(hear: Hear) -> None:
    assert hear("maggi becha", "record_sale").frame.as_dict() == {
        "intent": "record_sale",
        "language": "hi",
        "script": "Latn",
        "items": [{"sku": "maggi-70g", "text": "maggi"}],
        "confirm": True,  # how many is asked for before anything is written
    }
