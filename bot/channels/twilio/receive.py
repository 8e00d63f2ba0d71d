"""Twilio's words for a message that came in, in ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.contract import IncomingMessage

MAX_BODY = 4096
"""Characters that are read of a message: WhatsApp's own limit. The rest stays in `raw`."""


MAX_ID = 64
"""Characters of a `MessageSid`: Twilio's own are 34."""
MAX_ADDRESS = 160
"""Characters of an address; a WhatsApp user id is at most 130 or so."""
MAX_NAME = 100
MAX_PAYLOAD = 256
"""Characters of what a tapped button or row stands for: WhatsApp's own limit."""


def read(fields: Mapping[str, str], now: datetime) -> IncomingMessage | None:
    """The message in a webhook's form, or None when the form is no message: no id, or nobody who wrote it.

    `From` is `whatsapp:+91…`, `whatsapp:IN.…` of a person without a number, or `+91…` by SMS. Twilio gives no time of
    the message's own, so it is `now`. https://www.twilio.com/docs/messaging/guides/webhook-request
    """
    provider_id = fields.get("MessageSid") or fields.get("SmsMessageSid") or fields.get("SmsSid")
    sender = fields.get("From", "")
    whatsapp = sender.startswith("whatsapp:")
    address = sender.removeprefix("whatsapp:").strip()
    if not provider_id or not address or len(provider_id) > MAX_ID or len(address) > MAX_ADDRESS:
        return None
    return IncomingMessage(
        provider="twilio",
        provider_id=provider_id,
        channel="whatsapp" if whatsapp else "sms",
        address=address,
        body=(fields.get("Body") or fields.get("ButtonText") or fields.get("ListTitle") or "")[:MAX_BODY],
        sent_at=now,
        button=(fields.get("ButtonPayload") or fields.get("ListId") or "")[:MAX_PAYLOAD] or None,
        replied_to=fields.get("OriginalRepliedMessageSid") or None,
        profile_name=fields.get("ProfileName", "")[:MAX_NAME] or None,
        kind=_kind(fields),
        raw=dict(fields),
    )


def _kind(fields: Mapping[str, str]) -> str:
    """What sort of message it is, by what it brings rather than by its name, which older senders lack."""
    if fields.get("ButtonPayload") or fields.get("ButtonText"):
        return "button"
    if fields.get("ListId") or fields.get("ListTitle"):
        return "list"
    if fields.get("Latitude") and fields.get("Longitude"):
        return "location"
    if fields.get("NumMedia", "0") not in ("", "0"):
        return "media"
    named = fields.get("MessageType", "text").lower()
    return "text" if fields.get("Body") or named in ("text", "sms", "mms") else named
