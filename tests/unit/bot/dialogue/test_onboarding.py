"""A stranger's answers to the notice, and the language they ask for: what needs no database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.dialogue.onboarding import Begun, Said, advance, find_language

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def said(text: str, *, answered_in: str = "kn-Knda", intent: str | None = None) -> Said:
    return Said(text, NOW, "kn-Knda", None, intent, answered_in)


@pytest.mark.parametrize(
    "text",
    [
        *("I agree.", "agreed", "मुझे मंज़ूर है", "sehmat hoon", "আমি রাজি আছি", "मी सहमत आहे", "ఒప్పుకుంటున్నాను"),
        *("ஒத்துக்கறேன்", "હું સંમત છું", "ಒಪ್ಪುತ್ತೇನೆ", "സമ്മതമാണ്", "ਮੈਂ ਸਹਿਮਤ ਹਾਂ", "ମୁଁ ରାଜି ଅଛି"),
        *("ami raji", "manya ahe", "oppukuntunnanu", "othukaren", "manjur che", "opputtene", "sammathamanu", "mu raji"),
    ],
)
def test_who_agrees_in_words_is_asked_for_the_name(text: str) -> None:
    begun, [reply] = advance(Begun(), said(text))
    assert begun is not None
    assert (begun.step, begun.agreed_at, reply.key) == ("name", NOW, "onboarding.ask_name")


@pytest.mark.parametrize("text", ["I don't agree", "do you agree", "agree to what", "sehmat nahi", "ಒಪ್ಪಲ್ಲ"])
def test_nothing_near_it_is_a_consent(text: str) -> None:
    begun, _ = advance(Begun(), said(text))
    assert begun is None or begun.step == "consent"


def test_after_no_answer_only_the_question_is_asked_again() -> None:
    begun, replies = advance(Begun(), said("ಏನು ಇದು"))
    assert [reply.key for reply in replies] == ["dialogue.again", "onboarding.consent"]
    assert begun is not None
    assert [choice.id for choice in replies[-1].choices] == ["yes", "no"]
    # In another language the notice is due whole.
    begun, replies = advance(begun, said("what is this then", answered_in="en-Latn"))
    assert [reply.key for reply in replies] == ["onboarding.notice"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("talk in English", "en"),
        ("hindi mein baat karo", "hi"),
        ("ಕನ್ನಡದಲ್ಲಿ ಮಾತಾಡಿ", "kn"),
        ("தமிழில் பேசு", "ta"),
        ("മലയാളത്തിൽ പറയൂ", "ml"),
        ("ગુજરાતીમાં બોલો", "gu"),
        ("ଓଡ଼ିଆରେ ଲେଖନ୍ତୁ", "or"),
        ("Tamil", "ta"),
        # Shops are called so.
        ("Tamil Stores", None),
        ("Hindi Book Depot", None),
        ("talk", None),
        ("Punjab di hatti", None),
    ],
)
def test_a_language_that_is_asked_for_is_no_shops_name(text: str, code: str | None) -> None:
    assert find_language(text) == code
