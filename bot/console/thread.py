"""A conversation as agents read it: what came, what went, what agents noted, in one order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import regex
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dashboard_link import PATH
from bot import attachments
from domain.conversations.models import Inbound, Outbound
from domain.support import store as support

SHOWN = 60
"""Messages of each direction that are read at a time."""
_SHOPS_LINK = regex.compile(f"(?<={regex.escape(PATH)})\\S+")


@dataclass(frozen=True)
class Message:
    """A bubble of the chat, or a note between two."""

    id: str
    side: str
    """`retailer`, `bot`, `agent`, `note`."""
    text: str
    at: datetime
    status: str = ""
    by: str = ""
    """The agent's name."""
    error: str = ""
    buttons: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    """Name and path of each."""
    trace: dict[str, Any] = field(default_factory=dict)
    number: int = 0
    """Of the row in its table."""


def read(session: Session, conversation_id: int, names: dict[int, str]) -> list[Message]:
    """The last messages and every note between them, oldest first."""
    came = session.scalars(
        select(Inbound).where(Inbound.conversation_id == conversation_id).order_by(Inbound.id.desc()).limit(SHOWN)
    ).all()
    went = session.scalars(
        select(Outbound).where(Outbound.conversation_id == conversation_id).order_by(Outbound.id.desc()).limit(SHOWN)
    ).all()
    messages = [*map(_incoming, came), *(_outgoing(row, names) for row in went)]
    messages.sort(key=lambda message: (message.at, message.side != "retailer", message.number))
    messages = messages[-SHOWN:]
    first = messages[0].at if len(messages) == SHOWN else None
    for note in support.notes(session, conversation_id):
        if first is None or note.written_at >= first:
            by = names.get(note.agent_id, "")
            messages.append(Message(f"note-{note.id}", "note", note.body, note.written_at, by=by))
    return sorted(messages, key=lambda message: message.at)


def _incoming(row: Inbound) -> Message:
    return Message(
        id=f"in-{row.id}",
        side="retailer",
        text=row.body,
        at=row.received_at,
        status=row.status,
        trace=row.trace or {},
        files=tuple((f"{number + 1}", "") for number in range(int(row.raw.get("NumMedia") or 0))),
        number=row.id,
    )


def _outgoing(row: Outbound, names: dict[int, str]) -> Message:
    return Message(
        id=f"out-{row.id}",
        side="agent" if row.agent_id is not None else "bot",
        # Whoever opens the link to the shop's page sees its books: it is the retailer's, not the agent's.
        text=_SHOPS_LINK.sub("…", row.text),
        at=row.created_at,
        status=row.status,
        by=names.get(row.agent_id or 0, ""),
        error=row.error or "",
        buttons=tuple(button["title"] for button in row.buttons),
        files=tuple((file.name, attachments.path_to(row.id, place)) for place, file in enumerate(attachments.of(row))),
        number=row.id,
    )


def understood(trace: dict[str, Any]) -> str:
    """What a message was taken for, in a line: `record_sale: 5 maggi-70g`; empty where nobody read it."""
    if not trace.get("intent"):
        return ""
    items = [
        " ".join(str(item[name]) for name in ("quantity", "sku") if item.get(name)) for item in trace.get("items", [])
    ]
    goods = ", ".join(item for item in items if item)
    return f"{trace['intent']}: {goods}" if goods else str(trace["intent"])
