"""Settings: README's table is all of them, and what can't be meant stops the start with a line that names it."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from infra.settings import Settings, SettingsError, load

ROOT = Path(__file__).parents[3]
OUTSIDE = {"VYAPARI_MODEL_CACHE"}
"""Read by what stands alone: the model's training."""


def named_in_readme() -> set[str]:
    """The settings of the first column of README's table."""
    part = (ROOT / "README.md").read_text().split("### Settings")[1].split("\n### ")[0]
    rows = (line.split("|")[1] for line in part.splitlines() if line.startswith("| `"))
    return {name for row in rows for name in regex.findall(r"`(\w+)`", row)}


def test_readme_names_every_setting_and_no_other() -> None:
    """A new setting comes with its row."""
    assert named_in_readme() == {name.upper() for name in Settings.model_fields} | OUTSIDE


def test_the_example_names_settings_only() -> None:
    """`.env.example` is copied by those who start."""
    named = set(regex.findall(r"^#?([A-Z][A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), regex.MULTILINE))
    assert named
    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "0"),
        ("NLU_WORKERS", "-1"),
        ("DEMO_STORES", "-1"),
        ("SENDERS", "0"),
        ("SEND_ATTEMPTS", "0"),
        ("SWEEP_SECONDS", "-5"),
        ("NLU_TIMEOUT_SECONDS", "0"),
        ("WHATSAPP_MESSAGES_A_SECOND", "-1"),
        ("WHATSAPP_PAIR_BURST", "0"),
        ("API_REQUESTS_PER_MINUTE", "0"),
        ("TEMPLATE_RUPEES", "-0.1"),
        ("WEB_PORT", "99999"),
        ("NLU_PORT", "0"),
        ("SUPPORT_TIMEZONE", "Mars/Olympus"),
        ("SUPPORT_TIMEZONE", "../etc"),
        ("SUPPORT_OPENS", "25:00"),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://shop"),
        ("DATABASE_ADMIN_URL", "postgresql"),
        ("REDIS_URL", "localhost:6379"),
        ("NLU_URL", "localhost:5005"),
        ("PUBLIC_URL", "shop.example.com"),
        ("WEATHER_URL", "api.open-meteo.com"),
        ("SMS_DLT_TEMPLATES", "/nowhere/templates.yml"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """At the start, in one line: not by a worker that dies of it, or a night that does nothing."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"\A{name}: .+\Z"):
        load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://shop@db/vyapari"),
        ("DATABASE_URL", "postgresql+psycopg://shop@/vyapari?host=/tmp/socket"),
        ("REDIS_URL", "unix:///tmp/redis.sock"),
        ("NLU_URL", "http://10.0.0.1:5005, http://10.0.0.2:5005"),
        ("LOG_LEVEL", "debug"),
        ("WHATSAPP_PAIR_SECONDS", "0.0"),
        ("DEMO_STORES", "0"),
    ],
)
def test_what_may_be_meant_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Nought where it means no limit, and addresses in every form that the drivers take."""
    monkeypatch.setenv(name, value)
    assert str(getattr(load(), name.lower())).casefold() == value.casefold()
