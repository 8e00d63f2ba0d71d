"""The way back to the assistant, for who was told at night that a person answers in the morning.

A chat that a person has is silent until the chat is handed back (product.md, "A person takes over"). While nobody of support has
written a word in it yet, the retailer may do that themselves: by the button under the words that they wait, its number, its
name or a yes. Nothing else brings the assistant back, a plain sale neither: it may be what they tell the person of, and it is
offered to the books as everything that was typed meanwhile. Their question stays with support.
"""

from __future__ import annotations

from typing import Any

from actions.contract import Choice, Phrase
from bot.dialogue import state
from bot.replies.render import say
from domain.conversations.models import Conversation, Inbound
from nlu.contract import Understanding
from nlu.spelling.fold import fold
from nlu.spelling.normalise import normalise

GO_ON = Choice("go_on", "choice.go_on")


def is_open(conversation: Conversation, inbound: Inbound) -> bool:
    """Whether it was offered, not long ago, and nobody of support has come since: who comes leaves no question open."""
    kept: dict[str, Any] = conversation.question or {}
    return GO_ON.id in kept.get("options", ()) and not state.is_over(kept, min(inbound.sent_at, inbound.received_at))


def is_taken(conversation: Conversation, inbound: Inbound, known: Understanding | None) -> bool:
    """Whether a message goes it; `known` is what it means without a model."""
    if not is_open(conversation, inbound):
        return False
    if inbound.button is not None:
        return inbound.button == GO_ON.id
    if known is not None and known.frame.intent == "affirm":
        return True
    title = say(Phrase(GO_ON.key), conversation.language, conversation.script)
    return _plain(inbound.body) in (["1"], _plain(title))


def _plain(text: str) -> list[str]:
    words = [word for word in normalise(text).split() if any(character.isalnum() for character in word)]
    return [word if word.isdecimal() else fold(word) for word in words]
