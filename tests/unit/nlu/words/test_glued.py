"""Number words that have grown together with one another or with an ending."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlu.lexicon import lexicon_alone, lexicon_of
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from nlu.words.glued import with_split_endings
from nlu.words.numbers import NumberReader
from tests.unit.nlu.conftest import Hear

JOINED = {
    ("mr", "साडेबारा"): "12.5",
    ("mr", "साडेसतरा"): "17.5",
    ("mr-Latn", "sadenau"): "9.5",
    ("hi", "साढ़ेसात"): "7.5",
    ("gu", "સાડાપાંચ"): "5.5",
    ("ta", "பதினாலரை"): "14.5",
    ("ta-Latn", "ettarai"): "8.5",
    ("ta", "பத்தேகால்"): "10.25",
    ("ml", "പതിനഞ്ചര"): "15.5",
    ("ml", "പത്തേകാൽ"): "10.25",
    ("kn", "ಹದಿನೈದೂವರೆ"): "15.5",
    ("te", "పన్నెండున్నర"): "12.5",
    ("te", "పదిన్నర"): "10.5",
    ("ml", "നൂറ്റിയമ്പതിന്"): "150",
    ("ml", "നൂറ്റിഇരുപതിന്"): "120",
    ("ml", "മുന്നൂറ്റിനാല്പത്"): "340",
    ("ta", "நூத்தியிருபதுக்கு"): "120",
    ("te", "నూటఇరవైకి"): "120",
    ("kn", "ನೂರಾಇಪ್ಪತ್ತಕ್ಕೆ"): "120",
    ("or", "ଏକଶହକୋଡ଼ିଏରେ"): "120",
    ("or", "ପଚାଶରେ"): "50",
    ("te", "ముప్పైకి"): "30",
    ("mr", "ऐंशीला"): "80",
    ("mr", "साठने"): "60",
}


def _value(text: str, code: str) -> Decimal | None:
    lexicon = lexicon_of(code)
    tokens = with_split_endings(tokenise(normalise(text)), lexicon)
    found = NumberReader(tokens, lexicon, lambda _: False).read()
    return found[0].value if len(found) == 1 else None


@pytest.mark.parametrize(("said", "value"), JOINED.items())
def test_one_word_of_several_is_their_number(said: tuple[str, str], value: str) -> None:
    assert _value(said[1], said[0].partition("-")[0]) == Decimal(value)


def _whole_numbers(code: str) -> list[tuple[str, str]]:
    entries = lexicon_alone(code).table("numbers").entries()
    return [(word, value) for word, value in entries if " " not in word and len(word) > 3 and 3 <= int(value) < 100]


@pytest.mark.parametrize("code", ["mr", "gu", "te", "or", "bn"])
def test_every_number_is_read_with_every_ending(code: str) -> None:
    """A number and an ending mean the number, or the whole is a word of its own."""
    lexicon = lexicon_of(code)
    wrong = []
    for word, value in _whole_numbers(code):
        for ending in lexicon_alone(code).number_endings:
            if ">" in ending or word[0].isascii() != ending[0].isascii() or lexicon.guarded.get(word) is not None:
                continue
            glued = word + ending
            read = _value(glued, code)
            if read != Decimal(value) and not lexicon.spells(tokenise(glued)[0]):
                wrong.append((glued, value, read))
    assert not wrong


@pytest.mark.parametrize("word", ["soni", "satnam", "dosa", "sohan", "ekta", "navratna", "panchal"])
def test_a_name_is_no_number(word: str) -> None:
    assert all(_value(word, code) is None for code in ("hi", "mr", "gu", "ta", "ml"))


def test_a_price_in_one_word_is_the_lines(hear: Hear) -> None:
    frame = hear("തേങ്ങ വേണ്ട, മാഗി നാലെണ്ണം നൂറ്റിഇരുപതിന് വിറ്റു", "record_sale").frame
    assert [(item.sku, str(item.quantity), str(item.amount)) for item in frame.items if item.sku == "maggi-70g"] == [
        ("maggi-70g", "4", "120")
    ]
