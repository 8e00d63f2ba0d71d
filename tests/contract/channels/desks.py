"""The three ways to a person, each as its provider speaks: the table of cases is run against every one of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
from twilio.request_validator import RequestValidator

from infra.settings import settings
from tests.e2e.stand_ins.exotel_api import ExotelApi
from tests.e2e.stand_ins.twilio_api import TwilioApi

_numbers = itertools.count(1)


@dataclass
class Desk:
    """A channel of a provider, with the provider's servers in the test's hands."""

    name: str
    provider: str
    channel: str
    twilio: TwilioApi
    exotel: ExotelApi
    client: httpx.Client

    def person(self) -> str:
        """A number that nobody has used yet."""
        return f"+9198{next(_numbers):08d}"

    def form(self, body: str, sender: str, **more: str) -> dict[str, str]:
        """A message as the provider posts it."""
        if self.provider == "exotel":
            number = "0" + sender.removeprefix("+91")
            sid = f"EX{next(_numbers)}"
            return {
                "SmsSid": sid,
                "From": number,
                "To": "08047110000",
                "Date": "2026-11-22 12:00:00",
                "Body": body,
                **more,
            }
        prefix = "whatsapp:" if self.channel == "whatsapp" else ""
        return {
            "MessageSid": f"SM{next(_numbers)}",
            "From": prefix + sender,
            "To": prefix + "+14155550100",
            "Body": body,
            **more,
        }

    def post(self, fields: Mapping[str, str], path: str = "messages", query: str = "") -> httpx.Response:
        """Post a webhook as the provider does, with what proves that it is the provider."""
        path = f"/webhooks/{self.provider}/{path}"
        if self.provider == "exotel":
            return self.client.post(
                f"{path}?key={settings().exotel_webhook_key}&{query.lstrip('?')}", data=dict(fields)
            )
        url = settings().public_url + path + query
        signature = RequestValidator(settings().twilio_auth_token).compute_signature(url, dict(fields))
        return self.client.post(path + query, data=dict(fields), headers={"X-Twilio-Signature": signature})

    def report(self, outbox_id: int, code: str) -> httpx.Response:
        """Report that a message that was taken could not be delivered."""
        if self.provider == "exotel":
            name = "" if code.isdecimal() else code
            fields = {
                "SmsSid": "x",
                "Status": "failed",
                "DetailedStatusCode": code if not name else "30002",
                "DetailedStatus": name,
            }
            return self.post(fields, "status", f"?outbox={outbox_id}")
        fields = {"MessageSid": "x", "MessageStatus": "undelivered", "ErrorCode": code}
        return self.post(fields, "status", f"?outbox={outbox_id}")

    def refuse_next(self, status: int, code: str = "0") -> None:
        """Refuse the next message that is posted to the provider."""
        if self.provider == "exotel":
            self.exotel.refusals.append((status, "refused"))
        else:
            self.twilio.refusals.append((status, int(code)))

    def sent(self) -> list[dict[str, str]]:
        """The forms of what the provider took, oldest first."""
        return [one.form for one in (self.exotel if self.provider == "exotel" else self.twilio).posted]


@dataclass(frozen=True)
class InCase:
    """A message that comes in, and how it must stand in the inbox; None where it is no message."""

    name: str
    fields: Callable[[Desk], dict[str, str]]
    expected: Mapping[str, object]
    on: tuple[str, ...] = ("whatsapp", "twilio-sms", "exotel-sms")


def _form(body: str = "", **more: str) -> Callable[[Desk], dict[str, str]]:
    return lambda desk: desk.form(body, desk.person(), **more)


WHATSAPP = ("whatsapp",)
TWILIO = ("whatsapp", "twilio-sms")
INBOUND = (
    InCase("good", _form("SALE MAGGI 5"), {"body": "SALE MAGGI 5", "button": None, "replied_to": None}),
    InCase("own script", _form("५ मैगी बेचा"), {"body": "५ मैगी बेचा"}),
    InCase("blank", _form(""), {"body": ""}),
    InCase("unknown fields", _form("STOCK", SomethingNew="नया"), {"body": "STOCK"}),
    InCase(
        "media",
        _form("", NumMedia="1", MediaUrl0="https://media.example/1", MediaContentType0="image/jpeg"),
        {"body": ""},
        TWILIO,
    ),
    InCase(
        "media with words", _form("list", NumMedia="1", MediaUrl0="https://media.example/1"), {"body": "list"}, TWILIO
    ),
    InCase(
        "button",
        _form("Yes", ButtonText="Yes", ButtonPayload="yes", MessageType="button"),
        {"body": "Yes", "button": "yes"},
        WHATSAPP,
    ),
    InCase(
        "list",
        _form("", ListTitle="Maggi 70 g", ListId="sku:a", MessageType="interactive"),
        {"body": "Maggi 70 g", "button": "sku:a"},
        WHATSAPP,
    ),
    InCase(
        "reply to a message",
        _form("galat", OriginalRepliedMessageSid="SM0"),
        {"body": "galat", "replied_to": "SM0"},
        WHATSAPP,
    ),
    InCase(
        "location",
        _form("", Latitude="19.07", Longitude="72.87", MessageType="location"),
        {"body": "", "kind": "location"},
        WHATSAPP,
    ),
    InCase("unknown kind", _form("", MessageType="hologram"), {"body": "", "kind": "hologram"}, WHATSAPP),
    InCase(
        "nobody's number",
        lambda desk: desk.form("hi", "IN.abc123", ExternalUserId="IN.abc123"),
        {"body": "hi", "address": "IN.abc123"},
        WHATSAPP,
    ),
)
