"""The audit log, written and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.audit.models import AuditRow


@dataclass(frozen=True)
class Actor:
    """Who does something."""

    kind: Literal["user", "staff", "job", "program"]
    id: str


def user(user_id: int | None) -> Actor:
    """A person of the store."""
    return Actor("user", str(user_id or ""))


def staff(staff_id: int) -> Actor:
    """A person of ours."""
    return Actor("staff", str(staff_id))


def job(name: str) -> Actor:
    """A job of the clock's."""
    return Actor("job", name)


def write(
    session: Session,
    store_id: int,
    actor: Actor,
    action: str,
    *,
    now: datetime,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note what `actor` does to a store, in the store's scope and the transaction that does it."""
    session.add(
        AuditRow(
            store_id=store_id,
            actor_kind=actor.kind,
            actor=actor.id,
            action=action,
            reason=reason,
            detail=dict(detail or {}),
            happened_at=now,
        )
    )
    session.flush()


def latest(session: Session, store_id: int, limit: int = 100) -> list[AuditRow]:
    """What was done to a store, newest first."""
    wanted = select(AuditRow).where(AuditRow.store_id == store_id).order_by(AuditRow.id.desc()).limit(limit)
    return list(session.scalars(wanted))
