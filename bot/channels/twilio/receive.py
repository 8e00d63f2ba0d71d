"""Twilio's words for a message that came in, in ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.contract import IncomingMessage

MAX_BODY = 4096
"""Characters that are read of a message: WhatsApp's own limit. The rest stays in `raw`."""


def read(fields: Mapping[str, str], now: datetime) -> IncomingMessage | None:
    """The message in a webhook's form, or None when the form is no message: no id, or nobody who wrote it.

    `From` is `whatsapp:+91…`, `whatsapp:IN.…` of a person without a number, or `+91…` by SMS. Twilio gives no time of
    the message's own, so it is `now`. https://www.twilio.com/docs/messaging/guides/webhook-request
    """
    provider_id = fields.get("MessageSid") or fields.get("SmsMessageSid") or fields.get("SmsSid")
    sender = fields.get("From", "")
    whatsapp = sender.startswith("whatsapp:")
    address = sender.removeprefix("whatsapp:").strip()
    if not provider_id or not address:
        return None
    return IncomingMessage(
        provider="twilio",
        provider_id=provider_id,
        channel="whatsapp" if whatsapp else "sms",
        address=address,
        body=(fields.get("Body") or fields.get("ButtonText") or fields.get("ListTitle") or "")[:MAX_BODY],
        sent_at=now,
        button=fields.get("ButtonPayload") or fields.get("ListId") or None,
        replied_to=fields.get("OriginalRepliedMessageSid") or None,
        profile_name=fields.get("ProfileName") or None,
        raw=dict(fields),
    )
