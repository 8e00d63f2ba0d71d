"""Forecasts, advice and alerts, read and written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from domain.insights.models import Advice, Alert, Forecast

KEPT = timedelta(days=60)
"""How long yesterday's forecasts are kept."""
_URGENCY = {"critical": 0, "important": 1, "informational": 2}


def replace_forecasts(session: Session, store_id: int, rows: Iterable[dict[str, Any]]) -> None:
    """Put new forecasts in the place of the store's old ones. `rows` hold Forecast's columns.

    What was forecast for days before the first of them stays for KEPT, to be held against what was sold.
    """
    fresh = [{**row, "store_id": store_id} for row in rows]
    first: date | None = min((row["ds"] for row in fresh), default=None)
    replaced = [] if first is None else [(Forecast.ds >= first) | (Forecast.ds < first - KEPT)]
    session.execute(delete(Forecast).where(Forecast.store_id == store_id, *replaced))
    if fresh:
        session.execute(insert(Forecast), fresh)


def forecasts(session: Session, product_id: int, begin: date, end: date) -> list[Forecast]:
    """The forecast days of a product from `begin` to `end`, both included, in order."""
    query = select(Forecast).where(Forecast.product_id == product_id, Forecast.ds >= begin, Forecast.ds <= end)
    return list(session.scalars(query.order_by(Forecast.ds)))


def forecasts_of(
    session: Session, product_ids: Collection[int], begin: date, end: date
) -> dict[int, dict[date, Forecast]]:
    """The forecasts of several products by product number and day, from `begin` to `end`, both included."""
    query = select(Forecast).where(Forecast.product_id.in_(product_ids), Forecast.ds >= begin, Forecast.ds <= end)
    found: dict[int, dict[date, Forecast]] = {}
    for row in session.scalars(query.order_by(Forecast.ds)):
        found.setdefault(row.product_id, {})[row.ds] = row
    return found


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


def open_advice(session: Session, store_id: int) -> list[Advice]:
    """Advice of every kind that would change something: to order something, to charge another price; by product number."""
    orders = (Advice.kind == "reorder") & (Advice.detail["urgency"].astext != "none")
    prices = (Advice.kind == "price") & (Advice.detail["recommended"].astext != Advice.detail["current"].astext)
    query = select(Advice).where(Advice.store_id == store_id, orders | prices)
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


def latest_alerts(session: Session, store_id: int, since: datetime, limit: int) -> list[Alert]:
    """Alerts raised since then, newest first."""
    query = select(Alert).where(Alert.store_id == store_id, Alert.raised_at >= since)
    return list(session.scalars(query.order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(limit)))
