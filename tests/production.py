"""Settings with which a start in production is content, databases apart."""

from __future__ import annotations

import pytest

from infra.settings import settings

SETTINGS = {
    "VYAPARI_ENV": "production",
    "PUBLIC_URL": "https://shop.example",
    "LINK_SECRET": "secret",
    "SECRETS_KEY": "k" * 32,
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
    "TWILIO_AUTH_TOKEN": "0123456789abcdef",
}


def go_to_production(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Set them, and `more`."""
    for name, value in {**SETTINGS, **more}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
