"""The way out by Exotel's SMS resource, with the DLT ids that Indian networks want on every message.

https://developer.exotel.com/docs/sms-api/api-reference/send-sms
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any

import httpx

from bot.channels import dlt
from bot.channels.codes import RETRYABLE, meaning
from bot.contract import OutgoingMessage, SendError
from bot.providers import EXOTEL
from bot.replies import gsm7
from infra.settings import settings

BODY_LIMIT = 2000
"""Characters of a message."""


class ExotelCarrier:
    """Sends by Exotel."""

    def __init__(self, client: httpx.Client, account: str) -> None:
        self.client, self.account = client, account

    def send(self, message: OutgoingMessage) -> str:
        """Hand the message to Exotel; its `Sid`.

        Raises SendError: retryable when Exotel did not answer, answered 5xx, or asked to slow down; else final. A message
        without its DLT ids is not sent at all, since the network would throw it away.
        """
        try:
            answer = self.client.post(f"/v1/Accounts/{self.account}/Sms/send.json", data=self._form(message))
        except httpx.TransportError as error:
            # The error's own words may hold the address, and that the credentials.
            raise SendError(f"Exotel did not answer: {type(error).__name__}", retryable=True, code="network") from None
        content = _json(answer)
        if answer.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
            raise _refusal(answer.status_code, content)
        sid = (content.get("SMSMessage") or {}).get("Sid")
        if not sid:
            raise SendError("Exotel's answer names no message", retryable=False, code="client")
        return str(sid)

    def find_taken(self, message: OutgoingMessage, since: datetime) -> list[str]:
        """None: Exotel tells of a message by its own id only, which a try that broke off never learned."""
        return []

    def _form(self, message: OutgoingMessage) -> dict[str, str]:
        if message.channel != "sms":
            raise SendError(f"Exotel carries no {message.channel}", retryable=False, code="client")
        ids = dlt.ids_for(message.key, message.language)
        callback = f"{settings().public_url.rstrip('/')}/webhooks/exotel/status"
        return {
            "From": ids.header,
            "To": message.address,
            "Body": message.text[:BODY_LIMIT],
            "EncodingType": "plain" if gsm7.fits(message.text) else "unicode",
            "DltEntityId": ids.entity,
            "DltTemplateId": ids.template,
            "SmsType": "transactional",
            "Priority": "high",
            "CustomField": str(message.outbox_id),
            "StatusCallback": f"{callback}?key={settings().exotel_webhook_key}&outbox={message.outbox_id}",
        }


def _refusal(status: int, content: dict[str, Any]) -> SendError:
    said = content.get("RestException") or {}
    meant = meaning(EXOTEL, str(status), status)
    words = f"{said.get('Message') or 'refused'}"
    return SendError(words, retryable=meant.remedy in RETRYABLE, code=str(status))


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


@cache
def _client(key: str, token: str, base: str, timeout: float) -> httpx.Client:
    return httpx.Client(base_url=base.rstrip("/"), auth=(key, token), timeout=timeout)


def exotel_carrier() -> ExotelCarrier:
    """The carrier with the configured credentials; one client, and so one pool of connections, a process."""
    now = settings()
    client = _client(str(now.exotel_api_key), str(now.exotel_api_token), now.exotel_api_url, now.exotel_timeout_seconds)
    return ExotelCarrier(client, str(now.exotel_account_sid))
