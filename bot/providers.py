"""Who may carry a conversation, by name."""

from __future__ import annotations

from infra.settings import settings

SIMULATOR = "simulator"
TWILIO = "twilio"


def default_provider() -> str:
    """Who carries a conversation that the assistant opens: Twilio where it has credentials, else the simulator."""
    return TWILIO if settings().twilio else SIMULATOR
