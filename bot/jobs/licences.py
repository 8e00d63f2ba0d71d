"""Licences about to lapse, said 30, 7 and 1 days ahead and on the first day after."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions.contract import Reply
from bot import outbox
from bot.announcing import announce_unasked
from bot.dialogue.language import language_of_reply
from bot.jobs.alerts import conversation_of
from bot.replies.render import render
from domain.conversations.models import Conversation
from domain.insights import store as insights
from domain.licences import store as licences
from domain.licences.models import Licence
from domain.stores import store as stores
from domain.stores.models import User
from infra import clock
from infra.database.session import desk_session, enter_store

LICENCE = "alert.licence"
AHEAD = (30, 7, 1, -1)
"""Days before the last day on which it is said; the day after it says that it has lapsed."""


def remind(store_id: int) -> list[int]:
    """Write a message of each licence that is due to be spoken of today; the outbox numbers.

    Alert and message are one transaction, and an alert is unique on licence and stage, so none is said twice. A day on which
    nothing ran is made up for: what is nearer than a stage that was not said is said once.
    """
    with desk_session() as session:
        owner = next((user for user in stores.members(session, store_id) if user.role == "owner"), None)
        if owner is None:
            return []
        conversation = conversation_of(session, owner)
        enter_store(session, store_id)
        shop = stores.get(session, store_id)
        if "licence" in shop.muted_alerts:
            return []
        today = clock.local(shop.timezone).date()
        written = []
        for licence in licences.standing(session, store_id):
            row = _say(session, licence, today, owner, conversation)
            written += [row] if row is not None else []
    if written:
        announce_unasked(conversation.id)
    return written


def stage(expires_on: date, today: date) -> int | None:
    """The stage of reminding that a licence is in: the smallest of `AHEAD` that its days have come down to; None before."""
    left = (expires_on - today).days
    return next((days for days in reversed(AHEAD) if left <= days), None)


def _say(session: Session, licence: Licence, today: date, owner: User, conversation: Conversation) -> int | None:
    reached = stage(licence.expires_on, today)
    if reached is None:
        return None
    alert = insights.raise_alert(
        session,
        store_id=licence.store_id,
        kind="licence",
        thing=f"{licence.kind}:{reached}",
        # The licence's own day: the stage is said once, whenever that is.
        day=licence.expires_on,
        severity="important",
        detail={"licence": licence.kind, "expires_on": licence.expires_on.isoformat()},
        now=clock.now(),
    )
    if alert is None:
        return None
    spoken = (conversation.language, conversation.script)
    language, script = language_of_reply(owner.language, spoken, conversation.channel)
    key = LICENCE if licence.expires_on >= today else "licence_reminder.lapsed"
    reply = Reply(key, {"licence": licence.kind, "date": licence.expires_on})
    rendered = render(reply, language, script, conversation.channel)
    row = outbox.write(session, conversation, kind="alert", key=LICENCE, rendered=rendered, store_id=licence.store_id)
    alert.outbox_id = row.id
    return row.id
