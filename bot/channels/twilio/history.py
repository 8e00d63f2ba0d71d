"""Twilio's own list of messages, against which ours is checked. https://www.twilio.com/docs/messaging/api/message-resource"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import regex
from requests import RequestException
from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from bot.contract import SendError

PAGE = 1000
"""Messages that one request asks for: the most that Twilio gives."""
LATEST = 20
"""Messages to one person that are looked at."""
ENOUGH = 100
"""Letters by which a text is known again."""
_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True)
class Past:
    """A message as Twilio remembers it."""

    sid: str
    inbound: bool
    sender: str
    """`whatsapp:+91…` or `+91…`."""
    recipient: str
    body: str
    status: str
    error: str | None
    at: datetime
    """When it was sent, UTC; when it was made, for one that never was."""
    media: int


def list_messages(client: Client, since: datetime) -> Iterator[Past]:
    """Every message, in and out, of which Twilio says that it was sent at `since` or after, newest first.

    Raises SendError when Twilio does not answer.
    """
    try:
        for message in client.messages.stream(date_sent_after=since, page_size=PAGE):
            yield _past(message)
    except (RequestException, TwilioException) as error:
        raise SendError(f"Twilio gave no list of messages: {error}", retryable=True, code="network") from error


def latest_to(client: Client, recipient: str, since: datetime) -> list[Past]:
    """The latest messages that went to `recipient` at `since` or after, newest first; few at most.

    What is not sent yet has no `DateSent` that could be asked for, so the time is compared here. Raises SendError when
    Twilio does not answer.
    """
    try:
        found = [_past(one) for one in client.messages.list(to=recipient, limit=LATEST, page_size=LATEST)]
    except (RequestException, TwilioException) as error:
        raise SendError(f"Twilio gave no list of messages: {error}", retryable=True, code="network") from error
    return [past for past in found if not past.inbound and past.recipient == recipient and past.at >= since]


def says(past: Past, text: str) -> bool:
    """Whether the message says `text`, whatever was added below it."""
    return _letters(past.body).startswith(_letters(text)[:ENOUGH])


def _letters(text: str) -> str:
    return _SIGNS.sub("", text)


def _past(message: MessageInstance) -> Past:
    return Past(
        sid=message.sid,
        inbound=str(message.direction) == "inbound",
        sender=message.from_ or "",
        recipient=message.to or "",
        body=message.body or "",
        status=str(message.status),
        error=str(message.error_code) if message.error_code else None,
        at=message.date_sent or message.date_created,
        media=int(message.num_media or 0),
    )
