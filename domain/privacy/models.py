"""Consents, append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class Consent(Base):
    """A person's yes to a notice of what is kept of them and why (DPDP Act 2023, sections 5 and 6)."""

    __tablename__ = "consents"

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    notice: Mapped[str]
    """The notice's name and version: `onboarding 2026-11`."""
    language: Mapped[str]
    """Of the notice as shown, BCP 47 with its script: `ta-Taml`."""
    channel: Mapped[str]
    agreed_at: Mapped[datetime]
