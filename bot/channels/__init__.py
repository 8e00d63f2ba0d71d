"""The ways out, a folder each; `carrier` finds the one that serves a provider's conversations."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.simulator.send import SimulatorCarrier
from bot.channels.twilio.send import twilio_carrier
from bot.contract import Carrier
from bot.providers import SIMULATOR, TWILIO
from infra.settings import settings


class UnknownProvider(Exception):
    """No carrier serves this provider."""


def carrier(provider: str) -> Carrier:
    """The way out for conversations that `provider` carries; the simulator's, where Twilio has no credentials.

    Raises UnknownProvider.
    """
    if provider == SIMULATOR or (provider == TWILIO and not settings().twilio):
        return SimulatorCarrier()
    if provider == TWILIO:
        return twilio_carrier()
    raise UnknownProvider(provider)


def free_text_window(provider: str, channel: str) -> timedelta | None:
    """How long after the person's last message free text is taken, a margin kept; None where there is no such rule.

    WhatsApp has it. The simulator is a phone in the browser, which nobody charges or blocks.
    """
    if channel != "whatsapp" or provider != TWILIO or not settings().twilio:
        return None
    return timedelta(hours=settings().whatsapp_window_hours, minutes=-settings().whatsapp_window_margin_minutes)
