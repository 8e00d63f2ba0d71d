"""Messages whose words speak against the model's intent, and what units and accounts are called besides."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, Parse, Product, Understanding
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

RETOLD = {
    # Goods that spoilt were sold to nobody.
    ("3 kilo chini aur 2 bread kharab ho gaye", "record_sale", "hi-Latn"): "record_wastage",
    ("બ્રેડ ૪ બગડી ગયા", "record_sale", "gu"): "record_wastage",
    ("কলা ১২টা পচে গেল", "record_sale", "bn"): "record_wastage",
    ("பிரட் 3 கெட்டு போச்சு", "record_sale", "ta"): "record_wastage",
    ("balehannu 6 koletu hoytu", "record_sale", "kn-Latn"): "record_wastage",
    # Whoever makes the goods leaves them here, and buys none.
    ("12 surf excel daal gaya 130 ke hisab se", "record_sale", "hi-Latn"): "record_purchase",
    ("bakery boy dropped 10 bread", "record_sale", "en"): "record_purchase",
    # Who has not paid is reminded.
    ("Sunil ne 3 mahine se nahi diya", "record_payment", "hi-Latn"): "send_reminder",
    ("Anita hasn't paid", "record_payment", "en"): "send_reminder",
    ("রতন এখনও দেয়নি", "record_payment", "bn"): "send_reminder",
    ("2 maggi galti se 5 maggi", "record_sale", "hi-Latn"): "correct_last",
    ("fcast maggi", "record_wastage", "en"): "demand_forecast",
    ("what all to get", "create_order", "en"): "reorder_advice",
}


@pytest.mark.parametrize(("said", "meant"), RETOLD.items())
def test_the_words_are_heard_before_the_model(hear: Hear, said: tuple[str, str, str], meant: str) -> None:
    text, intent, language = said
    heard = hear(text, intent, language=language)
    assert heard.frame.intent == meant
    writes = meant not in ("demand_forecast", "reorder_advice")
    assert heard.frame.confirm is (True if writes else None)


def test_who_is_said_to_have_bought_is_no_supplier(shop: tuple[Product, ...]) -> None:
    model = FixedModel("record_purchase", (Entity("supplier", 0, 11, "Meena aunty", 0.9),))
    frame = understand(Heard("Meena aunty bought 2 maggi", NOW), shop, model).frame
    assert (frame.intent, frame.customer, frame.supplier) == ("record_sale", "Meena aunty", None)


def test_a_payment_that_was_made_stays_one_and_is_asked_about(hear: Hear) -> None:
    frame = hear("Sunil ne 500 diye, baaki nahi diye", "record_payment", language="hi-Latn").frame
    assert (frame.intent, str(frame.amount), frame.confirm) == ("record_payment", "500", True)


def test_goods_sold_for_money_are_no_wastage_though_some_spoilt(hear: Hear) -> None:
    frame = hear("Ramesh ko 2 bread 90 rupaye, purani kharab ho gayi", "record_sale", language="hi-Latn").frame
    assert (frame.intent, frame.confirm) == ("record_sale", True)


def _ranked(
    shop: tuple[Product, ...], text: str, *ranking: tuple[str, float], entities: tuple[Entity, ...] = ()
) -> Understanding:
    class Model:
        def parse(self, normalised: str) -> Parse:
            return Parse(ranking[0][0], ranking[0][1], ranking, entities)

    return understand(Heard(text, NOW), shop, Model())


def test_a_likely_runner_up_with_its_cue_is_meant(shop: tuple[Product, ...]) -> None:
    shops = _ranked(shop, "open my Indiranagar shop", ("out_of_scope", 0.6), ("switch_store", 0.3))
    assert shops.frame.intent == "switch_store"
    new = _ranked(shop, "something new for kids?", ("out_of_scope", 0.9), ("product_suggestions", 0.05))
    assert new.frame.intent == "product_suggestions"
    price = _ranked(shop, "lux what price", ("out_of_scope", 0.9), ("goodbye", 0.05))
    assert (price.frame.intent, items_of(price)) == ("check_price", "soap-lux-100g ?")
    weather = _ranked(shop, "open the window", ("out_of_scope", 0.6), ("switch_store", 0.3))
    assert weather.frame.intent == "out_of_scope"


GOODS = {
    ("make sugar fifty a kilo", "set_price", "en"): "sugar-loose ? @50",
    ("chini 2 quintal aayi 41 rupaye kilo", "record_purchase", "hi-Latn"): "sugar-loose 200 @41",
    ("চিনি ২ কুইন্টাল এল", "record_purchase", "bn"): "sugar-loose 200",
    ("ખાંડ દોઢ ક્વિન્ટલ આવી", "record_purchase", "gu"): "sugar-loose 150",
    ("sugar 1 kwintal 4100 rs quintal", "record_purchase", "en"): "sugar-loose 100 @41",
    ("3 tray ande aaye", "record_purchase", "hi-Latn"): "egg 90",
    ("अंडे की 2 ट्रे आई", "record_purchase", "hi"): "egg 60",
    ("eggs 4 trays came, that is 120", "record_purchase", "en"): "egg 120",
    ("teen ande tray se gir ke toot gaye", "record_wastage", "hi-Latn"): "egg 3",
    ("subah amul wali gaadi se 40 dahi utri", "record_purchase", "hi-Latn"): "curd-amul-400g 40",
    ("surf wala surf excel kitne ka", "check_price", "hi-Latn"): "detergent-surf-excel-1kg ?",
}


@pytest.mark.parametrize(("said", "items"), GOODS.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


@pytest.mark.parametrize("text", ["2 lux on Geeta's tab", "Geeta 2 lux, short of cash today"])
def test_on_credit_by_a_tab_or_for_want_of_cash(hear: Hear, text: str) -> None:
    frame = hear(text, "record_sale", language="en").frame
    assert (frame.customer, frame.credit, frame.payment) == ("Geeta", True, None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Mangesh sade tin she deun gela", "350"),
        ("Mangesh dedh she deun gela", "150"),
        ("Mangesh panch she deun gela", "500"),
    ],
)
def test_hundreds_after_a_number_word(hear: Hear, text: str, amount: str) -> None:
    assert hear(text, "record_payment", language="mr-Latn").frame.amount == Decimal(amount)


def test_an_elders_word_stays_with_the_name_and_a_market_is_nobody(shop: tuple[Product, ...]) -> None:
    text = "ज़रीना बी ने 200 दिए"
    model = FixedModel("record_payment", (Entity("customer", 0, 6, "ज़रीना", 0.9),))
    assert understand(Heard(text, NOW), shop, model).frame.customer == "ज़रीना बी"
    market = FixedModel("record_purchase", (Entity("supplier", 0, 4, "haat", 0.9),))
    assert understand(Heard("haat theke chini 20 kg 40 kore", NOW), shop, market).frame.supplier is None


def test_whoever_takes_goods_away_is_no_product(shop: tuple[Product, ...]) -> None:
    model = FixedModel(
        "record_sale", (Entity("product", 0, 8, "tripathi", 0.9), Entity("product", 14, 24, "khula atta", 0.9))
    )
    heard = understand(Heard("tripathi 5 kg khula atta le gya", NOW, language="hi"), shop, model)
    assert (heard.frame.customer, items_of(heard)) == ("tripathi", "atta-loose 5")


@pytest.mark.parametrize(
    ("text", "language", "hours"),
    [
        ("સાંજે સાતથી નવ મેસેજ ન કરશો", "gu", ("19:00", "21:00")),
        ("raat 9 se subah 7 tak message band karo", "hi-Latn", ("21:00", "07:00")),
    ],
)
def test_who_names_two_times_wants_no_end_of_messages(
    hear: Hear, text: str, language: str, hours: tuple[str, str]
) -> None:
    frame = hear(text, "opt_out", language=language).frame
    assert (frame.intent, (frame.start, frame.end)) == ("set_quiet_hours", hours)
    assert hear("message band karo", "opt_out", language="hi-Latn").frame.intent == "opt_out"


def test_of_several_goods_each_has_its_price_also_before_a_unit(hear: Hear) -> None:
    heard = hear("haldi 250 aur jeera 430 kilo kar do", "set_price", language="hi-Latn")
    assert [(item.sku, item.price) for item in heard.frame.items] == [
        ("turmeric-loose", Decimal(250)),
        ("cumin-loose", Decimal(430)),
    ]


def test_a_correction_with_two_values_is_asked_about(hear: Hear) -> None:
    assert hear("8 kilo 3 kilo", "correct_last", language="hi-Latn").frame.confirm is True
    assert hear("3 kilo", "correct_last", language="hi-Latn").frame.confirm is None
