"""What crosses the border of a channel: an incoming message, an outgoing one, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class IncomingMessage:
    """A message as a provider delivered it, in our terms."""

    provider: str
    """`twilio`, `exotel`, `simulator`."""
    provider_id: str
    """Unique with the provider."""
    channel: str
    """`whatsapp` or `sms`."""
    address: str
    """Who wrote: a phone number (E.164) or a provider's id, without the channel."""
    body: str
    sent_at: datetime
    """The message's own time where the provider gives one, else when it came."""
    button: str | None = None
    replied_to: str | None = None
    profile_name: str | None = None
    kind: str = "text"
    """`text`, `button`, `list`, `media`, `location`, or the provider's own word for what has no words."""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Button:
    """A quick reply. The title is at most 20 characters on WhatsApp."""

    id: str
    title: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message: where infra/storage keeps it, what it is called, its media type."""

    key: str
    name: str
    type: str


@dataclass(frozen=True)
class Rendered:
    """A reply as words in one language and script, for one channel."""

    text: str
    buttons: tuple[Button, ...] = ()
    rows: tuple[Button, ...] = ()
    """The choices of a list, which the text numbers; a row's title is at most 24 characters on WhatsApp."""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Media:
    """A file of a message as a provider needs it. Both addresses are open to anybody who has them, for a while."""

    type: str
    link: str
    """For the person: our own address, short."""
    source: str
    """For the provider to fetch at once: the bucket's, else ours."""


@dataclass(frozen=True)
class Content:
    """A text that the provider keeps and fills in: an approved template, a question with buttons."""

    sid: str
    variables: Mapping[str, str]


@dataclass(frozen=True)
class OutgoingMessage:
    """A message ready for a provider."""

    outbox_id: int
    channel: str
    address: str
    text: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()
    rows: tuple[Button, ...] = ()
    key: str = ""
    """The reply's name in bot/replies: approved templates go by it."""
    language: str = "en"
    """Of the text, as a folder of bot/replies: `hi`, `hi-Latn`."""
    content: Content | None = None
    """What the provider keeps a form of: sent in the place of the text."""


class SendError(Exception):
    """A provider did not take the message. `retryable` says whether trying again may help; `code` is the provider's."""

    def __init__(self, message: str, *, retryable: bool, code: str = "") -> None:
        super().__init__(message)
        self.retryable = retryable
        self.code = code


class Carrier(Protocol):
    """A provider's way out."""

    def send(self, message: OutgoingMessage) -> str:
        """Hand the message over and return the provider's id for it. Raises SendError."""

    def find_taken(self, message: OutgoingMessage, since: datetime) -> list[str]:
        """The provider's ids of messages that it took at `since` or after and that may be this one, newest first.

        None where the provider keeps no list to ask. Raises SendError.
        """
