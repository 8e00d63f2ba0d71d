"""What comes up near the shop: told by its owner on a page of its own, so that news never takes a half filled form away."""

from __future__ import annotations

import secrets
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from actions import roles
from bot.announcing import announce_advice
from bot.dashboard import door
from bot.dashboard.pages import HOME, SAFE, OwnPage, Signed, render
from domain.dashboard.store import Viewer
from domain.local_events import store as local_events
from domain.local_events.contract import Spell
from domain.local_events.rules import AHEAD, BEHIND, EXPECTED, KINDS, find_problem
from domain.stores import store as stores
from infra import clock
from infra.database.session import desk_session, store_session

PAGE = f"{HOME}coming"
router = APIRouter(prefix=door.PATH, include_in_schema=False)
Field = Annotated[str, Form(max_length=40)]


@router.get("/coming")
def show_form(request: Request, viewer: Signed) -> Response:
    """What was told, and the form for more; the shop's page for who may not tell anything."""
    if viewer is None or not _may(viewer):
        return RedirectResponse(HOME, HTTPStatus.SEE_OTHER, SAFE)
    return _show(request, viewer)


@router.post("/coming", dependencies=[OwnPage])
def tell(
    request: Request,
    viewer: Signed,
    key: Field,
    kind: Field = "",
    first: Field = "",
    last: Field = "",
    expected: Field = "",
) -> Response:
    """Keep an event, once a form, and have the store's advice made anew; the form again where the days make no event."""
    if viewer is None:
        return RedirectResponse(HOME, HTTPStatus.SEE_OTHER, SAFE)
    if not _may(viewer):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    said = {"kind": kind, "first": first, "last": last, "expected": expected}
    try:
        spell = Spell(kind, date.fromisoformat(first), date.fromisoformat(last), expected or None)
    except ValueError:
        return _show(request, viewer, "missing", said)
    if kind not in KINDS or expected not in ("", *EXPECTED) or not key:
        return _show(request, viewer, "missing", said)
    with store_session(viewer.store_id) as session:
        today = clock.today(stores.get(session, viewer.store_id).timezone)
        problem = find_problem(spell, today)
        try:
            told = problem is None and local_events.tell(
                session, viewer.store_id, spell, key=key, user_id=viewer.user_id, today=today, now=clock.now()
            )
        except local_events.TooMany:
            return _show(request, viewer, "full", said)
    if problem is not None:
        return _show(request, viewer, problem, said)
    if told:
        announce_advice(viewer.store_id)
    return RedirectResponse(PAGE, HTTPStatus.SEE_OTHER, SAFE)


@router.post("/coming/{event_id}/remove", dependencies=[OwnPage])
def remove(event_id: int, viewer: Signed) -> Response:
    """Take back what was told, and have the store's advice made anew. What is gone already stays gone."""
    if viewer is None:
        return RedirectResponse(HOME, HTTPStatus.SEE_OTHER, SAFE)
    if not _may(viewer):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    with store_session(viewer.store_id) as session:
        gone = local_events.remove(session, viewer.store_id, event_id, user_id=viewer.user_id, now=clock.now())
    if gone:
        announce_advice(viewer.store_id)
    return RedirectResponse(PAGE, HTTPStatus.SEE_OTHER, SAFE)


def _may(viewer: Viewer) -> bool:
    """Whether it is the owner: what is told changes the advice of the whole shop."""
    return viewer.role == roles.OWNER


def _show(request: Request, viewer: Viewer, problem: str = "", said: dict[str, str] | None = None) -> Response:
    with desk_session() as session:
        wording = door.wording_of(session, viewer.user_id)
    with store_session(viewer.store_id) as session:
        shop = stores.get(session, viewer.store_id)
        today = clock.today(shop.timezone)
        told = local_events.since(session, viewer.store_id, today - BEHIND)
        return render(
            request,
            "coming.html",
            wording,
            HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
            shop=shop.name,
            events=[event for event in told if event.last_day >= today],
            over=[event for event in reversed(told) if event.last_day < today],
            kinds=KINDS,
            today=today,
            effects=tuple(EXPECTED),
            furthest=today + AHEAD,
            problem=problem,
            said=said or dict.fromkeys(("kind", "first", "last", "expected"), ""),
            key=secrets.token_urlsafe(16),
        )
