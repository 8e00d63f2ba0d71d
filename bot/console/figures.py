"""Figures, for leads: waiting and answering, content retailers, what the assistant settles alone and what it gets wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bot.console import pages
from bot.console.signing_in import Lead
from domain.figures import store as figures
from domain.labels import store as labels
from infra import clock
from infra.database.session import desk_session

router = APIRouter()
PERIODS = (1, 7, 30)
"""Days."""


@router.get("/figures")
def show_figures(request: Request, agent: Lead, days: Annotated[int, Query(ge=1, le=90)] = 7) -> Response:
    """The figures of the last days."""
    now = clock.now()
    since = now - timedelta(days=days)
    with desk_session() as session:
        return pages.show(
            request,
            agent,
            "figures.html",
            days=days,
            periods=PERIODS,
            figures=figures.count(session, since, now, pages.ZONE),
            misunderstood=labels.most_misunderstood(session, since),
            accuracy=labels.accuracy(session),
            taught=labels.count(session, since),
        )
