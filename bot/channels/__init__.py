"""The ways out, a folder each; `carrier` finds the one that serves a provider's conversations."""

from __future__ import annotations

from datetime import timedelta

from bot.channels import codes
from bot.channels.codes import Code
from bot.channels.exotel.send import exotel_carrier
from bot.channels.simulator.send import SimulatorCarrier
from bot.channels.twilio import content
from bot.channels.twilio.send import twilio_carrier
from bot.contract import Carrier, Content
from bot.providers import EXOTEL, SIMULATOR, TWILIO
from infra.settings import settings


class UnknownProvider(Exception):
    """No carrier serves this provider."""


def carrier(provider: str) -> Carrier:
    """The way out for conversations that `provider` carries; the simulator's, where the provider has no credentials.

    Raises UnknownProvider.
    """
    missing = (provider == TWILIO and not settings().twilio) or (provider == EXOTEL and not settings().exotel)
    if provider == SIMULATOR or missing:
        return SimulatorCarrier()
    if provider == EXOTEL:
        return exotel_carrier()
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


def template(provider: str, channel: str, kind: str, key: str, language: str, text: str) -> Content | None:
    """`text` in an approved template, for when free text is not taken; None where there is none."""
    if channel != "whatsapp" or provider != TWILIO or not settings().twilio:
        return None
    return content.as_template(kind, key, language, text)


def meaning(provider: str, code: str) -> Code:
    """What an error code of `provider` means for the message and for those to come. The simulator's are Twilio's."""
    return codes.meaning(TWILIO if provider == SIMULATOR else provider, code)


def carries_sms(provider: str) -> bool:
    """Whether `provider` can carry an SMS as it is set up."""
    if provider == TWILIO:
        return bool(settings().twilio_sms_from or settings().twilio_messaging_service_sid)
    return True


def can_show_typing(provider: str, channel: str) -> bool:
    """Whether the person can be shown that an answer is being written."""
    return channel == "whatsapp" and provider == TWILIO and settings().twilio


def show_typing(provider_id: str) -> None:
    """Show the writer of Twilio's WhatsApp message `provider_id` that it is being answered. Raises SendError."""
    if settings().twilio:
        twilio_carrier().show_typing(provider_id)
