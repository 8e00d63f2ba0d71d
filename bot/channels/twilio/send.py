"""The way out by Twilio: its own client, its errors in our terms."""

from __future__ import annotations

import json
import os
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import RequestException
from requests.utils import get_environ_proxies
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels import sms
from bot.channels.codes import RETRYABLE, meaning
from bot.channels.twilio import content, history
from bot.contract import Content, OutgoingMessage, SendError
from bot.providers import TWILIO
from infra.settings import settings

HOME = "https://api.twilio.com"
TYPING = "https://messaging.twilio.com/v2/Indicators/Typing.json"
BODY_LIMIT = 1600
"""Characters of a body (error 21617)."""
SHOWN_BY_WHATSAPP = {
    "application/pdf",
    "image/png",
    "image/jpeg",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media types that a WhatsApp message carries, one a message; others go as a link."""
WORDED = {"undo", "reorder"}
"""Buttons whose word the text itself invites to write."""


class _WarmHttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's HTTP client, which reads proxies and certificates from the environment once.

    To look for them, and for a .netrc, with every message takes as long as sending it.
    """

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.session.trust_env = False
        self.session.proxies = get_environ_proxies(base)
        self.session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


class _ElsewhereHttpClient(_WarmHttpClient):
    """Twilio's HTTP client, which asks another address: a stand-in, a proxy."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(base, timeout)
        self.base = urlsplit(base.rstrip("/"))

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        asked = urlsplit(url)
        here = urlunsplit((self.base.scheme, self.base.netloc, self.base.path + asked.path, asked.query, ""))
        return super().request(method, here, *args, **kwargs)


class TwilioCarrier:
    """Sends by Twilio's Messages resource.

    Buttons are tapped where the account has a Content for them (`vyapari templates submit`); else they are named below
    the text, with the numbers that answer them.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, message: OutgoingMessage) -> str:
        """Hand the message to Twilio; its `MessageSid`.

        Raises SendError: retryable when Twilio did not answer, answered 5xx, or asked to slow down; else final.
        """
        form = message.content or _question(message)
        try:
            return self._post(message, _filled(form) if form else _in_words(message))
        except SendError as error:
            if form is None or message.content is not None or error.retryable:
                raise
            # The account's form with buttons is gone or wrong: an answer that can't be tapped is better than none.
            return self._post(message, _in_words(message))

    def find_taken(self, message: OutgoingMessage, since: datetime) -> list[str]:
        """The SIDs of messages to this person, of `since` or later, that say the same, newest first. Raises SendError."""
        recipient = _address(message.channel, message.address)
        found = history.latest_to(self.client, recipient, since)
        # A template wraps the text in words of its own, and may cut it.
        return [past.sid for past in found if message.content is not None or history.says(past, message.text)]

    def show_typing(self, message_sid: str) -> None:
        """Show the writer of a WhatsApp message that an answer is being made, and mark it as read. Raises SendError.

        A beta of Twilio's: https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
        """
        try:
            answer = self.client.request("POST", TYPING, data={"messageId": message_sid, "channel": "whatsapp"})
        except (RequestException, TwilioException) as error:
            raise SendError(f"Twilio did not answer: {error}", retryable=False, code="network") from error
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise SendError("Twilio shows no typing", retryable=False, code=str(answer.status_code))

    def _post(self, message: OutgoingMessage, what: dict[str, Any]) -> str:
        try:
            sent = self.client.messages.create(
                to=_address(message.channel, message.address),
                **what,
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
    return meaning(TWILIO, str(error.code), error.status).remedy in RETRYABLE


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


def _question(message: OutgoingMessage) -> Content | None:
    """The message with its choices to tap; None by SMS, with a file, and where the account has no form for it."""
    if message.channel != "whatsapp" or message.media or not (message.buttons or message.rows):
        return None
    return content.as_question(message.text, message.buttons, message.rows)


def _filled(form: Content) -> dict[str, str]:
    return {"content_sid": form.sid, "content_variables": json.dumps(dict(form.variables), ensure_ascii=False)}


def _in_words(message: OutgoingMessage) -> dict[str, Any]:
    """The body and the one file that WhatsApp shows; every other file is a link below the text."""
    shown = next((one for one in message.media if one.type in SHOWN_BY_WHATSAPP), None)
    shown = shown if message.channel == "whatsapp" else None
    links = [one.link for one in message.media if one is not shown]
    words: dict[str, Any] = {"body": sms.with_links(_body(message), links, BODY_LIMIT)}
    return words if shown is None else {**words, "media_url": [shown.source]}


def _body(message: OutgoingMessage) -> str:
    # By SMS the reply was rendered with its numbers. UNDO and REORDER have none: the text says the word.
    named = message.buttons if message.channel == "whatsapp" else ()
    titles = [button.title for button in named if button.id not in WORDED]
    choices = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, start=1))
    return f"{message.text}\n\n{choices}" if choices else message.text


@cache
def _client(account: str, token: str, base: str | None, timeout: float) -> Client:
    http = _ElsewhereHttpClient(base, timeout) if base else _WarmHttpClient(HOME, timeout)
    return Client(account, token, http_client=http)


def twilio_carrier() -> TwilioCarrier:
    """The carrier with the configured credentials; one client, and so one pool of connections, a process."""
    now = settings()
    return TwilioCarrier(
        _client(str(now.twilio_account_sid), str(now.twilio_auth_token), now.twilio_api_url, now.twilio_timeout_seconds)
    )
