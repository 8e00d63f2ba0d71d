"""Exotel's words for an SMS that came in, and for what became of one that went out, in ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import regex

from bot.contract import IncomingMessage
from bot.providers import EXOTEL

INDIA = ZoneInfo("Asia/Kolkata")
MAX_BODY = 2000
"""Characters that are read of a message: thirteen segments. The rest stays in `raw`."""
MAX_ID = 64
STATUSES = {
    "submitted": "sent",
    "sent": "delivered",
    "failed_dnd": "failed",
    "failed-dnd": "failed",
    "expired": "undelivered",
}
"""Exotel's words that mean something else than Twilio's: its `sent` was seen on the phone."""


def read(fields: Mapping[str, str], now: datetime) -> IncomingMessage | None:
    """The message in a webhook's form or query, or None when it is none: no id, or nobody who wrote it.

    `Date` is India's wall clock, and the message's own time. Fields:
    https://support.exotel.com/support/solutions/articles/45270-send-a-sms-reply-in-response-to-an-incoming-sms
    """
    provider_id = (fields.get("SmsSid") or fields.get("Sid") or "").strip()
    address = e164(fields.get("From", ""))
    if not provider_id or len(provider_id) > MAX_ID or not address:
        return None
    return IncomingMessage(
        provider=EXOTEL,
        provider_id=provider_id,
        channel="sms",
        address=address,
        body=fields.get("Body", "")[:MAX_BODY],
        sent_at=_time(fields.get("Date", "")) or now,
        raw=dict(fields),
    )


def e164(number: str) -> str | None:
    """`number` as networks in India write it (`09811100001`, `9811100001`, `919811100001`), in full; None if it is none."""
    digits = regex.sub(r"[\s()-]", "", number)
    if regex.fullmatch(r"\+\d{8,15}", digits):
        return digits
    match = regex.fullmatch(r"(?:0|91|0091)?([6-9]\d{9})", digits)
    return f"+91{match[1]}" if match else None


def status_of(fields: Mapping[str, str]) -> str:
    """Exotel's status in the words of domain/conversations/rules.py."""
    said = fields.get("Status", "").lower()
    if fields.get("DetailedStatus", "").upper() == "DELIVERED_TO_OPERATOR":
        return "sent"
    return STATUSES.get(said, said) or "unknown"


def error_of(fields: Mapping[str, str]) -> str | None:
    """The code of a failure: DetailedStatusCode where codes.yml has it, else the name of the status."""
    if status_of(fields) not in ("failed", "undelivered"):
        return None
    code, name = fields.get("DetailedStatusCode", ""), fields.get("DetailedStatus", "")
    return code if code.startswith("2") else name or code or None


def _time(said: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=INDIA)
