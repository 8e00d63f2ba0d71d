"""Entries of the credit ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore
from domain.values import Money

LedgerKind = Literal["credit", "payment", "return", "reversal"]


class LedgerEntry(Base):
    """Money that a customer came to owe (positive) or paid (negative). Append-only."""

    __tablename__ = "ledger_entries"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    customer_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("customers.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    kind: Mapped[str]
    amount: Mapped[Money]
    happened_at: Mapped[datetime]
