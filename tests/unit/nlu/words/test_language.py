from pathlib import Path

import pytest
import yaml

import nlu
from nlu.lexicon import languages
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from nlu.words.language import detect, lexicon_at_hand, script_of

CASES = [
    ("how much sugar is left", None, "en", "Latn"),
    ("chini kitni bachi hai", None, "hi", "Latn"),
    ("increase coke to 50", "hi-Latn", "en", "Latn"),
    ("do sau gram paneer", None, "hi", "Latn"),
    ("चीनी कितनी बची है", None, "hi", "Deva"),
    ("maggi ka stock 40", None, "hi", "Latn"),
    ("maggi 5 coke 2", None, "en", "Latn"),
    ("maggi 5 coke 2", "hi-Latn", "hi", "Latn"),
    ("5", "hi", "hi", "Deva"),
    ("5", "hi-Latn", "hi", "Latn"),
    ("5", None, "en", "Latn"),
    ("சர்க்கரை எவ்வளவு", None, "ta", "Taml"),
    ("5 maggi बेचा", None, "hi", "Deva"),
]


@pytest.mark.parametrize(("text", "known", "language", "script"), CASES)
def test_language_and_script(text: str, known: str | None, language: str, script: str) -> None:
    assert detect(tokenise(normalise(text)), known) == (language, script)


def test_the_languages_are_those_of_the_list() -> None:
    """A twelfth needs a row there, and no Python."""
    rows = yaml.safe_load((Path(nlu.__file__).parent / "languages.yml").read_text(encoding="utf-8"))
    assert [(language.code, language.ready) for language in languages()] == [
        (row["code"], row["taught"]) for row in rows
    ]
    assert {language.code for language in languages() if language.ready} >= {"en", "hi"}


def test_text_without_letters_has_no_script() -> None:
    assert script_of("5 + 5") is None


def test_what_the_retailer_speaks_does_not_read_a_script_it_is_not_written_in() -> None:
    shakkar = tokenise("শংকর")
    assert lexicon_at_hand(shakkar, "hi").codes == lexicon_at_hand(shakkar, "bn").codes
    assert "hi" in lexicon_at_hand(tokenise("shankar"), "hi-Latn").codes
