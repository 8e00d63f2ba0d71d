"""Putting an entry right for a retailer: the same actions, told to the retailer, in the audit log under the agent's number."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from actions import registry
from actions.contract import Line, Outcome, Reply, Request
from bot import notices, outbox
from bot.announcing import announce_delivery
from bot.dialogue.requests import Sender, command
from bot.replies.render import render_all
from bot.support import takeover
from domain.agents import store as agents
from domain.audit import store as audit
from domain.journal import store as journal
from domain.stores import store as stores
from infra import clock
from infra.database.session import desk_session, enter_store

MENDED = "support.did"
Way = Literal["undo", "correct_last"]


class Closed(Exception):
    """The shop's books are not open to this agent: no reason was given within the hour."""


def mend(
    conversation_id: int, entry_id: int, agent_id: int, name: str, way: Way, lines: tuple[Line, ...] = ()
) -> Outcome:
    """Take the entry back, or correct it by what `lines` say, as the shop's owner would, and tell the retailer.

    Raises Closed, takeover.Gone, and actions.contract.Refused with the books as they were.
    """
    with desk_session() as session:
        conversation = takeover.lock(session, conversation_id)
        if conversation.store_id is None:
            raise takeover.Gone(conversation_id)
        now = clock.now()
        if not agents.may_read(session, agent_id, conversation.store_id, now):
            raise Closed(conversation.store_id)
        enter_store(session, conversation.store_id)
        shop = stores.get(session, conversation.store_id)
        if journal.get(session, entry_id) is None:
            raise takeover.Gone(entry_id)
        request = _request(way, shop.id, shop.timezone, conversation.user_id, conversation.channel, conversation.id)
        outcome = registry.find(way)(session, replace(request, about_entry_id=entry_id, lines=lines))
        detail = {"entry": entry_id, "by_entry": outcome.entry_id}
        audit.write(session, shop.id, audit.staff(agent_id), way, now=now, detail=detail)
        told = (Reply(MENDED, {"agent": name}), Reply(outcome.reply.key, outcome.reply.params))
        rendered = render_all(told, conversation.language, conversation.script, conversation.channel)
        outbox.write(
            session,
            conversation,
            kind="agent",
            key=MENDED,
            rendered=rendered,
            entry_id=outcome.entry_id,
            agent_id=agent_id,
        )
        others = notices.write(session, conversation, outcome.messages) if outcome.messages else ()
    for number in (conversation_id, *others):
        announce_delivery(number)
    return outcome


def _request(way: Way, store_id: int, timezone: str, user_id: int | None, channel: str, talk: int) -> Request:
    sender = Sender(
        store_id=store_id,
        user_id=user_id,
        role="owner",
        timezone=timezone,
        channel=channel,
        now=clock.now(),
        conversation_id=talk,
    )
    return command(way, sender)
