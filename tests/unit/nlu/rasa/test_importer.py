"""Our importer reads what Rasa's own would read."""

from __future__ import annotations

from pathlib import Path

from nlu.model.training_data import Example, Span, write
from tests.unit.nlu.rasa.conftest import InRasa

SENTENCES = [
    Example("hi-Latn", "record_sale", ("5", "maggi", "becha"), (Span(1, 2, "product"),), 1),
    Example("hi-Latn", "record_sale", ("5", "lux", "becha"), (Span(1, 2, "product"),), 1),
    Example("en", "greet", ("hello",), (), 2),
    Example("ta", "greet", ("வணக்கம்",), (), 3),
]
PROGRAM = """
import json, sys
from rasa.shared.importers.importer import TrainingDataImporter
importer = TrainingDataImporter.load_nlu_importer_from_config(sys.argv[1], training_data_paths=[sys.argv[2]])
read = importer.get_nlu_data().training_examples
print(json.dumps([[type(one).__name__ for one in read], [one.data for one in read]]))
"""


def test_what_is_read_is_what_rasa_would_read(tmp_path: Path, in_rasa: InRasa) -> None:
    sentences = tmp_path / "data" / "nlu.json"
    sentences.parent.mkdir()
    write([*SENTENCES, SENTENCES[0]], sentences)
    config = tmp_path / "config.yml"

    def read(importers: str) -> tuple[list[str], list[dict[str, object]]]:
        config.write_text(
            f"recipe: default.v1\nassistant_id: test\nlanguage: en\n{importers}pipeline: []\npolicies: []\n"
        )
        sorts, data = in_rasa(PROGRAM, str(config), str(sentences.parent))
        return sorts, data

    sorts, ours = read("importers:\n- name: nlu.rasa.importer.SentenceImporter\n")
    assert sorts == ["Sentence"] * 4
    assert [one["text"] for one in ours] == ["5 maggi becha", "5 lux becha", "hello", "வணக்கம்"]
    assert ours == read("")[1]
