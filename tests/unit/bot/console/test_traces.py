"""What an agent reads of what the assistant understood."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
import regex
import yaml

import nlu
from bot.console import traces, words
from bot.dialogue.state import Kind
from nlu.contract import Doubt

INTENTS = Path(nlu.__file__).parent / "intents.yml"


def say(key: str, language: str = "en") -> str:
    return words.text(key, language)


@pytest.mark.parametrize(
    ("trace", "line"),
    [
        ({}, ""),
        ({"intent": "greet"}, "Greeting"),
        (
            {
                "intent": "record_sale",
                "items": [{"sku": "sugar-loose", "quantity": "2"}],
                "frame": {"customer": "Ramesh", "credit": True},
            },
            "Sale: 2 sugar-loose, Ramesh, On credit",
        ),
        ({"intent": "record_payment", "frame": {"customer": "Sita", "amount": "500"}}, "Payment: Sita, 500"),
    ],
)
def test_who_and_whether_on_credit_is_in_the_line(trace: dict[str, Any], line: str) -> None:
    assert traces.understood(trace, say) == line


HEARD: dict[str, Any] = {
    "decision": "run record_sale",
    "reply": "record_sale.done",
    "normalised": "5 maggi becha",
    "intent": "record_sale",
    "confidence": 0.9731,
    "source": "model",
    "entities": [{"entity": "product", "value": "maggi", "confidence": 0.9}],
    "doubts": ["unsure", "leftover"],
    "held": "drop",
}


def test_what_was_decided_is_told_in_words() -> None:
    told = dict(traces.details(HEARD, say))
    assert (told["Decision"], told["Confidence"], told["Read by"]) == ("Done: Sale", "97%", "The model")
    assert (told["Entities"], told["Doubts"]) == ("Product: maggi", "not sure, a part was not used")
    assert traces.details({}, say) == []


def test_a_name_that_is_known_no_more_is_shown_as_it_is() -> None:
    old = {"intent": "record_barter", "decision": "run record_barter", "source": "oracle"}
    assert traces.understood(old, say) == "record_barter"
    assert dict(traces.details(old, say))["Decision"] == "Done: record_barter"


def test_nothing_of_it_is_english_in_the_hindi_console() -> None:
    hindi = partial(say, language="hi")
    kept = {HEARD["normalised"], HEARD["reply"], "97%"}
    for label, value in traces.details(HEARD, hindi):
        assert regex.search(r"[a-z]", label) is None
        assert value in kept or regex.search(r"[a-z]", value.replace("maggi", "")) is None, value
    assert traces.understood(HEARD, hindi) == "बिक्री"


def test_whatever_a_trace_may_hold_has_a_word() -> None:
    asked = {kind if kind != "missing" else "ask" for kind in get_args(Kind)}
    decisions = asked | {
        "run",
        "close",
        "not_understood",
        "question_gone",
        "hand_over",
        "held",
        "go_on",
        "waiting",
        "network",
        "stranger",
    }
    entities = {name for intent in yaml.safe_load(INTENTS.read_text()) for name in intent["entities"]}
    held = {
        "decision": decisions,
        "source": {"model", "command", "phrase", "button"},
        "doubt": get_args(Doubt),
        "entity": entities,
        "settled": {"write", "drop", "offered"},
    }
    for language in words.LANGUAGES:
        for area, names in held.items():
            assert {name for name in names if f"{area}.{name}" not in words.catalogue(language)} == set(), area
    told = {key for key in words.catalogue("en") if key.partition(".")[0] in held}
    assert told == {f"{area}.{name}" for area, names in held.items() for name in names}
