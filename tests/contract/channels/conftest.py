"""Both providers on loopback, and settings with their credentials."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.channels import dlt
from bot.channels.twilio import content
from infra.settings import settings
from tests.contract.channels.desks import Desk
from tests.e2e.stand_ins import exotel_api as exotel
from tests.e2e.stand_ins import twilio_api as stand_in
from tests.serving import serve_web

TWILIO_SETTINGS = {
    "TWILIO_ACCOUNT_SID": stand_in.ACCOUNT,
    "TWILIO_AUTH_TOKEN": stand_in.TOKEN,
    "TWILIO_WHATSAPP_FROM": "+14155238886",
    "TWILIO_SMS_FROM": "+14155550100",
    "TWILIO_TIMEOUT_SECONDS": "2",
    "PUBLIC_URL": "https://shop.example",
}
EXOTEL_SETTINGS = {
    "EXOTEL_ACCOUNT_SID": exotel.ACCOUNT,
    "EXOTEL_API_KEY": exotel.KEY,
    "EXOTEL_API_TOKEN": exotel.TOKEN,
    "EXOTEL_WEBHOOK_KEY": "the-key-in-the-address",
    "EXOTEL_TIMEOUT_SECONDS": "2",
    "SMS_DLT_ENTITY_ID": "1101234567890123456",
    "SMS_DLT_HEADER": "VYAPAR",
}
DESKS = {"whatsapp": ("twilio", "whatsapp"), "twilio-sms": ("twilio", "sms"), "exotel-sms": ("exotel", "sms")}
TEMPLATES = """
record_sale.*: "1107111111111111111"
alert.low_stock: {en: "1107222222222222222", hi-Latn: "1107222222222222233"}
"*": "1107999999999999999"
"""


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[stand_in.TwilioApi]:
    with stand_in.twilio_api() as api:
        for name, value in {**TWILIO_SETTINGS, "TWILIO_API_URL": api.url}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(content, "sids_file", lambda: tmp_path / "content_sids.yml")
        content.sids.cache_clear()
        settings.cache_clear()
        yield api
    content.sids.cache_clear()
    settings.cache_clear()


@pytest.fixture
def exotel_sms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[exotel.ExotelApi]:
    templates = tmp_path / "dlt.yml"
    templates.write_text(TEMPLATES)
    with exotel.exotel_api() as api:
        more = {"EXOTEL_API_URL": api.url, "SMS_DLT_TEMPLATES": str(templates), "PUBLIC_URL": "https://shop.example"}
        for name, value in {**EXOTEL_SETTINGS, **more}.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        dlt._load.cache_clear()
        yield api
    settings.cache_clear()
    dlt._load.cache_clear()


@pytest.fixture(params=DESKS)
def desk(
    request: pytest.FixtureRequest,
    database: str,
    twilio: stand_in.TwilioApi,
    exotel_sms: exotel.ExotelApi,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    provider, channel = DESKS[request.param]
    monkeypatch.setenv("SMS_PROVIDER", provider)
    settings.cache_clear()
    with serve_web(lifespan="off") as address, httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield Desk(request.param, provider, channel, twilio, exotel_sms, client)
