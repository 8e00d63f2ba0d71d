"""Links to a retailer's page, and the sessions that they became."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class DashboardSession(Base):
    """A link that was sent, and once it is opened the session of one browser for one store. Its token is nowhere kept."""

    __tablename__ = "dashboard_sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    """Who asked for the link; the page shows what that person may see."""
    token_hash: Mapped[str | None]
    """SHA-256 of the browser's token (256 random bits), in hex; None until the link is opened."""
    created_at: Mapped[datetime]
    open_until: Mapped[datetime]
    """After this the link opens nothing."""
    opened_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """When the page was last asked for, to the hour."""
    closed_at: Mapped[datetime | None]
    """When the retailer logged out, or the session was revoked."""
