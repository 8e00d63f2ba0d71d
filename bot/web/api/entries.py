"""Entries of the journal: what each write did as a whole, and its way back."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from bot.web.api.caller import ByKey, Caller
from bot.web.api.description import ABSENT, TAKEN, made
from bot.web.api.fields import Shown
from bot.web.api.sales import Number
from bot.web.api.writing import Made, Once, ask, books, carry_out, write_once
from bot.web.problems import Problem
from domain.journal import store as journal
from domain.journal.models import Entry

router = APIRouter(prefix="/entries", tags=["entries"])


class EntryShown(Shown):
    """One thing that was written into the books, from the chat or by a program."""

    id: int
    kind: str
    written_at: datetime
    undone: bool
    reverses_id: int | None
    corrects_id: int | None


@router.get("/{number}", responses=ABSENT)
def get_entry(caller: ByKey, number: Number) -> EntryShown:
    """One entry."""
    with books(caller) as session:
        return _show(session, _find(session, number))


@router.post(
    "/{number}/undo", status_code=201, response_model=EntryShown, responses={**made("entry"), **ABSENT, **TAKEN}
)
def undo_entry(caller: ByKey, once: Once, number: Number) -> JSONResponse:
    """Take back all that an entry did, by an entry of its own; 409 when it was taken back before."""
    return write_once(caller, once, lambda session: _undo(session, caller, number))


def _find(session: Session, number: int) -> Entry:
    found = journal.get(session, number)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no entry {number}.")
    return found


def _undo(session: Session, caller: Caller, number: int) -> Made:
    _find(session, number)
    _, entry_id = carry_out(session, ask(caller, "undo", about_entry_id=number))
    return Made(_show(session, _find(session, entry_id)), f"/api/v1/entries/{entry_id}")


def _show(session: Session, entry: Entry) -> EntryShown:
    return EntryShown(
        id=entry.id,
        kind=entry.kind,
        written_at=entry.written_at,
        undone=journal.is_reversed(session, entry.id),
        reverses_id=entry.reverses_id,
        corrects_id=entry.corrects_id,
    )
