"""Price lists, kept and found again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.price_lists.models import PriceList

LIFETIME = timedelta(hours=12)
"""A list that nobody took over in this time is forgotten."""


def keep(
    session: Session,
    *,
    store_id: int,
    user_id: int | None,
    message_id: int | None,
    rows: list[dict[str, Any]],
    now: datetime,
) -> PriceList:
    """Keep the rows of a list until they are taken over. What the sender had sent before and not taken over goes."""
    session.execute(
        delete(PriceList).where(
            PriceList.store_id == store_id, PriceList.user_id == user_id, PriceList.entry_id.is_(None)
        )
    )
    kept = PriceList(store_id=store_id, user_id=user_id, message_id=message_id, rows=rows, received_at=now)
    session.add(kept)
    session.flush()
    return kept


def waiting(session: Session, store_id: int, user_id: int | None, now: datetime) -> PriceList | None:
    """The list that the user sent and has not taken over, locked; None when there is none, or it is too old."""
    return session.scalars(
        select(PriceList)
        .where(PriceList.store_id == store_id, PriceList.user_id == user_id, PriceList.entry_id.is_(None))
        .where(PriceList.received_at >= now - LIFETIME)
        .with_for_update()
    ).one_or_none()
