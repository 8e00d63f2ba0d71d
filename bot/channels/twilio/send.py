"""The way out by Twilio: its own client, its errors in our terms."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels import sms
from bot.contract import OutgoingMessage, SendError
from infra.settings import settings

BODY_LIMIT = 1600
"""Characters of a body (error 21617)."""
SHOWN_BY_WHATSAPP = {
    "application/pdf",
    "image/png",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media types that a WhatsApp message carries, one a message; others go as a link."""
WORDED = {"undo", "reorder"}
"""Buttons whose word the text itself invites to write."""
RETRYABLE = {20429, 63018}
"""Too many requests, and WhatsApp's own rate: the codes that mean slow down and try again, whatever the HTTP status."""


class _ElsewhereHttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's HTTP client, which asks another address: a stand-in, a proxy."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.base = urlsplit(base.rstrip("/"))

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        asked = urlsplit(url)
        here = urlunsplit((self.base.scheme, self.base.netloc, self.base.path + asked.path, asked.query, ""))
        return super().request(method, here, *args, **kwargs)


class TwilioCarrier:
    """Sends by Twilio's Messages resource.

    Buttons are named below the text, with the numbers that answer them: in a WhatsApp session Twilio shows tappable
    ones only from a Content template.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, message: OutgoingMessage) -> str:
        """Hand the message to Twilio; its `MessageSid`.

        Raises SendError: retryable when Twilio did not answer, answered 5xx, or asked to slow down; else final.
        """
        try:
            sent = self.client.messages.create(
                to=_address(message.channel, message.address),
                **_content(message),
                status_callback=f"{settings().public_url.rstrip('/')}/webhooks/twilio/status?outbox={message.outbox_id}",
                **_sender(message.channel),
            )
        except TwilioRestException as error:
            raise SendError(error.msg, retryable=_retryable(error), code=str(error.code or error.status)) from error
        except RequestException as error:
            raise SendError(f"Twilio did not answer: {error}", retryable=True, code="network") from error
        except TwilioException as error:
            raise SendError(f"Twilio's answer made no sense: {error}", retryable=False, code="client") from error
        return str(sent.sid)


def _retryable(error: TwilioRestException) -> bool:
    return error.status == 429 or error.status >= 500 or error.code in RETRYABLE


def _address(channel: str, address: str) -> str:
    return f"whatsapp:{address}" if channel == "whatsapp" else address


def _sender(channel: str) -> dict[str, str]:
    given = settings().twilio_whatsapp_from if channel == "whatsapp" else settings().twilio_sms_from
    if given:
        return {"from_": _address(channel, given.removeprefix("whatsapp:"))}
    service = settings().twilio_messaging_service_sid
    if service:
        return {"messaging_service_sid": service}
    missing = "TWILIO_WHATSAPP_FROM" if channel == "whatsapp" else "TWILIO_SMS_FROM"
    raise SendError(f"{missing} is not set", retryable=False, code="no_sender")


def _content(message: OutgoingMessage) -> dict[str, Any]:
    """The body and the one file that WhatsApp shows; every other file is a link below the text."""
    shown = next((one for one in message.media if one.type in SHOWN_BY_WHATSAPP), None)
    shown = shown if message.channel == "whatsapp" else None
    links = [one.link for one in message.media if one is not shown]
    content: dict[str, Any] = {"body": sms.with_links(_body(message), links, BODY_LIMIT)}
    return content if shown is None else {**content, "media_url": [shown.source]}


def _body(message: OutgoingMessage) -> str:
    # By SMS the reply was rendered with its numbers. UNDO and REORDER have none: the text says the word.
    named = message.buttons if message.channel == "whatsapp" else ()
    titles = [button.title for button in named if button.id not in WORDED]
    choices = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, start=1))
    return f"{message.text}\n\n{choices}" if choices else message.text


@cache
def _client(account: str, token: str, base: str | None, timeout: float) -> Client:
    http = _ElsewhereHttpClient(base, timeout) if base else TwilioHttpClient(timeout=timeout)
    return Client(account, token, http_client=http)


def twilio_carrier() -> TwilioCarrier:
    """The carrier with the configured credentials; one client, and so one pool of connections, a process."""
    now = settings()
    return TwilioCarrier(
        _client(str(now.twilio_account_sid), str(now.twilio_auth_token), now.twilio_api_url, now.twilio_timeout_seconds)
    )
