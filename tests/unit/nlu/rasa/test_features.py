from collections import defaultdict

import pytest

from nlu.rasa.features import KINDS_LENGTH, Feature, features_of, nameless
from nlu.rasa.lemma import lemma_of
from nlu.spelling.normalise import normalise

WORDS = [("ramesh", "Ramesh"), ("ne", "ne"), ("0", "5"), ("gud", "good"), ("de", "day"), ("lia", "liya")]


def test_names_of_a_kind_are_one_word() -> None:
    said = nameless(WORDS, [(0, 1, "customer"), (3, 5, "product")])
    assert [word for _, word in said] == ["anycustomer", "ne", "5", "anyproduct", "liya"]
    other = [("sita", "Sita"), ("ne", "ne"), ("0", "5"), ("lks", "lux"), ("lia", "liya")]
    assert nameless(other, [(0, 1, "customer"), (3, 4, "product")]) == said


def test_a_message_without_names_stays_as_it_is() -> None:
    assert nameless(WORDS, []) == WORDS


def test_features_without_names_tell_no_name() -> None:
    said = nameless(WORDS, [(3, 5, "product")])
    told = {name for name, _ in features_of([key for key, _ in said], [word for _, word in said])}
    assert "w:anyproduct" in told
    assert not {name for name in told if "gud" in name or "good" in name}


def test_what_is_learnt_of_a_kind_of_word_holds_in_other_languages() -> None:
    """Marathi नासलं and Kannada ಕೊಳೆತಿದೆ share no letter, and both are words of what spoils."""
    shared = {name for name, _ in _of("दूध नासलं")} & {name for name, _ in _of("ಟೊಮೆಟೊ ಕೊಳೆತಿದೆ")}
    assert "c:spoilt" in shared


def test_kinds_of_words_tell_less_than_the_words_themselves() -> None:
    lengths = defaultdict(float)
    for name, weight in _of("5 kilo chini becha udhaar"):
        lengths[name[0]] += weight**2
    assert lengths["w"] == pytest.approx(1)
    assert lengths["c"] == pytest.approx(KINDS_LENGTH**2)


def _of(text: str) -> list[Feature]:
    words = normalise(text).split()
    return features_of([lemma_of(word) for word in words], words)
