"""Forecasts, advice and alerts, read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import case, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from domain.insights.arrays import Reals
from domain.insights.contract import FIGURES, Advice, Forecast, Sheet
from domain.insights.models import AdviceSheet, Alert, ForecastModel, ForecastScore, ForecastSheet, ModelWarning, Night

_URGENCY = {"critical": 0, "important": 1, "informational": 2}
_NIGHTS = 7006


def sheet(session: Session, store_id: int) -> Sheet | None:
    """All forecasts of the store; None before its first night."""
    columns = (getattr(ForecastSheet, name) for name in ("since", "day", "products", "model", "made_at", *FIGURES))
    row = session.execute(select(*columns).where(ForecastSheet.store_id == store_id)).one_or_none()
    if row is None:
        return None
    since, day, products, model, made_at, *figures = row
    shape = (len(FIGURES), len(products), len(figures[0]) // max(len(products), 1))
    return Sheet(since, day, np.array(products, np.int64), np.array(figures, np.float32).reshape(shape), model, made_at)


def put_sheet(session: Session, store_id: int, fresh: Sheet) -> None:
    """Put forecasts in the place of the store's old ones, all of them: see `Sheet.follow` for what is kept of those."""
    names = ("since", "day", "products", *FIGURES, "model", "made_at")
    columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
    renewed = ", ".join(f"{name} = excluded.{name}" for name in names)
    session.execute(
        text(
            f"INSERT INTO forecasts (store_id, {columns}) VALUES (:store_id, {values}) "
            f"ON CONFLICT (store_id) DO UPDATE SET {renewed}"
        ),
        {
            "store_id": store_id,
            "since": fresh.since,
            "day": fresh.day,
            "products": fresh.products.tolist(),
            **{name: Reals(figures) for name, figures in zip(FIGURES, fresh.figures, strict=True)},
            "model": fresh.model,
            "made_at": fresh.made_at,
        },
    )


def forecasts(
    session: Session, store_id: int, product_ids: Iterable[int], begin: date, end: date
) -> dict[int, list[Forecast]]:
    """What is forecast of products from `begin` to `end`, both included, by product number and in order of the days.

    Of one night, all of it. Products of which nothing is forecast are left out.
    """
    found = sheet(session, store_id)
    if found is None:
        return {}
    days = {number: list(found.forecasts([number], begin, end)) for number in product_ids}
    return {number: ahead for number, ahead in days.items() if ahead}


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
    return dict(session.execute(select(Night.store_id, Night.night)).all())


def put_score(session: Session, score: ForecastScore) -> None:
    """Keep how a day's forecasts did; the first one told of a day stays."""
    names = [column.name for column in ForecastScore.__table__.c if column.name != "id"]
    columns = {name: getattr(score, name) for name in names}
    session.execute(upsert(ForecastScore).values(columns).on_conflict_do_nothing(index_elements=["store_id", "day"]))


def put_advice(
    session: Session, store_id: int, kind: str, details: Mapping[int, dict[str, Any]], now: datetime
) -> None:
    """Write the advice of a kind on all products in the place of what there was: the detail by the product's number."""
    row = upsert(AdviceSheet).values(store_id=store_id, kind=kind, details=_by_text(details), made_at=now)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["store_id", "kind"],
            set_={"details": row.excluded.details, "made_at": row.excluded.made_at},
        )
    )


def _by_text(details: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    return {str(number): detail for number, detail in details.items()}


def advice(session: Session, store_id: int, kind: str) -> list[Advice]:
    """All advice of a kind, by product number."""
    query = select(AdviceSheet.details, AdviceSheet.made_at)
    row = session.execute(query.where(AdviceSheet.store_id == store_id, AdviceSheet.kind == kind)).one_or_none()
    if row is None:
        return []
    pieces = [Advice(int(number), kind, detail, row.made_at) for number, detail in row.details.items()]
    return sorted(pieces, key=lambda piece: piece.product_id)


def open_advice(session: Session, store_id: int) -> list[Advice]:
    """Advice of every kind that would change something: to order something, to charge another price; by product number."""
    orders = [one for one in advice(session, store_id, "reorder") if one.detail["urgency"] != "none"]
    prices = [one for one in advice(session, store_id, "price") if one.detail["recommended"] != one.detail["current"]]
    return sorted((*orders, *prices), key=lambda piece: piece.product_id)


def advice_for(session: Session, store_id: int, product_id: int, kind: str) -> Advice | None:
    """The advice of a kind on one product."""
    detail = AdviceSheet.details[str(product_id)].label("detail")
    query = select(detail, AdviceSheet.made_at).where(AdviceSheet.store_id == store_id, AdviceSheet.kind == kind)
    row = session.execute(query).one_or_none()
    return None if row is None or row.detail is None else Advice(product_id, kind, row.detail, row.made_at)


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
