"""What a question about days to come is answered from: the stored forecasts, and the event that the question names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.contract import Phrase, Request
from analytics.forecasting.explain import of_detail
from analytics.forecasting.local import Effect
from analytics.foretold import with_event
from domain.insights import store as insights
from domain.insights.contract import Sheet
from domain.local_events import store as local_events
from domain.local_events.rules import CLOSED
from infra import clock


@dataclass(frozen=True)
class Foreseen:
    """Forecasts, and what of the question went into them."""

    sheet: Sheet | None
    """None before the store's first night."""
    named: tuple[Phrase, ...] = ()
    """The reason that the question gave itself; empty where the night knew it, or nobody knows what it does."""
    unknown: tuple[Phrase, ...] = ()
    """A note that nobody knows what the event does to this shop's sales, and how to tell it, or that nobody knows its day."""

    @property
    def made_at(self) -> datetime | None:
        """When the forecasts were made."""
        return None if self.sheet is None else self.sheet.made_at


def foresee(session: Session, request: Request, day: date | None) -> Foreseen:
    """The store's forecasts, with the event that the message says is on `day` ("Sunday ko mela hai") unless they know of it.

    It does what events of its kind did in this shop before, so one that never came before does nothing. Without a day it is the
    next one that was told of; where none was, the day is asked for.
    """
    sheet = insights.sheet(session, request.store_id)
    if sheet is None or request.event is None:
        return Foreseen(sheet)
    event = Phrase(f"local_event.{request.event}")
    effects = _effects(session, sheet, request.store_id, request.event)
    if not effects and not _is_told(session, request, day):
        return Foreseen(sheet, unknown=(Phrase("note.event_unknown", {"event": event}),))
    if day is None:
        day = next_told(session, request)
    if day is None:
        return Foreseen(sheet, unknown=(Phrase("note.event_day", {"event": event}),))
    if _is_known(session, sheet, request.store_id, day):
        return Foreseen(sheet)
    changed = with_event(sheet, day, effects)
    if changed is sheet:
        return Foreseen(sheet)
    return Foreseen(changed, (Phrase("reason.local_event", {"event": event, "day": day}),))


def _is_told(session: Session, request: Request, day: date | None) -> bool:
    """Whether the owner has told of such an event: of that day's, or of any to come where no day is named."""
    if day is None:
        return next_told(session, request) is not None
    told = local_events.since(session, request.store_id, day)
    return any(event.kind == request.event and event.first_day <= day for event in told)


def next_told(session: Session, request: Request) -> date | None:
    """The day of the next event of the kind that a question names, as the owner told it; None when none was told."""
    today = clock.local(request.timezone, request.now).date()
    told = local_events.since(session, request.store_id, today)
    return next((max(event.first_day, today) for event in told if event.kind == request.event), None)


def _is_known(session: Session, sheet: Sheet, store_id: int, day: date) -> bool:
    told = local_events.since(session, store_id, day)
    return any(event.first_day <= day and event.told_at <= sheet.made_at for event in told)


def _effects(session: Session, sheet: Sheet, store_id: int, kind: str) -> dict[int, Effect]:
    if kind == CLOSED:
        return dict.fromkeys(sheet.products.tolist(), Effect(0.0, 0.0))
    learnt = ((one.product_id, of_detail(one.detail).events) for one in insights.advice(session, store_id, "demand"))
    return {number: events[kind] for number, events in learnt if kind in events}
