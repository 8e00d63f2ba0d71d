"""The answer stays in the language of the chat where the message tells none."""

from __future__ import annotations

import pytest

from bot.dialogue.language import spoken
from nlu.contract import Frame, Parse, Understanding


def heard(text: str, language: str, script: str = "Latn", intent: str = "out_of_scope") -> Understanding:
    return Understanding(
        text=text,
        normalised=text.lower(),
        parse=Parse(intent, 0.9),
        frame=Frame(intent=intent, language=language, script=script),
    )


@pytest.mark.parametrize("text", ["1", "2", "10", "9876543210", "👍"])
def test_a_number_is_no_language(text: str) -> None:
    assert spoken(heard(text, "hi"), "mr", "Latn") == ("mr", "Latn")


@pytest.mark.parametrize(
    ("text", "taken_for"), [("Sunday", "en"), ("zxcv", "or"), ("asdf qwer zxcv", "en"), ("pqow eiru tyla", "or")]
)
def test_what_was_not_understood_and_is_hardly_a_word_of_it_changes_nothing(text: str, taken_for: str) -> None:
    assert spoken(heard(text, taken_for), "hi", "Latn", lost=True) == ("hi", "Latn")


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("what is the weather like in delhi", "en", "Latn"),
        ("मौसम", "hi", "Deva"),
        ("কাল বৃষ্টি হবে কি", "bn", "Beng"),
    ],
)
def test_a_sentence_or_another_script_is_answered_in_its_own(text: str, language: str, script: str) -> None:
    assert spoken(heard(text, language, script), "ta", "Latn", lost=True) == (language, script)


def test_what_was_understood_is_answered_in_its_language() -> None:
    assert spoken(heard("2 maggi vithen", "ta", intent="record_sale"), "hi", "Latn") == ("ta", "Latn")
