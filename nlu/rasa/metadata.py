"""What `nlu/model/training_data.py` writes beside each training sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.nlu.constants import METADATA, METADATA_EXAMPLE
from rasa.shared.nlu.training_data.message import Message


def number_of(message: Message) -> int:
    """Which sentence of the files a training sentence is, or is a copy of with other names: copies are held out together.

    0 where that was not told.
    """
    return int(_metadata(message).get("number", 0))


def originals(messages: Sequence[Message]) -> list[Message]:
    """The first of each number, without its copies, and all that have no number."""
    seen: set[int] = set()
    found = []
    for message in messages:
        if "number" not in _metadata(message):
            found.append(message)
        elif number_of(message) not in seen:
            seen.add(number_of(message))
            found.append(message)
    return found


def language_of(message: Message) -> str | None:
    """The folder that a training sentence came from (`hi-Latn`), if that was told."""
    language = _metadata(message).get("language")
    return str(language) if language else None


def _metadata(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = message.get(METADATA, {}).get(METADATA_EXAMPLE, {})
    return found
