"""What every channel's way out promises, and what Twilio's answers mean."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.channels import carrier, free_text_window
from bot.contract import Button, OutgoingMessage, SendError
from bot.delivery import show_typing
from bot.providers import default_provider
from infra import queue
from infra.settings import settings
from tests.e2e.stand_ins.twilio_api import ACCOUNT, TOKEN, TwilioApi
from tests.serving import serve_web

HELLO = OutgoingMessage(outbox_id=7, channel="whatsapp", address="+919811100001", text="नमस्ते ✅ ₹75")


@pytest.mark.parametrize("provider", ["twilio", "simulator"])
@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
@pytest.mark.parametrize("text", ["ok", "नमस्ते\nदूसरी लाइन", "<b>&amp;", "x" * 1600])
def test_every_carrier_takes_every_text_and_gives_an_id(
    twilio: TwilioApi, provider: str, channel: str, text: str
) -> None:
    sent = carrier(provider).send(OutgoingMessage(1, channel, "+919811100001", text, (Button("yes", "Yes"),)))
    assert sent


def test_whatsapp_by_twilio(twilio: TwilioApi) -> None:
    sid = carrier("twilio").send(HELLO)
    [posted] = twilio.posted
    assert sid.startswith("SM")
    assert posted.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert posted.auth == f"{ACCOUNT}:{TOKEN}"
    assert posted.form["To"] == "whatsapp:+919811100001"
    assert posted.form["From"] == "whatsapp:+14155238886"
    assert posted.form["Body"] == HELLO.text
    callback = urlsplit(posted.form["StatusCallback"])
    assert f"{callback.scheme}://{callback.netloc}{callback.path}" == "https://shop.example/webhooks/twilio/status"
    assert parse_qs(callback.query) == {"outbox": ["7"]}


def test_sms_by_twilio_goes_as_it_is(twilio: TwilioApi) -> None:
    carrier("twilio").send(OutgoingMessage(8, "sms", "+919811100001", "Sold 5. 1 Yes 2 No", (Button("yes", "Yes"),)))
    [posted] = twilio.posted
    assert (posted.form["To"], posted.form["From"]) == ("+919811100001", "+14155550100")
    assert posted.form["Body"] == "Sold 5. 1 Yes 2 No"


def test_buttons_are_named_with_the_numbers_that_answer_them(twilio: TwilioApi) -> None:
    buttons = (Button("undo", "Undo"), Button("sku:a", "Maggi 70 g"), Button("sku:b", "Maggi 280 g"))
    carrier("twilio").send(OutgoingMessage(9, "whatsapp", "+919811100001", "Which one?", buttons))
    assert twilio.texts() == ["Which one?\n\n1. Maggi 70 g\n2. Maggi 280 g"]


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (400, 21617, False),
        (400, 21610, False),
        (400, 63016, False),
        (401, 20003, False),
        (404, 20404, False),
        (429, 20429, True),
        (400, 63018, True),
        (500, 20500, True),
        (503, 20503, True),
    ],
)
def test_what_a_refusal_means(twilio: TwilioApi, status: int, code: int, retryable: bool) -> None:
    twilio.refusals.append((status, code))
    with pytest.raises(SendError) as refused:
        carrier("twilio").send(HELLO)
    assert (refused.value.retryable, refused.value.code) == (retryable, str(code))


def test_a_twilio_that_is_away_is_tried_again(twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    with pytest.raises(SendError) as refused:
        carrier("twilio").send(HELLO)
    assert (refused.value.retryable, refused.value.code) == (True, "network")


def test_no_sender_is_final_and_names_the_setting(twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_WHATSAPP_FROM")
    settings.cache_clear()
    with pytest.raises(SendError, match="TWILIO_WHATSAPP_FROM") as refused:
        carrier("twilio").send(HELLO)
    assert not refused.value.retryable


def test_a_messaging_service_stands_in_for_a_sender(twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_WHATSAPP_FROM")
    monkeypatch.setenv("TWILIO_MESSAGING_SERVICE_SID", "MG1")
    settings.cache_clear()
    carrier("twilio").send(HELLO)
    [posted] = twilio.posted
    assert posted.form["MessagingServiceSid"] == "MG1"
    assert "From" not in posted.form


def test_without_credentials_the_simulator_carries_everything() -> None:
    assert default_provider() == "simulator"
    assert carrier("twilio").send(HELLO) == "SIM7"


def test_only_whatsapp_by_twilio_has_a_window(twilio: TwilioApi) -> None:
    window = free_text_window("twilio", "whatsapp")
    assert window is not None
    assert window.total_seconds() == 24 * 3600 - 5 * 60
    assert free_text_window("twilio", "sms") is None
    assert free_text_window("simulator", "whatsapp") is None


def test_typing_is_shown_for_the_message_that_is_answered(twilio: TwilioApi) -> None:
    show_typing("SM00000000000000000000000000000007")
    [posted] = twilio.posted
    assert posted.path == "/v2/Indicators/Typing.json"
    assert posted.form == {"messageId": "SM00000000000000000000000000000007", "channel": "whatsapp"}
    # At best: a refusal, and a Twilio that is away, hurt nobody.
    twilio.refusals.append((404, 20404))
    show_typing("SM8")


def test_typing_is_announced_only_where_it_is_switched_on(
    database: str, twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jobs() -> list[str]:
        return [job.func_name for job in queue.queue(queue.DELIVERIES).jobs]

    def say(sid: str, sender: str) -> None:
        fields = {"MessageSid": sid, "From": sender, "Body": "STOCK"}
        signature = RequestValidator(TOKEN).compute_signature("https://shop.example/webhooks/twilio/messages", fields)
        with serve_web(lifespan="off") as web:
            address = f"{web}/webhooks/twilio/messages"
            httpx.post(address, data=fields, headers={"X-Twilio-Signature": signature}, trust_env=False)

    say("SM1", "whatsapp:+919811100001")
    assert jobs() == []
    monkeypatch.setenv("WHATSAPP_TYPING", "true")
    settings.cache_clear()
    say("SM2", "whatsapp:+919811100001")
    say("SM3", "+919811100001")
    # One that comes again is answered already.
    say("SM2", "whatsapp:+919811100001")
    assert jobs() == ["bot.delivery.show_typing"]
