"""The inbox: who waits for a person."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from bot.console import pages
from bot.console.signing_in import Agent, SignedIn
from domain.agents import store as agents
from domain.support import store as support
from infra import clock
from infra.database.session import desk_session

FILTERS = ("all", "mine", "unassigned", "snoozed", "closed")
PAGE = 50
"""Cases at a time."""
MOST = 1000
"""Cases that a page shows at most: whoever looks for others searches."""
LONGEST_SEARCH = 80

router = APIRouter()
Which = Annotated[str, Query(pattern=f"^({'|'.join(FILTERS)})$")]
Words = Annotated[str, Query(max_length=LONGEST_SEARCH)]
Shown = Annotated[int, Query(ge=PAGE, le=MOST)]


@router.get("/")
def show_inbox(request: Request, agent: Agent, which: Which = "all", q: Words = "") -> Response:
    """The page."""
    return pages.show(request, agent, "inbox.html", **_listed(agent, which, q, PAGE))


@router.get("/inbox")
def list_inbox(request: Request, agent: Agent, which: Which = "all", q: Words = "", shown: Shown = PAGE) -> Response:
    """The list, which the page asks for again whenever something changes."""
    return pages.show(request, agent, "inbox_list.html", **_listed(agent, which, q, shown))


def _listed(agent: SignedIn, which: str, words: str, shown: int) -> dict[str, Any]:
    now = clock.now()
    with desk_session() as session:
        # One more than is shown tells whether there are more.
        found = support.list_cases(session, which, agent.agent_id, now, words=words.strip(), most=shown + 1)
        quiet = support.find_quiet(session, words.strip()) if words.strip() and which == "all" else []
        counts = support.count(session, agent.agent_id, now)
        names = {one.id: one.name for one in agents.everybody(session)}
    more = len(found) > shown
    return {
        "cases": found[:shown],
        "shown": shown,
        "more": shown + PAGE if more and shown < MOST else None,
        "too_many": more and shown >= MOST,
        "quiet": quiet,
        "counts": counts,
        "names": names,
        "which": which,
        "filters": FILTERS,
        "q": words,
        "now": now,
    }
