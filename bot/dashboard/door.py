"""Who may come in: the link from the chat, and the cookie that it is exchanged for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, HTTPException, Request, Response
from sqlalchemy.orm import Session

from actions.dashboard_link import PURPOSE
from bot.dashboard.wording import Wording, wording_for
from bot.dialogue.language import language_of_reply, split_tag
from domain.conversations import store as conversations
from domain.dashboard import store as dashboard
from domain.dashboard.rules import LONGEST
from domain.dashboard.store import Viewer
from domain.stores.models import User
from infra import clock, links
from infra.database.session import desk_session
from infra.settings import settings

COOKIE = "vyapari_shop"
PATH = "/dashboard"


class Refused(Exception):
    """The link opens nothing. `word` says why, in the wording of who asked for it."""

    def __init__(self, status: int, word: str, wording: Wording) -> None:
        super().__init__(word)
        self.status, self.word, self.wording = status, word, wording


def own_page_only(site: Annotated[str | None, Header(alias="Sec-Fetch-Site")] = None) -> None:
    """No other site may post here through a retailer's browser: neither log them out nor sign them in as somebody else."""
    if site not in (None, "same-origin", "none"):
        raise HTTPException(403)


def viewer_of(request: Request) -> Viewer | None:
    """Who is signed in in this browser; None for nobody, or nobody any more."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with desk_session() as session:
        return dashboard.find(session, token, clock.now())


def look_at(token: str, request: Request) -> tuple[int, Wording]:
    """The link that a token is, still to be opened, and the wording of who asked for it. Raises Refused."""
    try:
        target, until = links.read_until(PURPOSE, token)
    except links.BadLink:
        raise Refused(404, "link_wrong", wording_of_visitor(request)) from None
    link_id = int(target, 16)
    with desk_session() as session:
        row = dashboard.get(session, link_id)
        if row is None:
            raise Refused(404, "link_wrong", wording_of_visitor(request))
        wording = wording_of(session, row.user_id)
        if row.opened_at is not None:
            raise Refused(410, "link_used", wording)
        if until <= clock.now() or row.closed_at is not None:
            raise Refused(410, "link_expired", wording)
    return link_id, wording


def enter(token: str, request: Request, response: Response) -> None:
    """Open the link and sign its browser in; whoever was signed in there is out. Raises Refused."""
    link_id, wording = look_at(token, request)
    before = viewer_of(request)
    with desk_session() as session:
        try:
            _, cookie = dashboard.open_link(session, link_id, clock.now())
        except dashboard.AlreadyOpened:
            raise Refused(410, "link_used", wording) from None
        except dashboard.NotOpen:
            raise Refused(410, "link_expired", wording) from None
        if before is not None:
            # Its cookie is about to be replaced: nobody could end it any more.
            dashboard.close(session, before.session_id, clock.now())
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(LONGEST.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=settings().public_url.startswith("https://"),
    )


def leave(viewer: Viewer, response: Response, *, everywhere: bool) -> None:
    """Sign this browser out, or every browser of this person."""
    with desk_session() as session:
        if everywhere:
            dashboard.close_all(session, viewer.user_id, clock.now())
        else:
            dashboard.close(session, viewer.session_id, clock.now())
    response.delete_cookie(COOKIE, path=PATH)
    # What the browser kept of the page goes with it.
    response.headers["Clear-Site-Data"] = '"cache"'


def wording_of(session: Session, user_id: int) -> Wording:
    """In the language and script that a person has fixed, or wrote in last. In the desk's scope."""
    user = session.get(User, user_id)
    if user is None:
        return wording_for("en", "Latn")
    last = conversations.latest_of(session, user.id, user.phone)
    heard = (last.language, last.script) if last is not None else ("en", "Latn")
    # By SMS letters cost money; here they don't.
    return wording_for(*language_of_reply(user.language, heard, "whatsapp"))


def wording_of_visitor(request: Request) -> Wording:
    """In the language of who is signed in here; of nobody, in the first that the browser asks for."""
    viewer = viewer_of(request)
    if viewer is not None:
        with desk_session() as session:
            return wording_of(session, viewer.user_id)
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip().partition("-")[0]
    return wording_for(*split_tag(first.lower() or "en"))
