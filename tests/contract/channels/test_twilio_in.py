"""Twilio's forms, field by field, in our terms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.twilio.receive import MAX_BODY, read

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
SALE = {"MessageSid": "SM1", "From": "whatsapp:+919811100001", "To": "whatsapp:+14155238886", "Body": "SALE MAGGI 5"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"channel": "whatsapp", "address": "+919811100001", "body": "SALE MAGGI 5", "button": None}),
        ({"From": "+919811100001"}, {"channel": "sms", "address": "+919811100001"}),
        ({"From": "whatsapp:IN.abc123"}, {"channel": "whatsapp", "address": "IN.abc123"}),
        ({"Body": "", "ButtonText": "Yes", "ButtonPayload": "yes"}, {"body": "Yes", "button": "yes"}),
        ({"Body": "", "ListTitle": "Maggi 70 g", "ListId": "sku:a"}, {"body": "Maggi 70 g", "button": "sku:a"}),
        ({"Body": "", "NumMedia": "1", "MediaUrl0": "https://media.example/1"}, {"body": ""}),
        ({"OriginalRepliedMessageSid": "SM0"}, {"replied_to": "SM0"}),
        ({"ProfileName": "Asha"}, {"profile_name": "Asha"}),
        ({"Body": "x" * 5000}, {"body": "x" * MAX_BODY}),
        ({"SomethingNew": "1"}, {"body": "SALE MAGGI 5"}),
    ],
)
def test_a_form_is_read(fields: dict[str, str], expected: dict[str, object]) -> None:
    message = read({**SALE, **fields}, NOW)
    assert message is not None
    assert {name: getattr(message, name) for name in expected} == expected
    assert (message.provider, message.provider_id, message.sent_at) == ("twilio", "SM1", NOW)
    assert message.raw == {**SALE, **fields}


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_what_has_no_id_or_no_sender_is_no_message(missing: str) -> None:
    assert read({name: value for name, value in SALE.items() if name != missing}, NOW) is None
