"""What a turn comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.contract import Notice
from bot.contract import Rendered


@dataclass(frozen=True)
class Answer:
    """What the retailer gets for a message, and what is kept of how it came about."""

    rendered: Rendered
    key: str
    """Of the reply, in bot/replies."""
    entry_id: int | None
    """The journal entry that it confirms."""
    trace: dict[str, Any]
    messages: tuple[Notice, ...] = ()
    """What is to be told to others: a customer, a supplier."""
