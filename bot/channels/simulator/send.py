"""The way out to the phone in the browser or the terminal, which reads the outbox itself."""

from __future__ import annotations

from datetime import datetime

from bot.contract import OutgoingMessage


class SimulatorCarrier:
    """Takes every message; what was taken is what the page and the terminal show."""

    def send(self, message: OutgoingMessage) -> str:
        """The id under which the simulated phone has it, the same however often it is sent."""
        return f"SIM{message.outbox_id}"

    def find_taken(self, message: OutgoingMessage, since: datetime) -> list[str]:
        """None: sent twice it is the same message."""
        return []
