"""What `nlu/training_data.py` writes beside each training sentence."""

from __future__ import annotations

from rasa.shared.nlu.constants import METADATA, METADATA_EXAMPLE
from rasa.shared.nlu.training_data.message import Message


def number_of(message: Message) -> int:
    """Which sentence of the files a training sentence is, or is a copy of with other names: copies are held out together."""
    return int(message.get(METADATA, {}).get(METADATA_EXAMPLE, {}).get("number", 0))


def language_of(message: Message) -> str | None:
    """The folder that a training sentence came from (`hi-Latn`), if that was told."""
    language = message.get(METADATA, {}).get(METADATA_EXAMPLE, {}).get("language")
    return str(language) if language else None
