"""Entries of the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class Entry(Base):
    """One thing a retailer had written into the books. Append-only: a mistake is put right by a reversing entry.

    Movements, sales, ledger entries and price changes carry the number of the entry that made them.
    """

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("reverses_id"), Index("ix_entries_newest", "store_id", "id"))

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    kind: Mapped[str]
    """The intent that wrote it: `record_sale`, …; `undo` for one that reverses."""
    message_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    """The inbox row it came from."""
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    reverses_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"))
    """The entry this one takes back. Unique: an entry is taken back once."""
    corrects_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"))
    """The entry that this one stands in the place of, after a correction."""
    request: Mapped[dict[str, Any]]
    """What was asked for, enough to write it again with a value changed."""
    written_at: Mapped[datetime]
