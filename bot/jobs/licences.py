"""Licences about to lapse, said 30, 7 and 1 days ahead and on the first day after."""

from __future__ import annotations

from datetime import date

from actions.contract import Reply
from bot.jobs.telling import Audience, audience
from domain.insights import store as insights
from domain.licences import store as licences
from domain.licences.models import Licence
from infra import clock

LICENCE = "alert.licence"
AHEAD = (30, 7, 1, -1)
"""Days before the last day on which it is said; the day after it says that it has lapsed."""


def remind(store_id: int) -> list[int]:
    """Write a message of each licence that is due to be spoken of today; the outbox numbers.

    Alert and message are one transaction, and an alert is unique on licence and stage, so none is said twice. A day on which
    nothing ran is made up for: what is nearer than a stage that was not said is said once.
    """
    with audience(store_id, "licence") as heard:
        if heard is None:
            return []
        for licence in licences.standing(heard.session, store_id):
            _say(heard, licence)
        return [row.id for row in heard.told]


def stage(expires_on: date, today: date) -> int | None:
    """The stage of reminding that a licence is in: the smallest of `AHEAD` that its days have come down to; None before."""
    left = (expires_on - today).days
    return next((days for days in reversed(AHEAD) if left <= days), None)


def _say(heard: Audience, licence: Licence) -> None:
    reached = stage(licence.expires_on, heard.today)
    if reached is None:
        return
    alert = insights.raise_alert(
        heard.session,
        store_id=licence.store_id,
        kind="licence",
        thing=f"{licence.kind}:{reached}",
        # The licence's own day: the stage is said once, whenever that is.
        day=licence.expires_on,
        severity="important",
        detail={"licence": licence.kind, "expires_on": licence.expires_on.isoformat()},
        now=clock.now(),
    )
    if alert is None:
        return
    key = LICENCE if licence.expires_on >= heard.today else "licence_reminder.lapsed"
    heard.tell(LICENCE, Reply(key, {"licence": licence.kind, "date": licence.expires_on}), [alert])
