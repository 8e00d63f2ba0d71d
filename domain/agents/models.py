"""Accounts of support, their sessions, and the log of what they opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore

Role = Literal["agent", "lead", "admin"]
"""What somebody may do: answer; also see figures and the work of all; also keep the accounts."""


class Agent(Base):
    """An account of somebody in support. Never deleted: what was done stays somebody's."""

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[Id]
    email: Mapped[str]
    """In lower case."""
    name: Mapped[str]
    role: Mapped[str]
    languages: Mapped[list[Any]]
    """BCP 47 codes of the languages spoken, for the round robin."""
    interface: Mapped[str] = mapped_column(default="en")
    """The console's language: `en` or `hi`."""
    password_hash: Mapped[str | None]
    """Argon2id, in its own encoding. None where another provider signs in."""
    totp_secret: Mapped[str | None]
    """Base32 (RFC 6238), sealed for this account alone. None until an administrator has enrolled a phone."""
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    """The last time step whose code was used: a code works once."""
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong passwords and codes in a row."""
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AgentSession(Base):
    """A browser that somebody signed in with."""

    __tablename__ = "agent_sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    agent_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agents.id"), index=True)
    token_hash: Mapped[str]
    """SHA-256 of the cookie, in hex. The cookie is 256 random bits."""
    device: Mapped[str]
    """What the browser calls itself."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """The last request, to the minute."""
    ended_at: Mapped[datetime | None]


class StoreAccess(Base):
    """Why somebody of support opened a store's books, and when. Append-only; it opens them for an hour."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_reader", "agent_id", "store_id", "opened_at"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    agent_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agents.id"))
    reason: Mapped[str]
    opened_at: Mapped[datetime]
