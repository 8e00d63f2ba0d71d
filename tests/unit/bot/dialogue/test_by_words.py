"""What the words alone decide: where an order is, a shop to be opened, when the summary comes; and what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from actions.stores import NEW
from bot.dialogue import by_words
from bot.dialogue.requests import Sender
from nlu.contract import Frame, Heard, Parse, Understanding
from nlu.spelling.normalise import normalise
from nlu.understand import understand
from tests.unit.bot.dialogue.chat import NOW, SHOP

SENDER = Sender(1, 1, "owner", "Asia/Kolkata", "whatsapp", NOW)


class Says:
    """Stands in for the model: the intent that it is told."""

    def __init__(self, intent: str) -> None:
        self.intent = intent

    def parse(self, _normalised: str) -> Parse:
        return Parse(self.intent, 0.95)


def heard(text: str, intent: str = "reorder_advice") -> Understanding:
    return understand(Heard(text, NOW), SHOP, Says(intent))


def meant(text: str, intent: str = "reorder_advice") -> str | None:
    request = by_words.request_of(heard(text, intent), SENDER)
    return request.intent if request else None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "where is my order",
            "has the Gupta order arrived",
            "when will my order come",
            "ORDER STATUS",
            "what is on order",
        ),
        *("mera order kahan hai", "order kab aayega", "gupta ka order aa gaya kya", "मेरा ऑर्डर कहाँ है", "ऑर्डर कब आएगा"),
        *("amar order kothay", "আমার অর্ডার কোথায়", "অর্ডার কবে আসবে", "majhi order kuthe aahe", "ऑर्डर कधी येणार"),
        *("en order enga", "என் ஆர்டர் எங்கே", "ஆர்டர் எப்போ வரும்", "naa order ekkada undi", "ఆర్డర్ ఎప్పుడు వస్తుంది"),
        *("maro order kya che", "મારો ઓર્ડર ક્યાં છે", "nanna order ellide", "ಆರ್ಡರ್ ಯಾವಾಗ ಬರುತ್ತೆ", "ente order evide"),
        *("ഓർഡർ എപ്പോൾ വരും", "mera order kithe hai", "ਆਰਡਰ ਕਦੋਂ ਆਵੇਗਾ", "mo order kouthi", "ଅର୍ଡର କେବେ ଆସିବ"),
    ],
)
@pytest.mark.parametrize("intent", ["reorder_advice", "out_of_scope", "create_order"])
def test_where_an_order_is_asked_whatever_the_model_takes_it_for(text: str, intent: str) -> None:
    assert meant(text, intent) == "order_status"


@pytest.mark.parametrize("text", ["sharma ka maal aaya kya", "शर्मा का माल आया क्या", "Sharma goods came?"])
def test_goods_of_a_supplier_are_asked_about_and_without_one_they_are_not(text: str) -> None:
    named = heard(text, "record_purchase")
    for supplier, wanted in (("Sharma", "order_status"), (None, None)):
        told = replace(named, frame=replace(named.frame, supplier=supplier))
        request = by_words.request_of(told, SENDER)
        assert (request and request.intent) == wanted


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("kya order karna hai", "reorder_advice"),
        ("when should I order maggi", "reorder_advice"),
        ("order kab karu", "reorder_advice"),
        ("gupta ko order bhejo 2 maggi", "create_order"),
        ("sharma ka maal aaya", "record_purchase"),
        ("20 maggi aaya sharma se", "record_purchase"),
        ("where is my amazon order", "out_of_scope"),
        ("doosri dukan kholo Aliganj", "switch_store"),
        ("naya saman jodo Tiger biscuit 10 rupaye", "add_product"),
        ("raat 9 se subah 7 tak message mat karo", "set_quiet_hours"),
        ("raat 9 ke baad hisab mat bhejo", "set_quiet_hours"),
        ("summary band karo", "set_alerts"),
        ("expiry alert chahiye", "set_alerts"),
    ],
)
def test_what_is_left_to_the_model(text: str, intent: str) -> None:
    assert meant(text, intent) is None


@pytest.mark.parametrize(
    "text",
    [
        *("add a new shop", "add another shop", "nayi dukan jodo", "नई दुकान जोड़ो", "ek aur dukan kholni hai"),
        *("புதிய கடை சேர்", "নতুন দোকান যোগ করো", "नवीन दुकान जोडा", "కొత్త షాపు చేర్చు", "નવી દુકાન ઉમેરો"),
        *("ಹೊಸ ಅಂಗಡಿ ಸೇರಿಸಿ", "പുതിയ കട ചേർക്കുക", "ਨਵੀਂ ਦੁਕਾਨ ਜੋੜੋ", "ନୂଆ ଦୋକାନ ଯୋଡ଼"),
    ],
)
def test_a_new_shop_is_wished_for(text: str) -> None:
    request = by_words.request_of(heard(text, "add_product"), SENDER)
    assert request is not None
    assert (request.intent, dict(request.told)) == ("switch_store", {NEW: "yes"})


@pytest.mark.parametrize(
    ("text", "intent", "at"),
    [
        ("roz ka hisab raat 9 baje bhejo", "set_quiet_hours", time(21)),
        ("daily summary raat 8 baje bhejo", "set_quiet_hours", time(20)),
        ("send the daily summary at 8 pm", "set_alerts", time(20)),
        ("send the summary at 9:30 pm", "set_quiet_hours", time(21, 30)),
        ("शाम का हिसाब रात 9 बजे भेजो", "set_alerts", time(21)),
    ],
)
def test_the_hour_of_the_summary_is_no_quiet_hour(text: str, intent: str, at: time) -> None:
    request = by_words.request_of(heard(text, intent), SENDER)
    assert request is not None
    assert (request.intent, request.alert, request.on, request.start) == ("set_alerts", "summary", True, at)


def test_an_empty_message_says_nothing() -> None:
    nothing = Understanding(Frame("out_of_scope", "en", "Latn"), "?", normalise("?"), Parse("out_of_scope", 0.1))
    assert by_words.request_of(nothing, SENDER) is None
