"""Reading the training sentences: what Rasa's own importer takes most of a minute for, in seconds."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class SentenceImporter(RasaFileImporter):
    """Rasa's importer of files, for the JSON that `nlu/model/training_data.py` writes.

    Rasa merges the training data three times with data of other sorts, which we have none of. Each time it copies every
    message to the bottom and takes the fingerprint of all that is in it, and its collector looks through millions of
    objects again and again: 49 of 300 seconds of a training.
    """

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The sentences of the files, none twice. Raises `KeyError` for a file that is not of that form."""
        rows = (row for file in self._nlu_files for row in _rows(Path(file)))
        data = TrainingData([_sentence(row) for row in rows])
        # They stay until the end: nothing of them is to be collected.
        gc.freeze()
        return data


class Sentence(Message):
    """A training sentence as it was read: told by its text and intent, and copied without copying what it holds.

    Components add to a message, and change nothing within what it holds.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Sentence:
        """Another sentence with the same contents."""
        return Sentence(self.data, features=list(self.features))

    def fingerprint(self) -> str:
        """A hexadecimal number, the same for the same text and intent within a process."""
        return f"{hash((self.data.get('text'), self.data.get('intent'))) & 0xFFFFFFFFFFFFFFFF:x}"


def _rows(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["rasa_nlu_data"]["common_examples"]
    return rows


def _sentence(row: dict[str, Any]) -> Sentence:
    built = Message.build(row["text"], row["intent"], row["entities"], example_metadata=row["example_metadata"])
    return Sentence(built.data)
