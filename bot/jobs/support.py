"""Chats that support left lying go back to the assistant, and confirmations that nobody got become cases."""

from __future__ import annotations

from datetime import timedelta

from bot.support import reception, takeover
from domain.conversations import store as conversations
from domain.support import rules
from domain.support import store as support
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from infra.telemetry import log

LOOKED_BACK = timedelta(days=1)


def look() -> tuple[list[int], list[int]]:
    """Do both; the conversations that were handed back, and those with a new case."""
    return hand_back_silent(), open_for_money()


def hand_back_silent() -> list[int]:
    """Hand back every chat in which nobody has said a word for `support_silence_minutes`, and every one that has waited for the
    first word of support for `support_patience_hours`; their numbers.
    """
    now, at = clock.now(), settings()
    with desk_session() as session:
        due = [
            (conversation.id, case is not None and case.last_answer_at is not None)
            for conversation, case in support.with_person(session)
            if rules.takes_back(
                now,
                answered=case is not None and case.last_answer_at is not None,
                moments=(
                    [
                        case.last_answer_at or case.opened_at,
                        conversation.last_inbound_at if case.last_answer_at else None,
                    ]
                    if case is not None
                    else [conversation.last_inbound_at]
                ),
                silence=timedelta(minutes=at.support_silence_minutes),
                patience=timedelta(hours=at.support_patience_hours),
            )
        ]
    for number, answered in due:
        takeover.hand_back(number, unanswered=not answered)
        log().info("handed back after silence", conversation=number, answered=answered)
    return [number for number, _ in due]


def open_for_money() -> list[int]:
    """Open a case for every confirmation of an entry that reached nobody: the retailer may write it a second time."""
    opened = []
    with desk_session() as session:
        found = support.unheard_confirmations(session, clock.now() - LOOKED_BACK)
    for number in found:
        with desk_session() as session:
            conversation = conversations.lock(session, number)
            last = support.last_inbound_id(session, number)
            if conversation is not None:
                reception.open_case(session, conversation, "money", last)
                opened.append(number)
    return opened
