"""Local events: what comes up near the shop, or came, and moves its sales. For keys of the owner."""

from __future__ import annotations

import secrets
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from actions import roles
from bot.announcing import announce_advice
from bot.web.api.caller import ByKey, Caller
from bot.web.api.description import ABSENT, TAKEN, made, problems
from bot.web.api.fields import Body, Day, Shown
from bot.web.api.paging import After, Limit, Page, page_of
from bot.web.api.sales import Number
from bot.web.api.writing import REPLAYED, Made, Once, books, write_once
from bot.web.problems import Problem
from domain.local_events import rules
from domain.local_events import store as local_events
from domain.local_events.contract import Spell
from domain.local_events.models import LocalEvent
from domain.local_events.rules import Expected, Kind
from infra import clock

_WHY = {
    "order": "The last day comes before the first.",
    "over": "Those days are over for more than two years.",
    "limit": f"It lasts more than {rules.MOST_DAYS} days, or is more than a year away.",
}


def _owner(caller: ByKey) -> Caller:
    """The caller, whose key is the owner's: what is told changes the advice of the whole shop. Raises Problem 403."""
    if caller.role != roles.OWNER:
        raise Problem(HTTPStatus.FORBIDDEN, "Only a key of the owner may do this.", code="refused.owner_only")
    return caller


ByOwner = Annotated[Caller, Depends(_owner)]
router = APIRouter(prefix="/local-events", tags=["local events"], responses=problems(403))


class EventShown(Shown):
    """A local event, both of its days included."""

    id: int
    kind: Kind
    first_day: date
    last_day: date
    expected: Expected | None


class NewEvent(Body):
    """An event to come, or one of the last two years to learn from. `expected`: what it does to the day's sales, if known."""

    kind: Kind
    first_day: Day
    last_day: Day
    expected: Expected | None = None


@router.get("")
def list_events(caller: ByOwner, limit: Limit = 50, after: After = None) -> Page[EventShown]:
    """The events to come and of the last two years, as they were told."""
    with books(caller) as session:
        told = local_events.since(session, caller.store_id, clock.today(caller.timezone) - rules.BEHIND)
        found = sorted((event for event in told if event.id > int(after or 0)), key=lambda event: event.id)
        return page_of([_show(event) for event in found], [event.id for event in found], limit)


@router.get("/{number}", responses=ABSENT)
def get_event(caller: ByOwner, number: Number) -> EventShown:
    """One event."""
    with books(caller) as session:
        return _show(_find(session, caller, number))


@router.post("", status_code=201, response_model=EventShown, responses={**made("event"), **TAKEN})
def tell_event(caller: ByOwner, once: Once, new: NewEvent) -> JSONResponse:
    """Tell an event. Forecasts and advice are made anew soon after."""
    answer = write_once(caller, once, lambda session: _tell(session, caller, new))
    if REPLAYED not in answer.headers:
        announce_advice(caller.store_id)
    return answer


@router.delete("/{number}", status_code=204, responses=ABSENT)
def remove_event(caller: ByOwner, number: Number) -> None:
    """Take an event back. Forecasts and advice are made anew soon after."""
    with books(caller) as session:
        _find(session, caller, number)
        local_events.remove(session, caller.store_id, number, user_id=caller.key.user_id, now=clock.now())
    announce_advice(caller.store_id)


def _tell(session: Session, caller: Caller, new: NewEvent) -> Made:
    spell, today = Spell(new.kind, new.first_day, new.last_day, new.expected), clock.today(caller.timezone)
    problem = rules.find_problem(spell, today)
    if problem is not None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _WHY[problem], code=f"local_event.{problem}")
    # The Idempotency-Key has seen to it that this is the first time.
    key, who = secrets.token_urlsafe(16), caller.key.user_id
    try:
        number = local_events.tell(session, caller.store_id, spell, key=key, user_id=who, today=today, now=clock.now())
    except local_events.TooMany:
        detail = "There are too many events: remove one first."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="local_event.full") from None
    assert number is not None
    return Made(_show(_find(session, caller, number)), f"/api/v1/local-events/{number}")


def _find(session: Session, caller: Caller, number: int) -> LocalEvent:
    found = local_events.get(session, caller.store_id, number)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no local event {number}.")
    return found


def _show(event: LocalEvent) -> EventShown:
    return EventShown.model_validate(event, from_attributes=True)
