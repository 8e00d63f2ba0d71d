"""What the assistant still heeds in a chat that waits for a person: STOP, START, and the wish to go on without them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Reply
from bot import notices
from bot.dialogue import way_back
from bot.dialogue.answer import Answer
from bot.replies.render import render_all
from bot.support import hours, takeover
from domain.conversations.models import Conversation
from infra import clock


def heed(session: Session, conversation: Conversation, *, stops: bool) -> Answer:
    """STOP holds whoever has the chat. START says that a person has it, and offers the way back again if it stood open before:
    else it would call for sales that nobody writes down.
    """
    now = clock.now()
    conversation.opted_out_at = now if stops else None
    if conversation.store_id is None:
        notices.keep_opt_out(session, conversation, stopped=stops)
    if stops:
        return _say(conversation, (Reply("opt_out.done"),), "waiting")
    offers = way_back.was_offered(conversation)
    later = hours.answered_later(now, silent=offers)
    if offers and later:
        way_back.keep(conversation, now)
    return _say(conversation, (Reply("talk_to_human.done"), *later), "waiting")


def go_on(session: Session, conversation: Conversation) -> Answer:
    """Answer again where no person has come yet, beginning with what was typed meanwhile."""
    return _say(conversation, (takeover.go_on(session, conversation),), "go_on")


def _say(conversation: Conversation, replies: tuple[Reply, ...], decision: str) -> Answer:
    rendered = render_all(replies, conversation.language, conversation.script, conversation.channel)
    key = replies[0].key
    return Answer(rendered, key, None, {"decision": decision, "reply": key})
