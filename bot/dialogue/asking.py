"""How a question is put where the books have to be looked at for it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from actions import entries
from actions.contract import Reply
from bot.dialogue import wording
from bot.dialogue.decisions import Facts
from bot.dialogue.requests import sent_by
from bot.dialogue.state import Question

_CHANGES = frozenset({"correct_last", "undo"})


def phrase(session: Session, question: Question, facts: Facts) -> Reply:
    """The question in words. One whether an entry shall be changed or taken back names it: after an UNDO the last entry is
    another than the one that was just spoken of.
    """
    reply, request = wording.phrase(question, facts.products), question.draft.request
    if reply.key != "dialogue.confirm" or request.intent not in _CHANGES:
        return reply
    entry = entries.target(session, sent_by(request, facts.sender))
    if entry is None:
        return reply
    told = entries.tell(session, entry)
    named = told if isinstance(told, tuple) else (told,)
    return replace(reply, key="dialogue.confirm_entry", params={**reply.params, "entry": named})
