"""Seeing that a conversation needs a person: what a turn came to, as a case. In the turn's own transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.dialogue.answer import Answer
from bot.support.complaints import complains
from domain.agents import store as agents
from domain.conversations.models import Conversation, Inbound
from domain.support import rules
from domain.support import store as support
from domain.support.models import Case, Reason
from domain.support.rules import OnDuty
from infra import clock
from infra.database.session import visit_desk

OPINION = "feedback.done"
"""The reply to praise; to a complaint before its words are looked at."""
COMPLAINT = "feedback.sorry"
"""The reply to a complaint."""


def note_turn(session: Session, conversation: Conversation, inbound: Inbound, answer: Answer | None) -> None:
    """Open the conversation's case where the turn of `inbound` calls for one, or let the one there is know that somebody waits.

    The conversation is locked.
    """
    reason = _reason(conversation, inbound, answer)
    if reason is None:
        return
    with visit_desk(session):
        found = support.current(session, conversation.id)
        if found is None or answer is not None:
            settled = found is not None and found.waiting_since is None
            found = open_case(session, conversation, reason, inbound.id)
            if settled:
                # What brought them here before has had its answer: this is what they wait for now.
                found.reason = reason
        support.wait(session, found, clock.now())


def is_complaint(key: str, body: str, language: str) -> bool:
    """Whether what was answered by the reply `key` is a complaint in `language` (`hi`), which support sees to."""
    return key == COMPLAINT or (key == OPINION and complains(body, language))


def note_poison(session: Session, conversation: Conversation, inbound: Inbound) -> None:
    """A message was set aside: somebody should see what it was. In the desk's scope."""
    open_case(session, conversation, "poison", inbound.id)


def open_case(session: Session, conversation: Conversation, reason: Reason, inbound_id: int) -> Case:
    """The locked conversation's case, of which the message `inbound_id` is the first unread; a new one is given to who speaks the
    language and has waited longest for one.
    """
    now = clock.now()
    agent_id = None
    if support.current(session, conversation.id) is None:
        agent_id = rules.next_agent(on_duty(session), conversation.language)
    return support.open_case(session, conversation, reason, now, agent_id=agent_id, read_to=max(inbound_id - 1, 0))


def on_duty(session: Session) -> list[OnDuty]:
    """Agents who are signed in, with what they speak."""
    signed_in, given = agents.count_sessions(session, clock.now()), support.last_given(session)
    return [
        OnDuty(one.id, frozenset(tag.partition("-")[0] for tag in one.languages), given.get(one.id))
        for one in agents.everybody(session)
        if one.id in signed_in and one.revoked_at is None
    ]


def _reason(conversation: Conversation, inbound: Inbound, answer: Answer | None) -> Reason | None:
    if conversation.mode == "human":
        given_up = answer is not None and answer.trace.get("decision") == "hand_over"
        return "misunderstood" if given_up else "asked"
    if answer is None:
        return None
    language = str(answer.trace.get("frame", {}).get("language") or conversation.language)
    return "complaint" if is_complaint(answer.key, inbound.body, language) else None
