"""Cases and private notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id

Reason = Literal["asked", "misunderstood", "money", "poison", "complaint", "taken"]
State = Literal["open", "snoozed", "closed"]


class Case(Base):
    """A conversation that needs a person, from the moment it does until it is closed. One at a time."""

    __tablename__ = "support_cases"
    __table_args__ = (
        Index("uq_support_cases_open", "conversation_id", unique=True, postgresql_where=text("state <> 'closed'")),
        Index("ix_support_cases_changed", "changed_at"),
    )

    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("conversations.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stores.id"), index=True)
    """None while it is a stranger's."""
    reason: Mapped[str]
    """`asked` for a person; `misunderstood` twice; `money`: a confirmation that no channel took; `poison`: a message that was
    set aside; `complaint`: feedback that is no plain praise; `taken`: support stepped in by itself."""
    state: Mapped[str] = mapped_column(default="open")
    snooze_until: Mapped[datetime | None]
    agent_id: Mapped[int | None] = mapped_column(BigInteger)
    """Whose it is."""
    labels: Mapped[list[Any]] = mapped_column(default=list)
    read_to: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last message of the inbox that somebody of support has looked at."""
    waiting_since: Mapped[datetime | None]
    """Since when the retailer waits for a word of ours; None once they have it."""
    opened_at: Mapped[datetime]
    first_answer_at: Mapped[datetime | None]
    last_answer_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    csat: Mapped[int | None]
    """How the retailer found the help: 3 good, 2 so-so, 1 not good."""
    changed_at: Mapped[datetime]
    """Anything of it; what the console watches."""


class Note(Base):
    """What agents tell each other about a conversation. The retailer never sees it. Its words do not change."""

    __tablename__ = "support_notes"
    __table_args__ = (
        Index("uq_support_notes_once", "case_id", "once", unique=True, postgresql_where=text("once IS NOT NULL")),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("support_cases.id", ondelete="CASCADE"), index=True)
    store_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stores.id"), index=True)
    """None for a stranger's; such a note is deleted with the case and not blanked."""
    agent_id: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str]
    written_at: Mapped[datetime]
    once: Mapped[str | None]
    """The key of the form it came by: unique in its case, see `store.has_note`."""
