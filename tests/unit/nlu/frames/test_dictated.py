"""Stories as they are dictated: who came, what was wanted first, when it is paid; and words that only sound like another."""

from __future__ import annotations

import pytest

from nlu.contract import Frame, Parse
from nlu.reading import Reading
from nlu.risk import signals
from tests.unit.nlu.conftest import Hear, items_of

BUYERS = {
    ("aaj subah harpreet bhaji do lux le gaye paise baad me denge", "hi-Latn"): "harpreet bhaji",
    ("સવારે કોકિલાબેન આવ્યા હતા એક લક્સ લઈ ગયા ઉધાર લખજો", "gu"): "કોકિલાબેન",
    ("ನೋಡಿ ಬಸವಣ್ಣ ಎರಡು ಲಕ್ಸ್ ತಗೊಂಡು ಹೋದ್ರು ಸಾಲ ಬರ್ಕೊಳ್ಳಿ", "kn"): "ಬಸವಣ್ಣ",
}


@pytest.mark.parametrize(("said", "name"), BUYERS.items())
def test_who_takes_on_credit_is_called_with_respect(hear: Hear, said: tuple[str, str], name: str) -> None:
    assert hear(said[0], "record_sale", language=said[1]).frame.customer == name


GOODS = {
    ("maggi nahi, coke 4", "set_stock", "hi-Latn"): "coke-750ml 4",
    ("RTN MAGGI NO COKE 1", "record_return", "en"): "coke-750ml 1",
    ("मैडम आई थीं 2 लक्स ले गईं", "record_sale", "hi"): "soap-lux-100g 2",
    ("lux 2, coke 3, paisa 7 din baad denge", "record_sale", "hi-Latn"): "soap-lux-100g 2; coke-750ml 3",
}


@pytest.mark.parametrize(("said", "items"), GOODS.items())
def test_what_is_not_meant_is_no_line(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


def test_who_pays_keeps_the_letters_of_their_name(hear: Hear) -> None:
    assert hear("bimla 700 jama", "record_payment", language="mr-Latn").frame.customer == "bimla"
    assert hear("Rameshla 700 udhar", "record_credit", language="mr-Latn").frame.customer == "Ramesh"


@pytest.mark.parametrize(("text", "language"), [("कुणाकुणाची उधारी", "mr"), ("evarevaru baki", "te-Latn")])
def test_who_and_who_is_nobody_s_name(hear: Hear, text: str, language: str) -> None:
    assert hear(text, "check_balance", language=language).frame.customer is None


def test_a_strange_word_of_a_story_is_less_odd_than_of_a_telegram() -> None:
    parse = Parse("record_sale", 0.99, (), ())
    frame = Frame(intent="record_sale", language="hi", script="Latn")
    short, long = (
        signals(parse, Reading(frame, unused=("kal", "wala"), strange=("wala",), words=words), {}) for words in (4, 24)
    )
    assert all(short[name] > long[name] for name in ("strange_words", "unused_words"))
