"""The gate before a store's books: a reason, which is logged, opens them to one agent for an hour.

A page shows a store's data only where `agents.store.may_read` says so, and else includes `console/reason_gate.html` with
`store_id` and `back`, the path to return to.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import regex
from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from bot.console import PATH
from bot.console.signing_in import Agent, Refused
from domain.agents import rules
from domain.agents import store as agents
from domain.stores.models import Store
from infra import clock
from infra.database.session import desk_session

router = APIRouter()
_OWN_PAGE = regex.compile(rf"{PATH}(/[\w/-]*)?(\?[\w=&%-]*)?", regex.ASCII)


@router.post("/stores/{store_id}/open")
def open_books(
    agent: Agent,
    store_id: int,
    reason: Annotated[str, Form(max_length=300)],
    back: Annotated[str, Form(max_length=300)] = f"{PATH}/",
) -> RedirectResponse:
    """Log why, and go back to where it was asked."""
    reason = " ".join(reason.split())
    if len(reason) < rules.SHORTEST_REASON:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "reasons.short")
    with desk_session() as session:
        if session.get(Store, store_id) is None:
            raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
        agents.give_reason(session, agent.agent_id, store_id, reason, clock.now())
    return RedirectResponse(back if _OWN_PAGE.fullmatch(back) else f"{PATH}/", status_code=303)
