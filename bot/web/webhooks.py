"""Where Twilio knocks: messages that came in, and what became of those that went out."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bot import delivery_reports
from bot.announcing import announce_typing
from bot.channels.twilio import receive
from bot.web import door
from bot.web.signed_form import Signed
from infra import clock
from infra.settings import settings
from infra.telemetry import log

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"])

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@router.post("/messages")
def messages(form: Signed) -> Response:
    """A message came in, for the first time or again: it is in the inbox when this answers."""
    message = receive.read(form.fields, clock.now())
    if message is None:
        log().warning("a signed webhook that is no message", fields=sorted(form.fields))
    elif door.take_in(message) is not None and settings().whatsapp_typing and message.channel == "whatsapp":
        announce_typing(message.provider_id)
    return Response(EMPTY_TWIML, media_type="application/xml")


@router.post("/status")
def status(form: Signed) -> Response:
    """A message that went out moved on. Our own number for it is in the callback's query, `outbox`."""
    number = form.query.get("outbox", "")
    code = form.fields.get("ErrorCode", "")
    delivery_reports.record(
        outbox_id=int(number) if number.isdecimal() and len(number) < 19 else None,
        provider_id=form.fields.get("MessageSid", ""),
        status=form.fields.get("MessageStatus") or form.fields.get("SmsStatus") or "unknown",
        error=code or None,
        raw=form.fields,
    )
    return Response(EMPTY_TWIML, media_type="application/xml")
