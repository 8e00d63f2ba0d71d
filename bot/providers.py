"""Who may carry a conversation, by name."""

from __future__ import annotations

from infra.settings import settings

SIMULATOR = "simulator"
TWILIO = "twilio"
EXOTEL = "exotel"


def default_provider(channel: str = "whatsapp") -> str:
    """Who carries a conversation that the assistant opens: the simulator where there are no credentials.

    WhatsApp is Twilio's; who serves SMS is a setting, SMS_PROVIDER.
    """
    if channel == "sms" and settings().sms_provider == EXOTEL:
        return EXOTEL if settings().exotel else SIMULATOR
    return TWILIO if settings().twilio else SIMULATOR
