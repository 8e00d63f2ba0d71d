"""What is said when no answer can be: that it takes longer, that something broke. One reply key each, no parameters."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Reply
from bot import outbox
from bot.replies.render import render
from domain.conversations.models import Conversation, Inbound

SORRY = "error.sorry"
SLOW = "notice.slow"


def say_sorry(session: Session, conversation: Conversation, inbound: Inbound) -> None:
    """Answer a message that can't be answered: nothing was written, please send it again or in other words."""
    _say(session, conversation, "reply", SORRY, inbound)


def say_slow(session: Session, conversation: Conversation, inbound: Inbound) -> None:
    """Tell that the answer to `inbound` takes longer, and will come."""
    _say(session, conversation, "notice", SLOW, inbound)


def _say(session: Session, conversation: Conversation, kind: outbox.Kind, key: str, inbound: Inbound) -> None:
    rendered = render(Reply(key), conversation.language, conversation.script, conversation.channel)
    outbox.write(session, conversation, kind=kind, key=key, rendered=rendered, in_reply_to=inbound.id)
