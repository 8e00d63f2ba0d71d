"""What sounds like a command, and is none, or another."""

from __future__ import annotations

import pytest

from nlu.contract import Heard, Parse, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, Hear


class TwoMinds:
    """Takes a text for the first of two intents, and next for the second."""

    def __init__(self, first: str, second: str) -> None:
        self.ranking = ((first, 0.5), (second, 0.3))

    def parse(self, normalised: str) -> Parse:
        return Parse(self.ranking[0][0], 0.5, self.ranking)


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("message all who owe me", "en", "check_balance"),
        ("stop all messages to me", "en", "opt_out"),
        ("ab koi message mat bhejo", "hi-Latn", "opt_out"),
    ],
)
def test_messages_end_only_where_a_word_says_so(
    shop: tuple[Product, ...], text: str, language: str, intent: str
) -> None:
    understood = understand(Heard(text, NOW, language=language), shop, TwoMinds("opt_out", "check_balance"))
    assert understood.frame.intent == intent


def test_snow_is_no_stock(hear: Hear) -> None:
    assert hear("ਮਨਾਲੀ ਵਿੱਚ ਬਰਫ਼ ਪਈ ਕਿ ਨਹੀਂ", "check_stock", language="pa").frame.intent == "out_of_scope"
    assert hear("chini kitni bachi barish me", "check_stock", language="hi-Latn").frame.intent == "check_stock"


def test_what_was_counted_is_no_price(hear: Hear) -> None:
    assert hear("gine maggi 31 ne", "set_price", language="pa-Latn").frame.intent == "set_stock"
    assert hear("maggi 31 da kar de", "set_price", language="pa-Latn").frame.intent == "set_price"
