"""Praise and complaints, kept for support."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class Feedback(Base):
    """Somebody praised or complained. The words are the inbox row's. Append-only."""

    __tablename__ = "feedback"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    """The inbox row it came in."""
    given_at: Mapped[datetime]
