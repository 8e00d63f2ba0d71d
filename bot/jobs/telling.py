"""Telling a shop's owner what they did not ask for: who hears it and where, written in one transaction with its alert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from actions.contract import Reply
from bot import outbox
from bot.announcing import announce_unasked
from bot.dialogue.language import language_of_reply
from bot.providers import default_provider
from bot.replies.render import render
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Outbound
from domain.insights.models import Alert
from domain.stores import store as stores
from domain.stores.models import Store, User
from infra import clock
from infra.database.session import desk_session, enter_store


@dataclass
class Audience:
    """The owner of a shop and the chat in which they are told, locked. The session is in the shop's scope."""

    session: Session
    shop: Store
    owner: User
    conversation: Conversation
    told: list[Outbound] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day by the shop's clock."""
        return clock.local(self.shop.timezone).date()

    def tell(self, key: str, reply: Reply, alerts: Sequence[Alert], severity: str = "important") -> Outbound:
        """Write one message that says all of `alerts`. Its row has `key`, by which its kind is switched off."""
        spoken = (self.conversation.language, self.conversation.script)
        language, script = language_of_reply(self.owner.language, spoken, self.conversation.channel)
        row = outbox.write(
            self.session,
            self.conversation,
            kind="alert",
            key=key,
            rendered=render(reply, language, script, self.conversation.channel),
            severity=severity,
            store_id=self.shop.id,
        )
        for alert in alerts:
            alert.outbox_id = row.id
        self.told.append(row)
        return row


@contextmanager
def audience(store_id: int, kind: str) -> Iterator[Audience | None]:
    """Who is to be told of a `kind` of alert, for one transaction; None for nobody: no owner, or it is switched off.

    The lock on the conversation keeps two runs from telling the same. What was told is announced after the commit.
    """
    with desk_session() as session:
        owner = next((user for user in stores.members(session, store_id) if user.role == "owner"), None)
        found = None
        if owner is not None:
            conversation = _conversation_of(session, owner)
            conversations.lock(session, conversation.id)
            enter_store(session, store_id)
            shop = stores.get(session, store_id)
            found = None if kind in shop.muted_alerts else Audience(session, shop, owner, conversation)
        yield found
    if found is not None and found.told:
        announce_unasked(found.conversation.id)


def _conversation_of(session: Session, owner: User) -> Conversation:
    """Where an owner is told what comes unasked: where they wrote last, else on WhatsApp."""
    return conversations.latest_of(session, owner.id, owner.phone) or conversations.find_or_open(
        session,
        channel="whatsapp",
        address=owner.phone,
        provider=default_provider(),
        now=clock.now(),
        store_id=owner.store_id,
        user_id=owner.id,
    )
