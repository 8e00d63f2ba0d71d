"""What is written beside each training sentence: its copies with other names are told from it."""

from __future__ import annotations

import json

from tests.unit.nlu.rasa.conftest import InRasa

PROGRAM = """
import json, sys
from nlu.rasa.metadata import originals
from rasa.shared.nlu.training_data.message import Message
messages = [Message.build(text, example_metadata=told) for text, told in json.loads(sys.argv[1])]
print(json.dumps([one.get("text") for one in originals(messages)]))
"""


def test_the_first_of_a_number_is_the_original(in_rasa: InRasa) -> None:
    sentences = [["maggi becha", {"number": 4}], ["coke becha", {"number": 4}], ["lux becha", {"number": 5}]]
    assert in_rasa(PROGRAM, json.dumps(sentences)) == ["maggi becha", "lux becha"]


def test_sentences_without_a_number_are_nobodys_copies(in_rasa: InRasa) -> None:
    sentences = [["maggi becha", None], ["coke becha", {"language": "hi-Latn"}], ["lux becha", {"number": 0}]]
    assert in_rasa(PROGRAM, json.dumps(sentences)) == ["maggi becha", "coke becha", "lux becha"]


def test_equal_words_under_two_numbers_are_both_kept(in_rasa: InRasa) -> None:
    sentences = [["maggi becha", {"number": 1}], ["maggi becha", {"number": 2}]]
    assert in_rasa(PROGRAM, json.dumps(sentences)) == ["maggi becha", "maggi becha"]
