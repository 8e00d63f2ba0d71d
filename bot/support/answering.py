"""What an agent writes to a retailer, and the private side of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import channels, outbox
from bot.announcing import announce_delivery
from bot.contract import Attachment, Rendered
from bot.replies.render import BODY_LIMIT
from bot.support import takeover
from domain.conversations import received
from domain.conversations.models import Conversation
from domain.stores import rules
from domain.stores.models import Store
from domain.support import store as support
from infra import clock
from infra.database.session import desk_session

TYPING_FOR = timedelta(hours=24)
"""How long after a message WhatsApp shows that it is being answered."""
KEY = "agent"
"""The outbox's key of what an agent wrote."""


class AtNight(Exception):
    """The retailer does not want to be disturbed now. `until` says when that ends."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class TooLong(Exception):
    """No channel takes so many characters, or there are none at all."""


def answer(
    conversation_id: int,
    agent_id: int,
    name: str,
    text: str,
    once: str,
    *,
    at_night: bool = False,
    attached: Attachment | None = None,
) -> int:
    """Write `text` to the retailer, and a file with it; its number in the outbox. The chat is a person's from then on. A file
    without words goes with its name: a text message has nothing else to show beside the link.

    `once` is the form's own key: sent twice, it is written once. Raises TooLong, takeover.Gone, and AtNight unless it may go
    then.
    """
    words = text.strip() or (attached.name if attached is not None else "")
    if not 0 < len(words) <= BODY_LIMIT:
        raise TooLong(len(words))
    with desk_session() as session:
        conversation = takeover.lock(session, conversation_id)
        known = support.find_once(session, conversation_id, once)
        if known is not None:
            return known.id
        until = quiet_until(session, conversation, clock.now())
        if until is not None and not at_night:
            raise AtNight(until)
        case, said = takeover.silence(session, conversation, agent_id, name)
        rendered = Rendered(words)
        files = (attached,) if attached is not None else ()
        if said is not None and len(said.text) + len(words) < BODY_LIMIT:
            # Who answers now, and the answer: one message.
            rendered = replace(said, text=f"{said.text}\n\n{words}")
        row = outbox.write(
            session,
            conversation,
            kind="agent",
            key=KEY,
            rendered=replace(rendered, attachments=files),
            agent_id=agent_id,
            once=once,
        )
        support.note_answer(session, case, agent_id, clock.now())
    announce_delivery(conversation_id)
    return row.id


def shows_typing_for(session: Session, conversation: Conversation) -> str | None:
    """The provider's id of the message for which the retailer can be shown that an answer is being written: their last, of the
    last 24 hours. None where the channel shows nothing, and after STOP.
    """
    if not channels.can_show_typing(conversation.provider, conversation.channel) or conversation.opted_out_at:
        return None
    last = received.last_inbound(session, conversation.id)
    return last.provider_id if last is not None and clock.now() - last.received_at < TYPING_FOR else None


def quiet_until(session: Session, conversation: Conversation, now: datetime) -> datetime | None:
    """When the shop's quiet hours end, if it is in them and nobody there has written in the last half hour."""
    shop = session.get(Store, conversation.store_id) if conversation.store_id is not None else None
    awake = conversation.last_inbound_at is not None and now - conversation.last_inbound_at < timedelta(minutes=30)
    if shop is None or awake:
        return None
    return rules.quiet_until(now, shop.timezone, shop.quiet_start, shop.quiet_end)
