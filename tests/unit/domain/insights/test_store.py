"""Forecasts and advice are the newest only; an alert is raised once a thing and day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.conversations import store as conversations
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.models import Outbound

MONDAY = date(2026, 11, 23)


def forecast(product_id: int, day: date, mean: str, now: datetime) -> dict[str, Any]:
    numbers = dict.fromkeys(("p10", "p50", "p90", "mean"), Decimal(mean))
    return {"product_id": product_id, "ds": day, "model": "weekday_mean", "made_at": now, **numbers}


def test_new_forecasts_replace_all_old_ones(books: Session, store: int, now: datetime) -> None:
    maggi, coke = catalogue.get(books, "maggi-70g").id, catalogue.get(books, "coke-750ml").id
    days = [MONDAY + timedelta(days=offset) for offset in range(3)]
    old = [forecast(product, day, "5", now) for product in (maggi, coke) for day in days]
    insights.replace_forecasts(books, store, old)
    insights.replace_forecasts(books, store, [forecast(maggi, day, "8.25", now) for day in days])
    found = insights.forecasts(books, maggi, days[0], days[1])
    assert [(row.ds, row.mean) for row in found] == [(days[0], Decimal("8.25")), (days[1], Decimal("8.25"))]
    assert insights.forecasts(books, coke, days[0], days[2]) == []


def test_what_was_forecast_for_days_that_are_over_is_kept_for_two_months(
    books: Session, store: int, now: datetime
) -> None:
    maggi = catalogue.get(books, "maggi-70g").id
    for night in (0, 1, 62):
        days = [MONDAY + timedelta(days=night + offset) for offset in range(2)]
        insights.replace_forecasts(books, store, [forecast(maggi, day, str(night), now) for day in days])
        if night == 1:
            kept = insights.forecasts_of(books, [maggi], MONDAY, MONDAY + timedelta(days=9))[maggi]
            assert [row.mean for row in kept.values()] == [Decimal(0), Decimal(1), Decimal(1)]
    left = insights.forecasts(books, maggi, MONDAY, MONDAY + timedelta(days=99))
    assert [row.ds - MONDAY for row in left] == [timedelta(days=days) for days in (2, 62, 63)]


def test_advice_is_the_newest(books: Session, store: int, now: datetime) -> None:
    maggi, coke = catalogue.get(books, "maggi-70g").id, catalogue.get(books, "coke-750ml").id
    insights.put_advice(books, store, "reorder", maggi, {"order_quantity": "24"}, now)
    insights.put_advice(books, store, "reorder", maggi, {"order_quantity": "48"}, now + timedelta(days=1))
    insights.put_advice(books, store, "price", coke, {"recommended": "44"}, now)
    assert [(row.product_id, row.detail) for row in insights.advice(books, store, "reorder")] == [
        (maggi, {"order_quantity": "48"})
    ]
    assert insights.advice_for(books, coke, "reorder") is None
    found = insights.advice_for(books, coke, "price")
    assert found is not None
    assert found.detail == {"recommended": "44"}


def raise_one(
    session: Session, store: int, now: datetime, thing: str, severity: str = "important", day: date = MONDAY
) -> Alert | None:
    return insights.raise_alert(
        session, store_id=store, kind="low_stock", thing=thing, day=day, severity=severity, detail={}, now=now
    )


def test_an_alert_is_raised_once_a_thing_and_day(books: Session, store: int, now: datetime) -> None:
    assert raise_one(books, store, now, "maggi-70g") is not None
    assert raise_one(books, store, now, "maggi-70g", "critical") is None
    assert raise_one(books, store, now, "sugar-loose") is not None
    assert raise_one(books, store, now, "maggi-70g", day=MONDAY + timedelta(days=1)) is not None


def test_alerts_wait_until_a_message_says_them_the_most_urgent_first(books: Session, store: int, now: datetime) -> None:
    for thing, severity in (("a", "informational"), ("b", "important"), ("c", "critical"), ("d", "important")):
        raise_one(books, store, now, thing, severity)
    assert [alert.thing for alert in insights.waiting_alerts(books, store)] == ["c", "b", "d", "a"]
    told = insights.waiting_alerts(books, store)[0]
    conversation = conversations.find_or_open(
        books, channel="whatsapp", address="+919811100001", provider="simulator", now=now, store_id=store
    )
    message = Outbound(
        conversation_id=conversation.id,
        store_id=store,
        kind="alert",
        key="alert.low_stock",
        text="low",
        buttons=[],
        created_at=now,
    )
    books.add(message)
    books.flush()
    told.outbox_id = message.id
    books.flush()
    assert [alert.thing for alert in insights.waiting_alerts(books, store)] == ["b", "d", "a"]
