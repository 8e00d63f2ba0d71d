"""`licence_reminder`: until when a licence holds, so that somebody speaks up before it lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from actions import entries
from actions.contract import Ask, Outcome, Reply, Request
from actions.entries import Written
from domain.licences import store as licences
from infra import clock


def licence_reminder(session: Session, request: Request) -> Outcome:
    """Note a licence's last day. The reminders come 30, 7 and 1 days ahead. Raises Ask when no day was said."""
    licence = request.licence or ""
    told = request.told.get("date")
    until = request.date or (date.fromisoformat(told) if told else None)
    if until is None:
        raise Ask(Reply("licence_reminder.when", {"licence": licence}), "date", "date")
    entry = entries.open_entry(session, replace(request, date=until), request.now)
    licences.note(session, request.store_id, licence, until, entry_id=entry.id, now=request.now)
    lapsed = until < clock.local(request.timezone, request.now).date()
    reply = Reply("licence_reminder.lapsed" if lapsed else "licence_reminder.done", {"licence": licence, "date": until})
    return Outcome(entries.confirmation(request, reply, Written(entry)), entry_id=entry.id)
