"""Rows of the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from domain.base import Base, Id, OwnerStore


class AuditRow(Base):
    """One thing that was done to a store's settings or data, or read by somebody of ours. Append-only."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_store", "store_id", "happened_at"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    actor_kind: Mapped[str]
    """`user` (of the store), `staff` (of ours), `job` or `program` (by an API key)."""
    actor: Mapped[str]
    """The number of the user, staff member or key, or the job's name. No name of a person: the log outlives them."""
    action: Mapped[str]
    """What was done, in the imperative: `set_quiet_hours`, `export_my_data`, `read_conversation`."""
    reason: Mapped[str | None]
    """Why, where somebody of ours has to say."""
    detail: Mapped[dict[str, Any]]
    """Values before and after, and the like. No personal data."""
    happened_at: Mapped[datetime]
