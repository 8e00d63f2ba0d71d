"""The page, the doors to it, and the files it is made of."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, StreamingResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from actions import roles
from bot.dashboard import door
from bot.dashboard.live import Watch
from bot.dashboard.panels import read_page
from bot.dashboard.wording import Wording
from domain.dashboard.store import Viewer
from domain.local_events import store as local_events
from infra import clock
from infra.database.session import desk_session, store_session

HERE = Path(__file__).parent
HOME = f"{door.PATH}/"
STATIC = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "open.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # The address of a link is a key.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_LARGE = 1024
_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
router = APIRouter(prefix=door.PATH, include_in_schema=False)
Signed = Annotated[Viewer | None, Depends(door.viewer_of)]
OwnPage = Depends(door.own_page_only)


@router.get("/open/{token}")
def show_door(token: str, request: Request, viewer: Signed) -> Response:
    """A page with one button, which its script presses. Looking opens nothing: a chat's preview of the link looks too."""
    try:
        _, wording = door.look_at(token, request)
    except door.Refused as refused:
        if viewer is not None and _is_own(token, viewer):
            return RedirectResponse(HOME, 303, SAFE)
        return _refuse(request, refused)
    return render(request, "open.html", wording, token=token)


@router.post("/open/{token}", dependencies=[OwnPage])
def open_link(token: str, request: Request) -> Response:
    """Open the link, once, and sign the browser in."""
    response = RedirectResponse(HOME, 303, SAFE)
    try:
        door.enter(token, request, response)
    except door.Refused as refused:
        return _refuse(request, refused)
    return response


@router.get("")
def go_home() -> Response:
    """The page has its address with a slash."""
    return RedirectResponse(HOME, 307)


@router.get("/")
def show_page(request: Request, viewer: Signed) -> Response:
    """The shop's page, as it stands. 401 for who is not signed in."""
    if viewer is None:
        return render(request, "closed.html", door.wording_of_visitor(request), 401, word="signed_out")
    with desk_session() as session:
        wording = door.wording_of(session, viewer.user_id)
    with store_session(viewer.store_id) as session:
        page = read_page(session, viewer.store_id, viewer.role, clock.now())
        coming = local_events.since(session, viewer.store_id, page.at.date())
    return render(request, "page.html", wording, page=page, coming=coming, tells=viewer.role == roles.OWNER)


@router.get("/events")
async def listen(
    request: Request,
    viewer: Signed,
    after: int = 0,
    last: Annotated[int | None, Header(alias="Last-Event-ID")] = None,
) -> Response:
    """Server-sent events: that the shop's books are no longer as the page knows them. 204 ends a browser's asking."""
    if viewer is None:
        return Response(status_code=204)
    watch: Watch = request.app.state.dashboard_watch
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = watch.events(viewer.store_id, after if last is None else last)
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


@router.post("/leave", dependencies=[OwnPage])
def leave(request: Request, viewer: Signed) -> Response:
    """Log out of this browser."""
    return _leave(request, viewer, everywhere=False)


@router.post("/leave-all", dependencies=[OwnPage])
def leave_all(request: Request, viewer: Signed) -> Response:
    """Log out of every browser of this person."""
    return _leave(request, viewer, everywhere=True)


@router.get("/offline")
def show_offline(request: Request) -> Response:
    """What an installed page shows without a connection: nothing of the shop."""
    return render(request, "offline.html", door.wording_of_visitor(request))


@router.get("/manifest.webmanifest")
def send_manifest(request: Request) -> Response:
    """What a phone needs to put the page among its apps."""
    wording = door.wording_of_visitor(request)
    manifest = {
        "name": wording.t("title"),
        "short_name": wording.t("title"),
        "lang": wording.tag,
        "id": HOME,
        "start_url": HOME,
        "scope": HOME,
        "display": "standalone",
        "background_color": "#f4f6f5",
        "theme_color": "#0b6b50",
        "icons": [
            {"src": f"{HOME}static/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}
        ],
    }
    body = json.dumps(manifest, ensure_ascii=False)
    return Response(body, media_type="application/manifest+json", headers={"X-Content-Type-Options": "nosniff"})


@router.get("/sw.js")
def send_worker() -> Response:
    """The service worker, from the folder whose pages it may serve."""
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(HERE / "static" / "sw.js", media_type=STATIC["page.js"], headers=headers)


@router.get("/static/{name}")
def send_static(name: str, v: str = "") -> Response:
    """A file of the page; for a year where its version is asked for."""
    if name not in STATIC:
        raise HTTPException(404)
    kept = "public, max-age=31536000, immutable" if v == version() else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return FileResponse(HERE / "static" / name, media_type=STATIC[name], headers=headers)


@cache
def version() -> str:
    """Changes with every file of the page."""
    content = b"".join(path.read_bytes() for path in sorted((HERE / "static").iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]


def _is_own(token: str, viewer: Viewer) -> bool:
    """Whether the link is the one that this browser was signed in by: tapped again, it leads back."""
    return token.partition(".")[0] == f"{viewer.session_id:x}"


def _leave(request: Request, viewer: Viewer | None, *, everywhere: bool) -> Response:
    response = render(request, "closed.html", door.wording_of_visitor(request), word="left")
    if viewer is not None:
        door.leave(viewer, response, everywhere=everywhere)
    return response


def _refuse(request: Request, refused: door.Refused) -> Response:
    return render(request, "closed.html", refused.wording, refused.status, word=refused.word)


def render(request: Request, template: str, wording: Wording, status: int = 200, **values: Any) -> Response:
    """A page of `templates` in the viewer's words, packed where the browser takes it."""
    text = _templates.get_template(template).render(w=wording, version=version(), home=HOME, **values)
    if len(text) < _LARGE or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HTMLResponse(text, status, SAFE)
    packed = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return HTMLResponse(gzip.compress(text.encode(), 6), status, SAFE | packed)
