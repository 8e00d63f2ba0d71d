"""Customers of a store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
    loose_key: Mapped[str] = mapped_column(default="")
    """The name by the looser key, under which it is only asked about."""
    keyed_by: Mapped[str] = mapped_column(default="")
    """The version of the folding that made the keys; empty until that was looked at."""
    phone: Mapped[str | None]
    """E.164."""
    consent_at: Mapped[datetime | None]
    """When the retailer said that the customer agrees to be written to."""
    opted_out_at: Mapped[datetime | None]
    """When the customer asked for no more messages."""
    reminded_at: Mapped[datetime | None]
    balance: Mapped[Money]
    created_at: Mapped[datetime]
