"""A message with the frame that a person gave it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id


class Label(Base):
    """What a message meant. The latest word on a message counts."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("inbound_id"),)

    id: Mapped[Id]
    store_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stores.id"), index=True)
    """None of a stranger's message."""
    inbound_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inbox.id", ondelete="SET NULL"))
    """The message. Messages are deleted after three years, when the label may still be of use."""
    agent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("agents.id"))
    language: Mapped[str]
    script: Mapped[str]
    text: Mapped[str]
    """What was written, with names and numbers of people masked."""
    understood: Mapped[str | None]
    """The intent that was heard; None when none was."""
    intent: Mapped[str]
    """The one it really has."""
    frame: Mapped[dict[str, Any]]
    """Fields of the frame that was meant, as product.md names them, names masked."""
    labelled_at: Mapped[datetime]
