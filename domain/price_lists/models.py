"""A price list as it was read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class PriceList(Base):
    """The rows of a file that can be taken over, waiting for a yes."""

    __tablename__ = "price_lists"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    """The inbox row that the file came with."""
    rows: Mapped[list[Any]]
    """As actions.price_list.rows writes them."""
    received_at: Mapped[datetime]
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entries.id"))
    """The journal entry that took it over; None while it waits."""
