"""What is asked about rather than written, and classes of messages that were once written wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, Parse, Product, Understanding
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, Hear, items_of

RETOLD = {
    # Goods went, and what came is money.
    ("lays 3 maggi 5 gaye 135 aaye", "record_purchase", "hi-Latn"): "record_sale",
    ("maggi 4 lux 2 pochu 132 vandhuchu", "record_purchase", "ta-Latn"): "record_sale",
    # A count that only costs something is a price.
    ("चीनी अब 48 में देनी है", "set_stock", "hi"): "set_price",
    ("sell lux at 34 hereafter", "record_sale", "en"): "set_price",
    ("did the counting, lux 17 and maggi 9", "record_sale", "en"): "set_stock",
    ("got 100 eggs 580", "record_sale", "en"): "record_purchase",
    ("coke wala 24 bottle de gaya", "record_sale", "hi-Latn"): "record_purchase",
    ("Pammi bhain hazar mod gayi", "record_return", "pa-Latn"): "record_payment",
    ("lux da rate 38 kar de", "price_advice", "pa-Latn"): "set_price",
    ("ghee 330 chhilo ota 320 kore dao", "correct_last", "bn-Latn"): "set_price",
}


@pytest.mark.parametrize(("said", "meant"), RETOLD.items())
def test_the_words_are_heard_before_the_model(hear: Hear, said: tuple[str, str, str], meant: str) -> None:
    text, intent, language = said
    frame = hear(text, intent, language=language).frame
    assert (frame.intent, frame.confirm) == (meant, True)


def _ranked(
    shop: tuple[Product, ...], text: str, *ranking: tuple[str, float], labelled: tuple[str, ...] = ()
) -> Understanding:
    class Model:
        def parse(self, normalised: str) -> Parse:
            labels = tuple(
                Entity("product", normalised.index(word), normalised.index(word) + len(word), word, 0.99)
                for word in labelled
            )
            return Parse(ranking[0][0], ranking[0][1], ranking, labels)

    return understand(Heard(text, NOW), shop, Model())


def test_what_goods_do_needs_no_question_where_cue_and_runner_up_agree(shop: tuple[Product, ...]) -> None:
    spoilt = "3 kilo chini aur 2 bread kharab ho gaye"
    goods = ("chini", "bread")
    agreed = _ranked(shop, spoilt, ("record_sale", 0.7), ("record_wastage", 0.29), labelled=goods)
    assert (agreed.frame.intent, agreed.frame.confirm) == ("record_wastage", None)
    alone = _ranked(shop, spoilt, ("record_sale", 0.99), ("record_wastage", 0.0), labelled=goods)
    assert (alone.frame.intent, alone.frame.confirm) == ("record_wastage", True)


@pytest.mark.parametrize(
    "text",
    [
        "Ramesh ne 3 kg chini 2 lux liya 100 diya baki udhaar",
        "Ramesh took 3 kg sugar and 2 lux, paid 100 balance on credit",
    ],
)
def test_a_part_paid_of_goods_on_credit_is_no_line_s_amount(hear: Hear, text: str) -> None:
    heard = hear(text, "record_sale")
    assert items_of(heard) == "sugar-loose 3; soap-lux-100g 2"
    assert (heard.frame.credit, heard.frame.paid, heard.frame.amount, heard.frame.confirm) == (
        True,
        Decimal(100),
        None,
        True,
    )


def test_one_product_counted_twice_is_asked_about(hear: Hear) -> None:
    assert hear("sold 6 lux i mean 4 lux", "record_sale").frame.confirm
    assert hear("sold 6 lux and 4 maggi", "record_sale").frame.confirm is None


def test_a_payment_of_a_rupee_or_two_is_asked_about(hear: Hear) -> None:
    assert hear("Ramesh ne 2 diye", "record_payment", language="hi-Latn").frame.confirm


def _guessing(shop: tuple[Product, ...], text: str, unfamiliar: frozenset[int]) -> Understanding:
    class Model:
        def parse(self, normalised: str) -> Parse:
            return Parse("create_order", 1.0, (("create_order", 1.0),), (), unfamiliar=unfamiliar)

    return understand(Heard(text, NOW, language="hi"), shop, Model())


def test_a_name_that_only_its_place_tells_is_asked_about_when_training_had_it_as_another_word(
    shop: tuple[Product, ...],
) -> None:
    text = "zorba ko 20 kilo chini bolo"
    assert _guessing(shop, text, frozenset({0})).frame.confirm is None
    everyday = _guessing(shop, text, frozenset())
    assert (everyday.frame.supplier, everyday.frame.confirm) == ("zorba", True)


def test_of_a_correction_numbers_near_the_price_are_prices(hear: Hear) -> None:
    heard = hear("ghee was 330 not 325", "correct_last")
    assert (items_of(heard), heard.frame.confirm) == ("ghee-amul-500ml ? @330", True)
    assert hear("lux 4 not 5", "correct_last").frame.items[0].quantity == 4


def test_rupees_behind_each_product_in_turn_are_of_it(hear: Hear) -> None:
    heard = hear("chini 50 ka jeera 30 ka chawal basmati 20 ka", "record_sale", language="hi-Latn")
    assert [str(item.amount) for item in heard.frame.items] == ["50", "30", "20"]


def test_paise_belong_to_their_rupees(hear: Hear) -> None:
    heard = hear("30 lux aaye 31 rupaye 50 paise ke bhav se", "record_purchase", language="hi-Latn")
    assert heard.frame.items[0].price == Decimal("31.5")


def test_a_number_instead_of_a_denied_one_is_one(hear: Hear) -> None:
    assert hear("तीन नाही चार होत्या", "correct_last", language="mr").frame.items[0].quantity == 4


def test_a_family_pack_is_the_big_one_behind_a_little_word(hear: Hear) -> None:
    assert items_of(hear("maggi r boro family pack 1 ta", "record_sale", language="bn-Latn")) == "maggi-280g 1"


def test_a_capital_at_the_beginning_makes_no_name(shop: tuple[Product, ...]) -> None:
    class Model:
        def parse(self, normalised: str) -> Parse:
            return Parse("record_sale", 1.0, (), (Entity("customer", 0, 5, "Three", 0.9),))

    heard = understand(Heard("Three lux two maggi sold", NOW, language="en"), shop, Model())
    assert (items_of(heard), heard.frame.customer) == ("soap-lux-100g 3; maggi-70g 2", None)


def test_hours_between_share_their_part_of_the_day(hear: Hear) -> None:
    frame = hear("dont text me between 1 and 4 in the afternoon", "set_quiet_hours").frame
    assert (frame.start, frame.end) == ("13:00", "16:00")


@pytest.mark.parametrize(
    ("text", "language", "picked"),
    [
        ("3 wala", "hi", "3"),
        ("3 number wala", "hi", "3"),
        ("teesra wala", "hi", "3"),
        ("third one", "en", "3"),
        ("the second one", "en", "2"),
        ("5 the", "hi", None),
        ("10 wala parle g", "hi", None),
    ],
)
def test_which_one_is_picked_in_words(hear: Hear, text: str, language: str, picked: str | None) -> None:
    assert hear(text, "out_of_scope", language=language).answer == picked


def test_what_an_order_may_cost_is_heard(hear: Hear) -> None:
    assert hear("sirf 2000 ka maal mangana hai", "reorder_advice", language="hi").frame.amount == 2000
    assert hear("agle 7 din ke liye kya mangana hai", "reorder_advice", language="hi").frame.amount is None
