"""Putting an entry right for a retailer: the same actions, told to the retailer, in the audit log under the agent's number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from actions import registry
from actions.contract import Line, Named, Outcome, Reply, Request
from bot import notices, outbox
from bot.announcing import announce_delivery
from bot.dialogue.requests import Sender, command
from bot.replies.render import render_all
from bot.support import takeover
from domain.agents import store as agents
from domain.audit import store as audit
from domain.journal import store as journal
from domain.stores import store as stores
from domain.support import store as support
from domain.values import Money
from infra import clock
from infra.database.session import desk_session, enter_store

MENDED = "support.did"
Way = Literal["undo", "correct_last"]


@dataclass(frozen=True)
class Change:
    """What is to be said anew of an entry; what is absent stays."""

    lines: tuple[Line, ...] = ()
    amount: Money | None = None
    """₹ of a customer's account, or of a day's total."""
    customer: Named | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    """Which customer of that name, where it was asked: see `actions.accounts`."""


class Closed(Exception):
    """The shop's books are not open to this agent: no reason was given within the hour."""


def mend(
    conversation_id: int,
    entry_id: int,
    agent_id: int,
    name: str,
    way: Way,
    change: Change,
    once: str | None = None,
) -> Outcome | None:
    """Take the entry back, or correct it by `change`, as the shop's owner would, and tell the retailer.

    `once` is the form's own key: sent twice, it mends once, and then there is no outcome. Raises Closed, takeover.Gone, and,
    with the books as they were, actions.contract.Refused, and Ask where a name may mean several customers.
    """
    with desk_session() as session:
        conversation = takeover.lock(session, conversation_id)
        if once and support.find_once(session, conversation_id, once) is not None:
            return None
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
        request = replace(
            request,
            about_entry_id=entry_id,
            lines=change.lines,
            amount=change.amount,
            customer=change.customer,
            told=change.told,
        )
        outcome = registry.find(way)(session, request)
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
            once=once,
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
