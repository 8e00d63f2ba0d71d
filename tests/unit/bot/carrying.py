"""A carrier that takes what it is given, and an outbox to fill, for the tests of what leaves and when."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import outbox as out
from bot.contract import OutgoingMessage, Rendered
from bot.outbox import Kind
from domain.conversations import store as conversations
from domain.conversations.models import Outbound
from infra.database.session import desk_session
from tests.unit.bot.mail import outbox

INDIA = ZoneInfo("Asia/Kolkata")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=INDIA)


class Carrier:
    """Takes messages, or raises what it was told to, in turn."""

    def __init__(self) -> None:
        self.sent: list[OutgoingMessage] = []
        self.raises: list[Exception] = []
        self.hold: threading.Event | None = None
        self.busy = threading.Event()

    def send(self, message: OutgoingMessage) -> str:
        self.busy.set()
        if self.hold is not None:
            assert self.hold.wait(10)
        if self.raises:
            raise self.raises.pop(0)
        self.sent.append(message)
        return f"ID{message.outbox_id}"


def write(talk_id: int, text: str = "Sold 5", kind: Kind = "reply", key: str = "a.key", **more: Any) -> int:
    """Put a message into the outbox of a conversation; its number."""
    with desk_session() as session:
        found = conversations.get_one(session, talk_id)
        return out.write(session, found, kind=kind, key=key, rendered=Rendered(text), **more).id


def row(number: int) -> Outbound:
    """An outgoing message as it stands."""
    return next(one for one in outbox() if one.id == number)
