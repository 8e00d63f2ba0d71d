"""The way back to the assistant, for who was told at night that a person answers in the morning.

A chat that a person has is silent until the chat is handed back (product.md, "A person takes over"). While nobody of support has
written a word in it yet, the retailer may do that themselves: by the button under the words that they wait, its number, its
name or a yes. Nothing else brings the assistant back, a plain sale neither: it may be what they tell the person of, and it is
offered to the books as everything that was typed meanwhile. Their question stays with support. A stranger goes on where the
opening of their shop was left.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions.contract import Choice, Phrase
from bot.dialogue import onboarding, state
from bot.replies.render import say
from domain.conversations.models import Conversation, Inbound
from nlu.contract import Understanding
from nlu.spelling.fold import fold
from nlu.spelling.normalise import normalise

GO_ON = Choice("go_on", "choice.go_on")
_ALONE = "way-back-1"
"""The version of what is kept where nothing else is."""
_VERSIONS = (state.VERSION, onboarding.VERSION, _ALONE)


def keep(conversation: Conversation, now: datetime) -> None:
    """Open it from `now` on, beside what else is kept: the answers of a stranger stay."""
    kept = conversation.question or {"version": _ALONE}
    conversation.question = {**kept, "options": [GO_ON.id], "asked_at": now.isoformat()}


def was_offered(conversation: Conversation) -> bool:
    """Whether it was, however long ago, and nobody of support has come since: who comes leaves no question open."""
    kept: dict[str, Any] = conversation.question or {}
    return kept.get("version") in _VERSIONS and GO_ON.id in kept.get("options", ())


def is_open(conversation: Conversation, inbound: Inbound) -> bool:
    """Whether it was offered, not too long ago to be meant."""
    if not was_offered(conversation):
        return False
    asked_at = datetime.fromisoformat((conversation.question or {})["asked_at"])
    return min(inbound.sent_at, inbound.received_at) - asked_at <= state.LIFETIME


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
