"""Forecasts, advice and alerts, read and written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from domain.insights.models import Advice, Alert, Forecast

_URGENCY = {"critical": 0, "important": 1, "informational": 2}


def replace_forecasts(session: Session, store_id: int, rows: Iterable[dict[str, Any]]) -> None:
    """Put new forecasts in the place of all the store's old ones. `rows` hold Forecast's columns."""
    session.execute(delete(Forecast).where(Forecast.store_id == store_id))
    fresh = [{**row, "store_id": store_id} for row in rows]
    if fresh:
        session.execute(insert(Forecast), fresh)


def forecasts(session: Session, product_id: int, begin: date, end: date) -> list[Forecast]:
    """The forecast days of a product from `begin` to `end`, both included, in order."""
    query = select(Forecast).where(Forecast.product_id == product_id, Forecast.ds >= begin, Forecast.ds <= end)
    return list(session.scalars(query.order_by(Forecast.ds)))


def put_advice(
    session: Session, store_id: int, kind: str, product_id: int, detail: dict[str, Any], now: datetime
) -> None:
    """Write the advice on a product in the place of the one before."""
    row = upsert(Advice).values(store_id=store_id, kind=kind, product_id=product_id, detail=detail, made_at=now)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["store_id", "kind", "product_id"], set_={"detail": detail, "made_at": now}
        )
    )


def advice(session: Session, store_id: int, kind: str) -> list[Advice]:
    """All advice of a kind, by product number."""
    query = select(Advice).where(Advice.store_id == store_id, Advice.kind == kind)
    return list(session.scalars(query.order_by(Advice.product_id)))


def advice_for(session: Session, product_id: int, kind: str) -> Advice | None:
    """The advice of a kind on one product."""
    return session.scalars(select(Advice).where(Advice.product_id == product_id, Advice.kind == kind)).one_or_none()


def raise_alert(
    session: Session,
    *,
    store_id: int,
    kind: str,
    thing: str,
    day: date,
    severity: str,
    detail: dict[str, Any],
    now: datetime,
) -> Alert | None:
    """Raise an alert; None when this store had it on this thing and day already."""
    row = upsert(Alert).values(
        store_id=store_id, kind=kind, thing=thing, day=day, severity=severity, detail=detail, raised_at=now
    )
    return session.scalars(
        row.on_conflict_do_nothing(index_elements=["store_id", "kind", "thing", "day"]).returning(Alert)
    ).one_or_none()


def waiting_alerts(session: Session, store_id: int) -> list[Alert]:
    """Alerts that no message says yet, most urgent first."""
    urgency = case(_URGENCY, value=Alert.severity, else_=3)
    query = select(Alert).where(Alert.store_id == store_id, Alert.outbox_id.is_(None))
    return list(session.scalars(query.order_by(urgency, Alert.id)))
