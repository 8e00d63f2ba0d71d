"""The stack with small servers on loopback in the place of the world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bot import understanding
from infra.settings import settings
from tests.e2e.browser import open_browser
from tests.e2e.stand_ins.nlu_server import NluServer
from tests.e2e.stand_ins.twilio_api import ACCOUNT, TOKEN, TwilioApi, twilio_api
from tests.serving import serve_web

PUBLIC_URL = "https://shop.example"
"""What Twilio signs: not the address that the web process listens at."""


@pytest.fixture
def twilio(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwilioApi]:
    """Twilio's API on loopback, and settings with its credentials."""
    with twilio_api() as api:
        for name, value in {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": api.url,
            "TWILIO_WHATSAPP_FROM": "+14155238886",
            "TWILIO_SMS_FROM": "+14155550100",
            "PUBLIC_URL": PUBLIC_URL,
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        yield api


@pytest.fixture
def nlu_stand_in(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[NluServer]:
    """An NLU server that knows a few words. It answers while its `up()` block runs, and not before."""
    server = NluServer()
    # Finds a free port, and keeps it through outages.
    with server.up():
        pass
    monkeypatch.setenv("NLU_URL", server.url)
    settings.cache_clear()
    understanding.model.cache_clear()
    yield server
    understanding.model.cache_clear()


@pytest.fixture
def web(database: str, twilio: TwilioApi) -> Iterator[str]:
    """The web process, in a thread; its address."""
    with serve_web(lifespan="off") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a file."""
    with open_browser() as opened:
        yield opened
