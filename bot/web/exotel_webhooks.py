"""Where Exotel knocks. It signs nothing, so its address holds a secret: `…?key=…`, or as the password of HTTP Basic."""

from __future__ import annotations

import base64
import binascii
import hmac
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from bot import delivery_reports
from bot.channels.exotel import receive
from bot.web import door
from bot.web.signed_form import MAX_BYTES, read_pairs, without_nul
from infra import clock
from infra.settings import settings
from infra.telemetry import log

router = APIRouter(prefix="/webhooks/exotel", tags=["webhooks"])
METHODS = ["POST", "GET", "HEAD"]
"""Exotel asks by HEAD first, and delivers by GET or POST as its dashboard is set."""


async def read(request: Request) -> dict[str, str]:
    """The fields of a request that knows our secret, without the secret.

    Raises HTTPException: 403 without it, before anything is read, 413 when the request is larger than any message.
    """
    if not _knows_the_key(request):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    if len(request.scope["query_string"]) > MAX_BYTES:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    pairs = await read_pairs(request) if request.method == "POST" else []
    fields = without_nul([*request.query_params.multi_items(), *pairs])
    fields.pop("key", None)
    return fields


def _knows_the_key(request: Request) -> bool:
    """Whether the request carries the key, or the one before it while that is being changed; in constant time."""
    offered = [request.query_params.get("key", ""), _password(request.headers.get("Authorization", ""))]
    keys = [key for key in (settings().exotel_webhook_key, settings().exotel_webhook_key_secondary) if key]
    # Every pair is compared, so that the time says nothing about which one was nearly right.
    right = [hmac.compare_digest(one.encode(), key.encode()) for one in offered for key in keys]
    return any(right)


def _password(header: str) -> str:
    kind, _, credentials = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


Fields = Annotated[dict[str, str], Depends(read)]


@router.api_route("/messages", methods=METHODS)
def messages(request: Request, fields: Fields) -> Response:
    """An SMS came in, for the first time or again: it is in the inbox when this answers. What is answered here is sent to
    the person as an SMS, so it is nothing: the reply goes its own way.
    """
    if request.method != "HEAD":
        message = receive.read(fields, clock.now())
        if message is None:
            log().warning("a webhook of Exotel's that is no message", fields=sorted(fields))
        else:
            door.take_in(message)
    return Response("", media_type="text/plain")


@router.api_route("/status", methods=METHODS)
def status(request: Request, fields: Fields) -> Response:
    """A message that went out moved on. Our own number for it is in the callback's query, `outbox`."""
    if request.method != "HEAD":
        number = fields.get("outbox") or fields.get("CustomField", "")
        delivery_reports.record(
            outbox_id=int(number) if number.isdecimal() and len(number) < 19 else None,
            provider_id=fields.get("SmsSid", ""),
            status=receive.status_of(fields),
            error=receive.error_of(fields),
            raw=fields,
        )
    return Response("", media_type="text/plain")
