"""Words that are one thing and sound like, or are, another: people and products, verbs and products, a half and its kilo."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.lexicon import lexicon_alone
from nlu.names.namesakes import is_name
from nlu.spelling.tokens import tokenise
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of


@pytest.mark.parametrize(
    ("text", "intent", "language", "name"),
    [
        ("Khanna ne 200 diye", "record_payment", "pa-Latn", "Khanna"),
        ("mani oda kanakula 220 ezhuthunga", "record_credit", "ta-Latn", "mani"),
        ("ganpat bhau la ek lux udhar dila", "record_sale", "mr-Latn", "ganpat bhau"),
        ("kishan ko 2 maggi udhaar di", "record_sale", "hi-Latn", "kishan"),
        ("মণ্ডলবাবুরে এক কেজি চিনি দিলাম", "record_sale", "bn", "মণ্ডলবাবু"),
        ("aiyo thappa sollten 3 illa 5", "correct_last", "ta-Latn", None),
        ("yaar 2 lux becha", "record_sale", "hi-Latn", None),
        ("സലീമിനെ ഓർമ്മിപ്പിക്ക്", "send_reminder", "ml", "സലീം"),
    ],
)
def test_whose(hear: Hear, text: str, intent: str, language: str, name: str | None) -> None:
    assert hear(text, intent, language=language).frame.customer == name


@pytest.mark.parametrize("listed", ["Anil", "Khanna", "नेहा"])
def test_the_customers_of_the_pools_and_the_namesakes_are_names(listed: str) -> None:
    assert is_name(tokenise(listed)[0], lexicon_alone("en"))
    assert not is_name(tokenise("biscuit")[0], lexicon_alone("en"))


def test_a_known_name_loses_the_s_of_what_is_its(hear: Hear) -> None:
    assert hear("write 200 in Ravis khata", "record_credit", language="en").frame.customer == "Ravi"


@pytest.mark.parametrize(
    ("text", "intent", "language", "place"),
    [
        ("अब नोएडा वाली दुकान पे काम करना है", "switch_store", "hi", "नोएडा"),
        ("Khanna wali dukan te 5 lux bhej de", "transfer_stock", "pa-Latn", "Khanna"),
        ("ivide ninnu 6 lux aluva shopilekku vidu", "transfer_stock", "ml-Latn", "aluva"),
        ("ಜಯನಗರದ ಅಂಗಡಿಗೆ ಲಕ್ಸ್ ಆರು ಕಳ್ಸಿ", "transfer_stock", "kn", "ಜಯನಗರ"),
    ],
)
def test_a_place_stands_before_a_shops_word(hear: Hear, text: str, intent: str, language: str, place: str) -> None:
    frame = hear(text, intent, language=language).frame
    assert frame.shop == place
    assert all(item.sku == "soap-lux-100g" for item in frame.items)


@pytest.mark.parametrize(
    ("text", "intent", "language", "items"),
    [
        ("adhkilo chini 2 lux", "record_sale", "hi-Latn", "sugar-loose 0.5; soap-lux-100g 2"),
        ("आधाकिलो चीनी", "record_sale", "hi", "sugar-loose 0.5"),
        ("ଅଧକିଲୋ ଚିନି ବିକିଲି", "record_sale", "or", "sugar-loose 0.5"),
        ("ಅರ್ಧಕೆಜಿ ಸಕ್ಕರೆ", "record_sale", "kn", "sugar-loose 0.5"),
        ("അരക്കിലോ പഞ്ചസാര", "record_sale", "ml", "sugar-loose 0.5"),
        ("ആറുകിലോ പഞ്ചസാര", "record_sale", "ml", "sugar-loose 6"),
        ("அரைகிலோ சர்க்கரை", "record_sale", "ta", "sugar-loose 0.5"),
        ("chini 1 kilo 250 gram, lux 3", "record_sale", "hi-Latn", "sugar-loose 1.25; soap-lux-100g 3"),
        ("50 किलो गव्हाचं पीठ आलं ३२ रुपये किलोने", "record_purchase", "mr", "atta-loose 50 @32"),
        ("পাউরুটি দুটোয় ছাতা পড়ে গেছে", "record_wastage", "bn", "bread-britannia-400g 2"),
        ("કાલે પાઉંના કેટલા પેકેટ વેચાશે", "demand_forecast", "gu", "pav-pack ?"),
    ],
)
def test_what(hear: Hear, text: str, intent: str, language: str, items: str) -> None:
    assert items_of(hear(text, intent, language=language)) == items


def test_a_slip_of_total_is_the_sum(hear: Hear) -> None:
    frame = hear("2 lux or 4 bread nikl gyi, totl 252", "record_sale", language="hi-Latn").frame
    assert str(frame.amount) == "252"
    assert [item.sku for item in frame.items] == ["soap-lux-100g", "bread-britannia-400g"]


def test_a_new_thing_is_no_cheese(hear: Hear) -> None:
    assert hear("koi nayi cheez batao", "product_suggestions", language="hi-Latn").frame.items == ()


def test_what_is_left_of_a_product_is_stock(shop: tuple[Product, ...]) -> None:
    text = "ചായപ്പൊടി എത്ര ബാക്കി"
    model = FixedModel("check_balance", (Entity("product", 0, 9, "ചായപ്പൊടി", 0.9),))
    frame = understand(Heard(text, NOW, language="ml"), shop, model).frame
    assert (frame.intent, frame.items[0].sku) == ("check_stock", "tea-loose")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("dahi 3 packet tha galti se 2 likha", "hi-Latn"),
        ("দই তিন প্যাকেট ছিল ভুল করে দুই লিখেছি", "bn"),
        ("തൈര് മൂന്ന് പാക്കറ്റ് തെറ്റി രണ്ട് എഴുതി", "ml"),
        ("દહીં ત્રણ પેકેટ હતા ભૂલથી બે લખ્યા", "gu"),
        ("ਦਹੀਂ ਤਿੰਨ ਪੈਕਟ ਸੀ ਗਲਤੀ ਨਾਲ ਦੋ ਲਿਖ ਤੇ", "pa"),
    ],
)
def test_what_was_written_by_mistake_is_the_old_value(hear: Hear, text: str, language: str) -> None:
    [item] = hear(text, "correct_last", language=language).frame.items
    assert (item.sku, str(item.quantity)) == ("curd-amul-400g", "3")


def test_put_it_is_no_thousand(hear: Hear) -> None:
    frame = hear("lakshmi khata lo 70 veyyi", "record_credit", language="te-Latn").frame
    assert (frame.customer, str(frame.amount)) == ("lakshmi", "70")
    frame = hear("raju veyyi ichadu", "record_payment", language="te-Latn").frame
    assert (frame.customer, str(frame.amount)) == ("raju", "1000")
