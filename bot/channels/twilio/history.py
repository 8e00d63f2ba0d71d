"""Twilio's own list of messages, against which ours is checked. https://www.twilio.com/docs/messaging/api/message-resource"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from requests import RequestException
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.contract import SendError

PAGE = 1000
"""Messages that one request asks for: the most that Twilio gives."""


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
            yield Past(
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
    except (RequestException, TwilioException) as error:
        raise SendError(f"Twilio gave no list of messages: {error}", retryable=True, code="network") from error
