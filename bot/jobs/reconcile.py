"""The comparison with Twilio's list of messages: every hour of the last three, once a day of the last two days."""

from __future__ import annotations

from bot.providers import TWILIO, default_provider
from infra import clock, queue

RUN = "bot.reconciliation.run"
HOURS, DAILY_HOURS = 3, 48
DAILY_AT = 22
"""The hour, UTC, of the longer look: half past three at night in India."""


def start_due() -> None:
    """Put the comparison on the queue, where there is a Twilio to compare with."""
    if default_provider() == TWILIO:
        queue.announce(queue.ANALYTICS, RUN, DAILY_HOURS if clock.now().hour == DAILY_AT else HOURS)
