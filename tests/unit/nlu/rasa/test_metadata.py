"""What is written beside each training sentence: its copies with other names are told from it."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def metadata(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The module, with a stand-in for the little that it takes from Rasa, which is not in this environment."""
    constants, message = ModuleType("rasa.shared.nlu.constants"), ModuleType("message")
    vars(constants).update(METADATA="metadata", METADATA_EXAMPLE="example")
    vars(message).update(Message=dict)
    for name in ("rasa", "rasa.shared", "rasa.shared.nlu", "rasa.shared.nlu.training_data"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "rasa.shared.nlu.constants", constants)
    monkeypatch.setitem(sys.modules, "rasa.shared.nlu.training_data.message", message)
    monkeypatch.delitem(sys.modules, "nlu.rasa.metadata", raising=False)
    import nlu.rasa.metadata

    yield nlu.rasa.metadata
    monkeypatch.delitem(sys.modules, "nlu.rasa.metadata")


def sentence(text: str, **told: object) -> dict[str, Any]:
    """A training sentence as Rasa hands it over, with what was written beside it."""
    return {"text": text, "metadata": {"example": told}}


def test_the_first_of_a_number_is_the_original(metadata: Any) -> None:
    first, copy, other = (
        sentence("maggi becha", number=4),
        sentence("coke becha", number=4),
        sentence("lux becha", number=5),
    )
    assert metadata.originals([first, copy, other]) == [first, other]


def test_a_sentence_without_a_number_is_never_a_copy(metadata: Any) -> None:
    ours, theirs = sentence("maggi becha"), {"text": "maggi becha"}
    numbered = sentence("maggi becha", number=7)
    assert metadata.originals([ours, theirs, numbered]) == [ours, theirs, numbered]


def test_equal_words_under_two_numbers_are_both_kept(metadata: Any) -> None:
    rows = [sentence("maggi becha", number=1), sentence("maggi becha", number=2)]
    assert metadata.originals(rows) == rows


def test_the_folder_is_told_or_nothing(metadata: Any) -> None:
    assert metadata.language_of(sentence("maggi becha", language="hi-Latn")) == "hi-Latn"
    assert metadata.language_of(sentence("maggi becha")) is None
    assert metadata.number_of({"text": "maggi becha"}) == 0
