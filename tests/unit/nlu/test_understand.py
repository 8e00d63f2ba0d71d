"""Commands, phrases and bare answers work with the model down; everything else needs it."""

from __future__ import annotations

import pytest

from nlu.contract import NluUnavailable
from nlu.phrases import begins_with_no
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from tests.unit.nlu.conftest import Hear

COMMANDS = {
    "SALE MAGGI 5": ("record_sale", "maggi-70g", "5", {}),
    "sale 2 sugar kg @45": ("record_sale", "sugar-loose", "2", {}),
    "Sold 3 coke 40 each": ("record_sale", "coke-750ml", "3", {}),
    "SALE 500GM JEERA": ("record_sale", "cumin-loose", "0.5", {}),
    "SALE GHEE 2 CREDIT AJAY": ("record_sale", "ghee-amul-500ml", "2", {"customer": "AJAY", "credit": True}),
    "CREDIT RAMESH MAGGI 2": ("record_sale", "maggi-70g", "2", {"customer": "RAMESH", "credit": True}),
    "PURCHASE LUX 20 @ 31": ("record_purchase", "soap-lux-100g", "20", {}),
    "BUY MAGGI 48": ("record_purchase", "maggi-70g", "48", {}),
    "STOCK MAGGI 40": ("set_stock", "maggi-70g", "40", {}),
    "Stk sugar": ("check_stock", "sugar-loose", None, {}),
    "STOCK SUGAR": ("check_stock", "sugar-loose", None, {}),
    "PRICE MAGGI": ("check_price", "maggi-70g", None, {}),
    "PRICE MAGGI 14": ("set_price", "maggi-70g", None, {}),
    "REORDER": ("reorder_advice", None, None, {}),
    "REORDER COKE": ("reorder_advice", "coke-750ml", None, {}),
    "REPORT": ("sales_report", None, None, {}),
    "REPORT YESTERDAY": ("sales_report", None, None, {"period": "yesterday"}),
    "DUE RAMESH": ("check_balance", None, None, {"customer": "RAMESH"}),
    "PAID VIMLA 450": ("record_payment", None, None, {"customer": "VIMLA", "amount": "450"}),
    "CREDIT RAMESH 250": ("record_credit", None, None, {"customer": "RAMESH", "amount": "250"}),
    "UNDO": ("undo", None, None, {}),
    "hlp": ("help", None, None, {}),
    "STOP": ("opt_out", None, None, {}),
    "START": ("opt_in", None, None, {}),
    "LANG HINDI": ("set_language", None, None, {"to_language": "hi"}),
}


@pytest.mark.parametrize(("text", "expected"), COMMANDS.items())
def test_short_commands_need_no_model(
    hear: Hear, text: str, expected: tuple[str, str | None, str | None, dict[str, object]]
) -> None:
    intent, sku, quantity, fields = expected
    understood = hear(text, channel="sms")
    frame = understood.frame.as_dict()
    items = frame.get("items", [])
    assert frame["intent"] == intent
    assert [item["sku"] for item in items] == ([sku] if sku else [])  # type: ignore[attr-defined]
    assert [item.get("quantity") for item in items] == ([quantity] if sku else [])  # type: ignore[attr-defined]
    assert {name: frame.get(name) for name in fields} == fields
    assert understood.doubts == ()


SENTENCES = [
    "sale kitni hui aaj",
    "stock me kya kya pada hai",
    "stop selling maggi",
    "sale maggi 5 wapas aayi",
    "price badha du kya coke ka",
    "SALE TIGER 5",
    "paid by whom",
    "help me with maggi stock",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_that_begins_like_a_command_goes_to_the_model(hear: Hear, text: str) -> None:
    with pytest.raises(NluUnavailable):
        hear(text)


PHRASES = {
    "haan": "affirm",
    "हाँ": "affirm",
    "👍": "affirm",
    "ok!!": "affirm",
    "nahi": "deny",
    "rehne do": "cancel",
    "galat ho gaya": "undo",
    "namaste 🙏": "greet",
    "band karo": "opt_out",
    "kya mangwana hai?": "reorder_advice",
    "धन्यवाद": "thank",
}


@pytest.mark.parametrize(("text", "intent"), PHRASES.items())
def test_known_phrases_need_no_model(hear: Hear, text: str, intent: str) -> None:
    assert hear(text).frame.intent == intent


def test_alert_band_karo_is_no_opt_out(hear: Hear) -> None:
    with pytest.raises(NluUnavailable):
        hear("alert band karo")


@pytest.mark.parametrize(
    ("text", "expecting", "answer", "quantity", "unit"),
    [
        ("2", "quantity", "2", "2", None),
        ("डेढ़", "quantity", "1.5", "1.5", None),
        ("5 kilo", "quantity", None, "5", "kg"),
        ("250 gram", "quantity", None, "0.25", "kg"),
        ("ek darjan", "quantity", None, "12", "pc"),
    ],
)
def test_a_bare_answer_about_quantity(
    hear: Hear, text: str, expecting: str, answer: str | None, quantity: str, unit: str | None
) -> None:
    understood = hear(text, expecting=expecting, language="hi-Latn")
    (item,) = understood.frame.items
    assert (understood.answer, str(item.quantity), item.unit) == (answer, quantity, unit)


def test_bare_answers_of_other_kinds(hear: Hear) -> None:
    assert str(hear("40 rupaye", expecting="price").frame.items[0].price) == "40"
    assert str(hear("₹250", expecting="amount").frame.amount) == "250"
    assert hear("maggi", expecting="product").frame.items[0].sku == "maggi-70g"
    assert hear("ramesh bhai", expecting="customer").frame.customer == "ramesh bhai"
    assert hear("2", expecting="choice").answer == "2"


def test_a_number_that_answers_nothing_needs_the_model(hear: Hear) -> None:
    with pytest.raises(NluUnavailable):
        hear("2")


def test_a_new_subject_is_no_answer(hear: Hear) -> None:
    with pytest.raises(NluUnavailable):
        hear("aaj kitna munafa hua bhai", expecting="quantity")


def test_signs_alone_mean_nothing_and_ask_nobody(hear: Hear) -> None:
    assert hear("... !!").frame.intent == "out_of_scope"


@pytest.mark.parametrize(
    "text",
    [
        "no, 5 coke sold",
        "nahi 5 coke becha",
        "नहीं, 5 कोक बेचा",
        "না ৫টা কোক বিক্রি",
        "नाही, पाच कोक विकले",
        "కాదు 5 కోక్ అమ్మాను",
        "இல்ல 5 கோக் வித்தேன்",
        "ના 5 કોક વેચી",
        "ಅಲ್ಲ 5 ಕೋಕ್ ಮಾರಿದೆ",
        "അല്ല 5 കോക്ക് വിറ്റു",
        "ਨਹੀਂ 5 ਕੋਕ ਵੇਚੀ",
        "ନା ୫ କୋକ ବିକିଲି",
    ],
)
def test_a_no_is_heard_before_what_follows_it(text: str) -> None:
    assert begins_with_no(tokenise(normalise(text)))
    assert not begins_with_no(tokenise(normalise(text.partition(" ")[2])))


def test_a_bare_no_goes_on_to_nothing() -> None:
    assert not begins_with_no(tokenise("nahi"))
