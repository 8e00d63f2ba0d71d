import pytest

from nlu.rasa.kinds import kinds_of
from nlu.rasa.lemma import lemma_of
from nlu.spelling.normalise import normalise


def _kinds(word: str) -> tuple[str, ...]:
    return kinds_of(lemma_of(normalise(word)))


@pytest.mark.parametrize("word", ["kilo", "किलो", "கிலோ", "ಕೆಜಿ", "gram"])
def test_a_word_of_measure_is_of_one_kind_in_every_language(word: str) -> None:
    assert "units" in _kinds(word)


@pytest.mark.parametrize("word", ["udhaar", "उधार", "ଉଧାର"])
def test_credit_is_of_one_kind_in_every_script(word: str) -> None:
    assert "credit" in _kinds(word)


def test_a_number_in_digits_is_a_figure() -> None:
    assert _kinds("250") == ("figure",)


def test_a_name_is_of_no_kind() -> None:
    assert _kinds("Hanumantharayappa") == ()


@pytest.mark.parametrize(
    ("word", "section"), [("nagar", "place_endings"), ("nandringa", "phrases"), ("uthavi", "commands")]
)
def test_endings_whole_messages_and_commands_are_of_no_kind(word: str, section: str) -> None:
    assert section not in _kinds(word)
