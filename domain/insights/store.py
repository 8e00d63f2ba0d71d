"""Forecasts, advice and alerts, read and written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from domain.insights.models import Advice, Alert, Forecast, ForecastModel, ForecastScore, ModelWarning, Night

KEPT = timedelta(days=60)
"""How long yesterday's forecasts are kept."""
_URGENCY = {"critical": 0, "important": 1, "informational": 2}


_FORECAST_COLUMNS = {
    "product_id": "bigint",
    "ds": "date",
    "p10": "numeric",
    "p50": "numeric",
    "p90": "numeric",
    "mean": "numeric",
    "model": "text",
    "made_at": "timestamptz",
}
_NIGHTS = 7006


def replace_forecasts(session: Session, store_id: int, rows: Iterable[dict[str, Any]]) -> None:
    """Put new forecasts in the place of the store's old ones. `rows` hold Forecast's columns.

    What was forecast for days before the first of them stays for KEPT, to be held against what was sold.
    """
    fresh = list(rows)
    first: date | None = min((row["ds"] for row in fresh), default=None)
    replaced = [] if first is None else [(Forecast.ds >= first) | (Forecast.ds < first - KEPT)]
    session.execute(delete(Forecast).where(Forecast.store_id == store_id, *replaced))
    # One array a column: three thousand rows as parameters cost ten times as much.
    names = ", ".join(_FORECAST_COLUMNS)
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _FORECAST_COLUMNS.items())
    session.execute(
        text(f"INSERT INTO forecasts (store_id, {names}) SELECT :store_id, * FROM unnest({arrays})"),
        {"store_id": store_id} | {name: [row[name] for row in fresh] for name in _FORECAST_COLUMNS},
    )


def begin_night(session: Session, store_id: int, night: date | None, now: datetime) -> bool:
    """Take the night's work on the store in hand, in the transaction that does it; False when that night is done already.

    A second one that would do it at the same time waits for the first. Without `night` it is done in any case.
    """
    session.execute(select(func.pg_advisory_xact_lock(_NIGHTS, store_id % 2**31)))
    if night is None:
        return True
    done = session.scalar(select(Night.night).where(Night.store_id == store_id))
    if done is not None and done >= night:
        return False
    row = upsert(Night).values(store_id=store_id, night=night, done_at=now)
    session.execute(row.on_conflict_do_update(index_elements=["store_id"], set_={"night": night, "done_at": now}))
    return True


def nights_done(session: Session) -> dict[int, date]:
    """The newest night that is done of each store that has one, in the desk's scope."""
    return dict(session.execute(select(Night.store_id, Night.night)).tuples().all())


def all_forecasts(session: Session, store_id: int, begin: date, end: date) -> list[Forecast]:
    """The forecast days of all products from `begin` to `end`, both included."""
    query = select(Forecast).where(Forecast.store_id == store_id, Forecast.ds >= begin, Forecast.ds <= end)
    return list(session.scalars(query.order_by(Forecast.product_id, Forecast.ds)))


def put_score(session: Session, score: ForecastScore) -> None:
    """Keep how a day's forecasts did; the first one told of a day stays."""
    names = [column.name for column in ForecastScore.__table__.c if column.name != "id"]
    columns = {name: getattr(score, name) for name in names}
    session.execute(upsert(ForecastScore).values(columns).on_conflict_do_nothing(index_elements=["store_id", "day"]))


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


def put_all_advice(
    session: Session, store_id: int, kind: str, details: Mapping[int, dict[str, Any]], now: datetime
) -> None:
    """As `put_advice`, of many products in one statement: the detail by the product's number."""
    if not details:
        return
    rows = [
        {"store_id": store_id, "kind": kind, "product_id": product_id, "detail": detail, "made_at": now}
        for product_id, detail in details.items()
    ]
    row = upsert(Advice).values(rows)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["store_id", "kind", "product_id"],
            set_={"detail": row.excluded.detail, "made_at": row.excluded.made_at},
        )
    )


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


def serving_model(session: Session) -> ForecastModel | None:
    """The forecasting model that serves; None before the first."""
    query = select(ForecastModel).where(ForecastModel.status == "serving").order_by(ForecastModel.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def newest_model(session: Session) -> ForecastModel | None:
    """The forecasting model that was trained last, whether it serves or not."""
    return session.scalars(select(ForecastModel).order_by(ForecastModel.id.desc()).limit(1)).one_or_none()


def add_model(session: Session, model: ForecastModel) -> None:
    """Write a new version; where it serves, the one before is retired."""
    if model.status == "serving":
        served = update(ForecastModel).where(ForecastModel.status == "serving")
        session.execute(served.values(status="retired"))
    session.add(model)
    session.flush()


def warn(session: Session, kind: str, day: date, figure: float, usual: float, now: datetime) -> bool:
    """Keep a warning about forecasts; False when this kind was told of that day already."""
    row = upsert(ModelWarning).values(kind=kind, day=day, figure=round(figure, 4), usual=round(usual, 4), raised_at=now)
    made = session.execute(row.on_conflict_do_nothing(index_elements=["kind", "day"]).returning(ModelWarning.id))
    return made.one_or_none() is not None


def warnings_since(session: Session, day: date) -> list[ModelWarning]:
    """Warnings about forecasts of `day` and later, the newest first."""
    query = select(ModelWarning).where(ModelWarning.day >= day)
    return list(session.scalars(query.order_by(ModelWarning.day.desc(), ModelWarning.kind)))
