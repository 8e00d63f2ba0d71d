"""Why so much sells, and how old what is known of it is: pieces of the replies about forecasts and orders."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Phrase
from analytics.forecasting.explain import of_detail
from domain.catalogue.models import Product
from domain.insights import store as insights
from domain.local_events import store as local_events
from domain.values import Quantity
from infra import clock

MOST = 2
"""Reasons that one answer gives."""
OLD = timedelta(hours=36)
"""Forecasts are made every night: older ones have missed one."""
_NEAR = {0: "reason.festival_today", 1: "reason.festival_tomorrow"}


def of_demand(
    session: Session, product: Product, today: date, asked: tuple[date, date] | None = None
) -> tuple[Phrase, ...]:
    """What moves the forecast of a product most, by the model's own account of last night; empty when nothing stands out.

    A busy weekday says nothing of the days `asked` about, first and last, when it is none of them.
    """
    stored = insights.advice_for(session, product.store_id, product.id, "demand")
    if stored is None:
        return ()
    why, said = of_detail(stored.detail), []
    if why.festival is not None and why.festival_day is not None and why.festival_day >= today:
        said.append(of_festival(why.festival, (why.festival_day - today).days))
    first, last = asked or (today, date.max)
    if why.busy_day is not None and max(today, first) <= why.busy_day <= last:
        daily = wording.about(product, Quantity(f"{why.busy_daily:.3f}"))
        said.append(Phrase("reason.busy_day", {"daily": daily, "day": why.busy_day}))
    if why.payday:
        said.append(Phrase("reason.payday"))
    if why.trend is not None:
        said.append(Phrase(f"reason.{why.trend}"))
    return tuple(said[:MOST])


def of_festival(name: str, days: int) -> Phrase:
    """That a festival, by its name in `analytics.festivals.MAJOR`, is `days` ahead: today, tomorrow or later."""
    festival = Phrase(f"festival.{name.lower().replace(' ', '_')}")
    if days in _NEAR:
        return Phrase(_NEAR[days], {"festival": festival})
    return Phrase("reason.festival", {"festival": festival, "days": days})


def of_events(session: Session, store_id: int, begin: date, end: date, made_at: datetime | None) -> tuple[Phrase, ...]:
    """The first local event from `begin` to `end`, both included, that figures made at `made_at` know, as the retailer told it;
    nothing when there is none.
    """
    for event in local_events.since(session, store_id, begin):
        if made_at is not None and event.told_at <= made_at and event.first_day <= end:
            day = max(event.first_day, begin)
            return (Phrase("reason.local_event", {"event": Phrase(f"local_event.{event.kind}"), "day": day}),)
    return ()


def of_age(
    session: Session, store_id: int, made_at: datetime | None, now: datetime, timezone: str
) -> tuple[Phrase, ...]:
    """A note on which day figures were reckoned, when a night was missed since or local events were told or taken back;
    nothing for fresh ones or none.
    """
    if made_at is None or (now - made_at <= OLD and not local_events.changed_after(session, store_id, made_at)):
        return ()
    return (Phrase("note.figures_old", {"date": clock.local(timezone, made_at).date()}),)
