"""Consents, written and read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.privacy.models import Consent


def keep_consent(
    session: Session, *, store_id: int, user_id: int, notice: str, language: str, channel: str, agreed_at: datetime
) -> Consent:
    """Keep that a user agreed to a notice, by its version, and in which language it was shown."""
    consent = Consent(
        store_id=store_id, user_id=user_id, notice=notice, language=language, channel=channel, agreed_at=agreed_at
    )
    session.add(consent)
    session.flush()
    return consent


def consents(session: Session, store_id: int) -> list[Consent]:
    """Every consent that people of the store gave, oldest first."""
    return list(session.scalars(select(Consent).where(Consent.store_id == store_id).order_by(Consent.id)))
