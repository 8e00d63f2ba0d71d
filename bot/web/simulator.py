"""`/simulator`: a phone in the browser, with what was understood and decided beside it. Not in production.

What is typed goes through `inbox.receive`, the same way as a webhook; what is shown is read from inbox and outbox.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import regex
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import attachments, inbox
from bot.contract import IncomingMessage
from bot.dialogue import state
from domain.models import Conversation, Inbound, Outbound, Store, User
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings

HERE = Path(__file__).parent
SHOWN = 60
"""Messages of a conversation that the phone shows."""
SHOPS = 50
"""Shops to choose from; any other number can be typed."""
STATIC = {
    "simulator.css": "text/css; charset=utf-8",
    "simulator.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ADDRESS = regex.compile(r"\+[1-9]\d{7,14}|[A-Za-z]{2}\.[A-Za-z0-9]{4,64}")
_templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())


def _not_in_production() -> None:
    if settings().production:
        raise HTTPException(404)


def _own_page_only(site: Annotated[str | None, Header(alias="Sec-Fetch-Site")] = None) -> None:
    """A page of another site must not write into a shop's books through the browser of whoever develops here."""
    if site not in (None, "same-origin", "none"):
        raise HTTPException(403)


router = APIRouter(prefix="/simulator", include_in_schema=False, dependencies=[Depends(_not_in_production)])


class Typed(BaseModel):
    """A message as the phone in the browser sends it."""

    model_config = ConfigDict(extra="forbid")

    phone: str = Field(max_length=80)
    channel: str = Field(pattern="^(whatsapp|sms)$")
    text: str = Field(min_length=1, max_length=4096)
    button: str | None = Field(default=None, max_length=256)
    replied_to: str | None = Field(default=None, max_length=128)


@router.get("", response_class=HTMLResponse)
def show_page() -> HTMLResponse:
    """The page. Its script asks for the messages."""
    with desk_session() as session:
        shops = _shops(session)
    page = _templates.get_template("simulator.html").render(shops=shops)
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"})


@router.get("/static/{name}")
def send_static(name: str) -> FileResponse:
    """The page's style, script and icon."""
    if name not in STATIC:
        raise HTTPException(404)
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(HERE / "static" / name, media_type=STATIC[name], headers=headers)


@router.get("/messages", dependencies=[Depends(_own_page_only)])
def list_messages(
    request: Request,
    phone: Annotated[str, Query(max_length=80)],
    channel: Annotated[str, Query(pattern="^(whatsapp|sms)$")],
) -> Response:
    """The conversation, oldest first, as JSON; 304 when it is as the browser's `If-None-Match` knows it."""
    with desk_session() as session:
        body = json.dumps(_conversation(session, _address(phone), channel), ensure_ascii=False).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/messages", status_code=201, dependencies=[Depends(_own_page_only)])
def send_message(typed: Typed) -> dict[str, int | None]:
    """Put what was typed, or the button that was tapped, into the inbox."""
    message = IncomingMessage(
        provider="simulator",
        provider_id=uuid.uuid4().hex,
        channel=typed.channel,
        address=_address(typed.phone),
        body=typed.text,
        sent_at=clock.now(),
        button=typed.button,
        replied_to=typed.replied_to,
    )
    return {"id": inbox.receive(message)}


def _address(text: str) -> str:
    plain = regex.sub(r"[\s\-()]", "", text)
    if not _ADDRESS.fullmatch(plain):
        raise HTTPException(422, "a phone number with its country code is needed, such as +919800000001")
    return plain


def _shops(session: Session) -> list[dict[str, str]]:
    wanted = select(User, Store).join(Store, Store.id == User.store_id).order_by(Store.id, User.id).limit(SHOPS)
    return [
        {"phone": user.phone, "name": user.name, "role": user.role, "shop": store.name, "place": store.place}
        for user, store in session.execute(wanted)
    ]


def _conversation(session: Session, address: str, channel: str) -> dict[str, Any]:
    found = session.scalar(select(Conversation).where(Conversation.channel == channel, Conversation.address == address))
    if found is None:
        return {"mode": "bot", "opted_out": False, "question": False, "messages": []}
    coming = session.scalars(
        select(Inbound).where(Inbound.conversation_id == found.id).order_by(Inbound.id.desc()).limit(SHOWN)
    )
    going = session.scalars(
        select(Outbound).where(Outbound.conversation_id == found.id).order_by(Outbound.id.desc()).limit(SHOWN)
    )
    messages = [*map(_shown_inbound, coming), *map(_shown_outbound, going)]
    messages.sort(key=lambda message: (message["at"], message["side"] == "shop"))
    return {
        "mode": found.mode,
        "opted_out": found.opted_out_at is not None,
        "question": state.asked_of(found.question) is not None,
        "messages": messages[-SHOWN:],
    }


def _shown_inbound(row: Inbound) -> dict[str, Any]:
    return {
        "id": f"in-{row.id}",
        "side": "retailer",
        "text": row.body,
        "at": _moment(row.received_at),
        "status": row.status,
        "button": row.button,
        "provider_id": row.provider_id,
        "replied_to": row.replied_to,
        "trace": row.trace,
        "seconds": (row.done_at - row.received_at).total_seconds() if row.done_at else None,
    }


def _shown_outbound(row: Outbound) -> dict[str, Any]:
    return {
        "id": f"out-{row.id}",
        "side": "shop",
        "kind": row.kind,
        "text": row.text,
        "buttons": row.buttons,
        "files": [
            {"name": file.name, "type": file.type, "path": attachments.path_to(row.id, position)}
            for position, file in enumerate(attachments.of(row))
        ],
        "at": _moment(row.sent_at or row.created_at),
        "status": row.status,
        "error": row.error,
        "not_before": _moment(row.not_before) if row.not_before else None,
        "provider_id": row.provider_id,
        "in_reply_to": f"in-{row.in_reply_to}" if row.in_reply_to else None,
        "key": row.key,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
