"""Two machines that answer each other are parted: the bot falls silent and a person has the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from bot.support import reception
from domain.conversations import received
from domain.conversations import store as conversations
from domain.conversations.models import Conversation
from infra.telemetry import log, support_told

SUSPECT = 6
"""So many messages to one person, above one in six seconds, are looked into."""
EXCHANGES = 6
"""In a row, at a machine's speed, make a loop."""
REACTION_SECONDS = 4.0
"""Nobody reads an answer, thinks and writes the next message faster, six times in a row."""
ALIKE = 85
"""Of 100: texts that differ in a number or a name, as machines' texts do."""
_LETTERS = regex.compile(r"[^\p{L}\p{M}]+")


@dataclass(frozen=True)
class Exchange:
    """A message of the person, and what we had said before it."""

    heard: str
    said_before: str
    seconds: float
    """From what we said to what was heard; below zero when it was written before it could be read."""
    wrote: bool
    """It brought an entry into the books."""


def is_loop(exchanges: Sequence[Exchange]) -> bool:
    """Whether the last exchanges are two machines': each at once after our word, and ever the same.

    The same is our own text that comes back, or a text much like one of the two before it. A shopkeeper who sells the
    same thing again and again writes entries, and is no loop; a machine that echoes our confirmations is, whatever they
    wrote.
    """
    last = exchanges[-EXCHANGES:]
    if len(last) < EXCHANGES or any(not 0 <= one.seconds <= REACTION_SECONDS for one in last):
        return False
    if all(_alike(one.heard, one.said_before) for one in last):
        return True
    heard = [one.heard for one in last]
    again = (
        _alike(text, heard[place - 1]) or (place > 1 and _alike(text, heard[place - 2]))
        for place, text in enumerate(heard[2:], 2)
    )
    return not any(one.wrote for one in last) and all(again)


def look(session: Session, conversation: Conversation) -> bool:
    """Whether the conversation is a loop. The first to find it hands the chat to a person, and support is told once."""
    found = received.latest_exchanges(session, conversation.id, EXCHANGES + 1)
    exchanges = [
        Exchange(
            heard=heard.body,
            said_before=said.text,
            seconds=(heard.received_at - (said.sent_at or said.created_at)).total_seconds(),
            wrote=answer is not None and answer.entry_id is not None,
        )
        for (_, said), (heard, answer) in pairwise(found)
        if said is not None
    ]
    if not is_loop(exchanges):
        return False
    locked = conversations.lock(session, conversation.id)
    if locked is not None and locked.mode != "human":
        locked.mode = "human"
        reception.open_case(session, locked, "misunderstood", found[-1][0].id)
        support_told.labels(conversation.provider, "loop").inc()
        log().error("support is needed", why="two machines answer each other", conversation=conversation.id)
    return True


def _alike(one: str, other: str) -> bool:
    one, other = _letters(one), _letters(other)
    # A person may well answer 1, 1, 2 at such a speed.
    return bool(one and other) and fuzz.ratio(one, other) >= ALIKE


def _letters(text: str) -> str:
    return _LETTERS.sub(" ", text).strip().casefold()
