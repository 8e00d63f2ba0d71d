"""A conversation as agents read it: what came, what went, what agents noted, in one order, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import regex
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from actions.dashboard_link import PATH
from bot import attachments, media, safe_files
from bot.console import files
from bot.support import answering
from domain.conversations.models import Inbound, Outbound
from domain.support import store as support
from domain.support.models import Note

PAGE = 60
"""Messages and notes that are read at a time."""
MOST = 300
"""What an open page has at its end before it begins again with the last ones."""
SETTLED = {"drop": "left_out", "offered": "seen"}
"""What became of a message that was held and is in no book, by what was decided about it."""
_SHOPS_LINK = regex.compile(f"(?<={regex.escape(PATH)})\\S+")


@dataclass(frozen=True)
class File:
    """A file of a message, as the console shows it."""

    kind: str
    """`picture`, `voice`, `video`, `other`."""
    path: str
    name: str = ""
    """Empty where its sender gave none."""
    is_open: bool = True
    """The agent may see it without giving a reason first."""


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
    """The name of the agent who wrote it, or because of whom the assistant did."""
    error: str = ""
    buttons: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    trace: dict[str, Any] = field(default_factory=dict)
    number: int = 0
    """Of the row in its table."""


@dataclass(frozen=True)
class Mark:
    """A place in a talk: the numbers in the inbox, the outbox and among the notes from which on a page shows them."""

    inbox: int
    outbox: int
    notes: int

    def __str__(self) -> str:
        return f"{self.inbox}.{self.outbox}.{self.notes}"

    @classmethod
    def read(cls, text: str) -> Mark:
        """The place that `str` wrote. Raises ValueError."""
        inbox, outbox, notes = map(int, text.split("."))
        return cls(inbox, outbox, notes)


@dataclass(frozen=True)
class Page:
    """A stretch of a talk, oldest first."""

    messages: list[Message]
    begins: Mark
    more: bool
    """There is something before it."""
    restarted: bool = False
    """It had grown too long, and begins later than it was asked to."""


class Reader:
    """Reads the talk `conversation_id` for an agent: `names` of everybody in support, and `open_stores`, the stores whose books
    are open to this one.
    """

    def __init__(
        self, session: Session, conversation_id: int, names: Mapping[int, str], open_stores: Collection[int] = ()
    ) -> None:
        self.session, self.conversation_id = session, conversation_id
        self.names, self.open_stores = names, open_stores

    def latest(self) -> Page:
        """The last messages."""
        return self._before(None)

    def before(self, mark: Mark) -> Page:
        """The messages before `mark`."""
        return self._before(mark)

    def since(self, mark: Mark) -> Page:
        """Everything from `mark` on; the last messages alone, once that is too much for a page."""
        rows = self._rows(None, mark, MOST + 1)
        if sum(len(one) for one in rows) > MOST:
            latest = self._before(None)
            return Page(latest.messages, latest.begins, latest.more, restarted=True)
        return Page(self._in_order(*rows), mark, self._is_anything_before(mark))

    def _before(self, mark: Mark | None) -> Page:
        came, went, notes = self._rows(mark, None, PAGE)
        messages = self._in_order(came, went, notes)[-PAGE:]
        begins = Mark(
            _begins(came, messages, "in", mark.inbox if mark else 0),
            _begins(went, messages, "out", mark.outbox if mark else 0),
            _begins(notes, messages, "note", mark.notes if mark else 0),
        )
        # By number there may be others between those: a number is given before the time is.
        shown = (
            [row for row in came if row.id >= begins.inbox],
            [row for row in went if row.id >= begins.outbox],
            [row for row in notes if row.id >= begins.notes],
        )
        return Page(self._in_order(*shown), begins, self._is_anything_before(begins))

    def _rows(
        self, before: Mark | None, since: Mark | None, most: int
    ) -> tuple[list[Inbound], list[Outbound], list[Note]]:
        """The newest rows of each table between two places, newest first."""

        def between(wanted: Select[Any], column: Any, name: str) -> list[Any]:
            if before is not None:
                wanted = wanted.where(column < getattr(before, name))
            if since is not None:
                wanted = wanted.where(column >= getattr(since, name))
            return list(self.session.scalars(wanted.order_by(column.desc()).limit(most)))

        mine = self.conversation_id
        return (
            between(select(Inbound).where(Inbound.conversation_id == mine), Inbound.id, "inbox"),
            between(select(Outbound).where(Outbound.conversation_id == mine), Outbound.id, "outbox"),
            between(support.notes_of(mine), Note.id, "notes"),
        )

    def _is_anything_before(self, mark: Mark) -> bool:
        return any(len(one) > 0 for one in self._rows(mark, None, 1))

    def _in_order(
        self, came: Collection[Inbound], went: Collection[Outbound], notes: Collection[Note]
    ) -> list[Message]:
        messages = [*map(self._incoming, came), *map(self._outgoing, went), *map(self._note, notes)]
        return sorted(messages, key=lambda one: (one.at, one.side != "retailer", one.number))

    def _incoming(self, row: Inbound) -> Message:
        place = " ".join(str(row.raw[name]) for name in ("Latitude", "Longitude", "Address") if row.raw.get(name))
        return Message(
            id=f"in-{row.id}",
            side="retailer",
            text="\n".join(part for part in (row.body, f"📍 {place}" if place else "") if part),
            at=row.received_at,
            status=SETTLED.get((row.trace or {}).get("held", ""), row.status) if row.status == "done" else row.status,
            trace=row.trace or {},
            files=tuple(
                File(
                    _kind(one.content_type), files.path_to_came(row.conversation_id, row.id, place), "", self._may(row)
                )
                for place, one in enumerate(media.files(row))
            ),
            number=row.id,
        )

    def _outgoing(self, row: Outbound) -> Message:
        return Message(
            id=f"out-{row.id}",
            # What the assistant says of an agent's doing stays the assistant's word.
            side="agent" if row.agent_id is not None and row.key == answering.KEY else "bot",
            # Whoever opens the link to the shop's page sees its books: it is the retailer's, not the agent's.
            text=_SHOPS_LINK.sub("…", row.text),
            at=row.created_at,
            status=row.status,
            by=self.names.get(row.agent_id or 0, ""),
            error=row.error or "",
            buttons=tuple(button["title"] for button in row.buttons),
            files=tuple(
                File(_kind(one.type), files.path_to_went(row.conversation_id, row.id, place), one.name, self._may(row))
                for place, one in enumerate(attachments.of(row))
            ),
            number=row.id,
        )

    def _note(self, row: Note) -> Message:
        by = self.names.get(row.agent_id, "")
        return Message(f"note-{row.id}", "note", row.body, row.written_at, by=by, number=row.id)

    def _may(self, row: Inbound | Outbound) -> bool:
        return row.store_id is None or row.store_id in self.open_stores


def _begins(rows: Collection[Any], shown: list[Message], kind: str, ends: int) -> int:
    """The number of the first row of a table that is shown; where none is, the one after the last that is not."""
    ids = [one.number for one in shown if one.id == f"{kind}-{one.number}"]
    return min(ids) if ids else max((row.id for row in rows), default=ends - 1) + 1


def _kind(media_type: str) -> str:
    if media_type in safe_files.PICTURES:
        return "picture"
    return {"audio": "voice", "video": "video"}.get(media_type.partition("/")[0], "other")
