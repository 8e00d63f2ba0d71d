import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.spelling.fold import fold
from nlu.spelling.loose import loose_key
from nlu.spelling.loose.key import LEARNED
from nlu.spelling.loose.sounds import places, sounds_of

ALSO_MEET = ["टूथपेस्ट toothpaste", "शैम्पू shampoo", "கோல்கேட் colgate", "কোলগেট colgate", "বিশ্বনাথ biswanath", "सर्फ surf"]
"""Spellings of a word that the strict key keeps apart."""
APART = [
    ("ramesh", "suresh"),
    ("रमेश", "mahesh"),
    ("sita", "gita"),
    ("chini", "namak"),
    ("dal", "til"),
]


@pytest.mark.parametrize("words", ALSO_MEET)
def test_spellings_meet_that_the_strict_key_misses(words: str) -> None:
    assert len({fold(word) for word in words.split()}) > 1
    assert len({loose_key(word) for word in words.split()}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_of_other_consonants_stay_apart(one: str, other: str) -> None:
    assert loose_key(one) != loose_key(other)


def test_signs_and_numbers_have_their_strict_key() -> None:
    assert [loose_key(word) for word in ("?", "👍", "100", "७", "5kg")] == [
        fold(w) for w in ("?", "👍", "100", "७", "5kg")
    ]


def test_sounds_tell_length_breath_and_doubling() -> None:
    assert [sounds_of(word) for word in ("खाना", "ਸੱਤ", "कच्चा", "ராமன்")] == ["KAnA", "sat", "kac2A", "rAman"]


def test_a_place_is_counted_in_consonants_and_the_last_vowel_is_one_of_its_own() -> None:
    assert places("namak") == (1, [5, 1, 6, 2, 7])
    assert places("kac2A") == (0, [5, 1, 6, 7, 4])
    assert places("yA") == (0, [5, 0])


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=12))
def test_a_key_is_ascii_and_never_empty(word: str) -> None:
    assert loose_key(word)
    assert loose_key(word).isascii()


def test_what_was_learned_is_small_and_read_when_it_is_asked_for_first() -> None:
    assert LEARNED.stat().st_size < 1_000_000
    program = "import nlu.spelling.loose.key as key; print(key._learned.cache_info().currsize)"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert json.loads(run.stdout) == 0
