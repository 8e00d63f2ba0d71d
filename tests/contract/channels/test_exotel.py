"""SMS by Exotel: what goes out carries the DLT ids, what comes in is read as India writes it, and nothing without a key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels import carrier, dlt
from bot.channels.exotel import receive
from bot.contract import OutgoingMessage, SendError
from bot.providers import default_provider
from infra.settings import SettingsError, load, settings
from tests.contract.channels.conftest import EXOTEL_SETTINGS
from tests.e2e.stand_ins.exotel_api import ACCOUNT, KEY, TOKEN, ExotelApi
from tests.production import go_to_production

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
SOLD = OutgoingMessage(7, "sms", "+919811100001", "Sold 5 Maggi (Rs 75)", key="record_sale.done", language="hi-Latn")
SALE = {
    "SmsSid": "a1b2",
    "From": "09811100001",
    "To": "08047110000",
    "Date": "2026-11-22 11:59:30",
    "Body": "SALE MAGGI 5",
}


def test_every_sms_carries_entity_header_and_template(exotel_sms: ExotelApi) -> None:
    sid = carrier("exotel").send(SOLD)
    [posted] = exotel_sms.posted
    assert len(sid) == 32
    assert posted.path == f"/v1/Accounts/{ACCOUNT}/Sms/send.json"
    assert posted.auth == f"{KEY}:{TOKEN}"
    form = posted.form
    assert (form["To"], form["Body"], form["EncodingType"]) == (SOLD.address, SOLD.text, "plain")
    assert (form["From"], form["DltEntityId"], form["DltTemplateId"]) == (
        "VYAPAR",
        "1101234567890123456",
        "1107111111111111111",
    )
    callback = urlsplit(form["StatusCallback"])
    assert f"{callback.scheme}://{callback.netloc}{callback.path}" == "https://shop.example/webhooks/exotel/status"
    assert parse_qs(callback.query) == {"key": ["the-key-in-the-address"], "outbox": ["7"]}


def test_a_text_in_another_script_is_unicode(exotel_sms: ExotelApi) -> None:
    carrier("exotel").send(OutgoingMessage(8, "sms", "+919811100001", "5 मैगी बिकी", key="record_sale.done"))
    assert exotel_sms.posted[0].form["EncodingType"] == "unicode"
    assert exotel_sms.posted[0].form["Body"] == "5 मैगी बिकी"


@pytest.mark.parametrize(
    ("key", "language", "template"),
    [
        ("record_sale.done", "en", "1107111111111111111"),
        ("alert.low_stock", "en", "1107222222222222222"),
        ("alert.low_stock", "hi-Latn", "1107222222222222233"),
        ("alert.low_stock", "ta-Latn", "1107999999999999999"),
        ("help", "en", "1107999999999999999"),
        ("", "en", "1107999999999999999"),
    ],
)
def test_the_template_of_a_key(exotel_sms: ExotelApi, key: str, language: str, template: str) -> None:
    assert dlt.ids_for(key, language).template == template


@pytest.mark.parametrize("missing", ["SMS_DLT_ENTITY_ID", "SMS_DLT_HEADER", "SMS_DLT_TEMPLATES"])
def test_without_its_ids_an_sms_does_not_go(
    exotel_sms: ExotelApi, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    settings.cache_clear()
    with pytest.raises(SendError, match=missing) as refused:
        carrier("exotel").send(SOLD)
    assert (refused.value.retryable, refused.value.code) == (False, "no_dlt")
    assert exotel_sms.posted == []


@pytest.mark.parametrize("content", ["record_sale.*: x1", "a: {en: 12}", "- 1", "a: [1]"])
def test_a_wrong_file_of_templates_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "dlt.yml"
    path.write_text(content)
    with pytest.raises(dlt.DltError, match=r"dlt\.yml"):
        dlt.read(path)


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(400, False), (401, False), (402, False), (403, False), (404, False), (429, True), (500, True), (503, True)],
)
def test_what_a_refusal_means(exotel_sms: ExotelApi, status: int, retryable: bool) -> None:
    exotel_sms.refusals.append((status, "refused"))
    with pytest.raises(SendError) as refused:
        carrier("exotel").send(SOLD)
    assert (refused.value.retryable, refused.value.code) == (retryable, str(status))


def test_an_exotel_that_is_away_is_tried_again(exotel_sms: ExotelApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_API_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    with pytest.raises(SendError) as refused:
        carrier("exotel").send(SOLD)
    assert (refused.value.retryable, refused.value.code) == (True, "network")
    assert TOKEN not in str(refused.value)


def test_exotel_carries_no_whatsapp(exotel_sms: ExotelApi) -> None:
    with pytest.raises(SendError, match="whatsapp"):
        carrier("exotel").send(OutgoingMessage(1, "whatsapp", "+919811100001", "x"))


def test_who_serves_sms_is_a_setting(exotel_sms: ExotelApi, monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_provider("sms") == "simulator"
    monkeypatch.setenv("SMS_PROVIDER", "exotel")
    settings.cache_clear()
    assert default_provider("sms") == "exotel"
    assert default_provider("whatsapp") == "simulator"


@pytest.mark.parametrize("missing", [*(name for name in EXOTEL_SETTINGS if "TIMEOUT" not in name), "SMS_DLT_TEMPLATES"])
def test_production_demands_every_secret_of_the_chosen_provider(
    exotel_sms: ExotelApi, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    go_to_production(monkeypatch, DATABASE_URL="postgresql://x", REDIS_URL="redis://x", SMS_PROVIDER="exotel")
    load()
    monkeypatch.delenv(missing)
    with pytest.raises(SettingsError, match=missing):
        load()
    monkeypatch.setenv("SMS_PROVIDER", "twilio")
    load()


def test_a_form_is_read() -> None:
    message = receive.read(SALE, NOW)
    assert message is not None
    assert (message.provider, message.provider_id, message.channel) == ("exotel", "a1b2", "sms")
    assert (message.address, message.body) == ("+919811100001", "SALE MAGGI 5")
    assert message.sent_at == datetime(2026, 11, 22, 6, 29, 30, tzinfo=UTC)
    assert message.raw == SALE


@pytest.mark.parametrize(
    ("number", "full"),
    [
        ("09811100001", "+919811100001"),
        ("9811100001", "+919811100001"),
        ("919811100001", "+919811100001"),
        ("+91 98111 00001", "+919811100001"),
        ("+14155550100", "+14155550100"),
        ("VM-BANK", None),
        ("12345", None),
        ("", None),
    ],
)
def test_numbers_are_written_in_full(number: str, full: str | None) -> None:
    assert receive.e164(number) == full


@pytest.mark.parametrize("date", ["", "yesterday", "22/11/2026"])
def test_a_message_without_a_time_came_now(date: str) -> None:
    message = receive.read({**SALE, "Date": date}, NOW)
    assert message is not None
    assert message.sent_at == NOW


@pytest.mark.parametrize("changed", [{"SmsSid": ""}, {"From": ""}, {"From": "AD-OFFER"}, {"SmsSid": "x" * 65}])
def test_what_has_no_id_or_no_sender_is_no_message(changed: dict[str, str]) -> None:
    assert receive.read({**SALE, **changed}, NOW) is None


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"Status": "submitted", "DetailedStatusCode": "21020"}, "sent", None),
        ({"Status": "sent", "DetailedStatusCode": "20005"}, "delivered", None),
        ({"Status": "sent", "DetailedStatusCode": "20006", "DetailedStatus": "DELIVERED_TO_OPERATOR"}, "sent", None),
        ({"Status": "failed_dnd", "DetailedStatusCode": "23005", "DetailedStatus": "FAILED_DND"}, "failed", "23005"),
        (
            {"Status": "failed", "DetailedStatusCode": "30002", "DetailedStatus": "FAILED_DLT_ENTITY"},
            "failed",
            "FAILED_DLT_ENTITY",
        ),
        ({"Status": "expired"}, "undelivered", None),
        ({}, "unknown", None),
    ],
)
def test_statuses(fields: dict[str, str], status: str, error: str | None) -> None:
    assert (receive.status_of(fields), receive.error_of(fields)) == (status, error)
