"""Customers of a store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from domain.base import Base, Id, OwnerStore
from domain.values import Money


class Customer(Base):
    """A person with an account. The balance is kept: the sum of the ledger, positive when the person owes."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("store_id", "name_key"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    name: Mapped[str]
    """As first said: `Ramesh bhai`, `रमेश`."""
    name_key: Mapped[str]
    """The name folded, so that its spellings in any script meet."""
    phone: Mapped[str | None]
    balance: Mapped[Money]
    created_at: Mapped[datetime]
