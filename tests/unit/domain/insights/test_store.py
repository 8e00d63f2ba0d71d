"""Forecasts and advice are the newest only; an alert is raised once a thing and day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.conversations import store as conversations
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.models import Outbound
from infra.database.session import enter_store
from tests.forecasts import foresee

MONDAY = date(2026, 11, 23)


def test_new_forecasts_replace_all_old_ones(books: Session, store: int, now: datetime) -> None:
    maggi, coke = catalogue.get(books, "maggi-70g").id, catalogue.get(books, "coke-750ml").id
    last = MONDAY + timedelta(days=2)
    foresee(books, store, {maggi: (5, 5, 5, 5), coke: (5, 5, 5, 5)}, MONDAY, now, days=3)
    foresee(books, store, {maggi: (1, 8, 9.5, 8.25)}, MONDAY, now, days=3)
    found = insights.forecasts(books, store, [maggi, coke], MONDAY, MONDAY + timedelta(days=1))
    assert [(row.ds, row.p10, row.p50, row.p90, row.mean) for row in found[maggi]] == [
        (day, Decimal(1), Decimal(8), Decimal("9.5"), Decimal("8.25")) for day in (MONDAY, MONDAY + timedelta(days=1))
    ]
    assert coke not in found
    assert insights.forecasts(books, store, [maggi], last + timedelta(days=1), last + timedelta(days=9)) == {}


def test_what_was_forecast_for_days_that_are_over_is_kept_for_two_weeks(
    books: Session, store: int, now: datetime
) -> None:
    maggi, coke = catalogue.get(books, "maggi-70g").id, catalogue.get(books, "coke-750ml").id
    every = (MONDAY, MONDAY + timedelta(days=99))
    for night in (0, 1, 16):
        # Coke is new on the second night, and gone on the last.
        daily = {maggi: (night,) * 4} | ({coke: (7,) * 4} if night == 1 else {})
        foresee(books, store, daily, MONDAY + timedelta(days=night), now, days=2)
        if night == 1:
            found = insights.forecasts(books, store, [maggi, coke], *every)
            assert [row.mean for row in found[maggi]] == [Decimal(0), Decimal(1), Decimal(1)]
            assert [row.ds - MONDAY for row in found[coke]] == [timedelta(days=1), timedelta(days=2)]
    left = insights.forecasts(books, store, [maggi, coke], *every)
    assert [(row.ds - MONDAY).days for row in left[maggi]] == [2, 16, 17]
    assert [(row.ds - MONDAY).days for row in left[coke]] == [2]


def test_another_store_sees_none_of_it(books: Session, store: int, now: datetime) -> None:
    maggi = catalogue.get(books, "maggi-70g").id
    foresee(books, store, {maggi: (5, 5, 5, 5)}, MONDAY, now)
    insights.put_advice(books, store, "reorder", {maggi: {"urgency": "now"}}, now)
    assert insights.sheet(books, store) is not None
    enter_store(books, store + 1)
    assert insights.sheet(books, store) is None
    assert insights.advice(books, store, "reorder") == []


def test_advice_is_the_newest(books: Session, store: int, now: datetime) -> None:
    maggi, coke = catalogue.get(books, "maggi-70g").id, catalogue.get(books, "coke-750ml").id
    insights.put_advice(books, store, "reorder", {maggi: {"order_quantity": "24"}}, now)
    insights.put_advice(books, store, "reorder", {maggi: {"order_quantity": "48"}}, now + timedelta(days=1))
    insights.put_advice(books, store, "price", {coke: {"recommended": "44"}}, now)
    assert [(row.product_id, row.detail) for row in insights.advice(books, store, "reorder")] == [
        (maggi, {"order_quantity": "48"})
    ]
    assert insights.advice_for(books, store, coke, "reorder") is None
    assert insights.advice_for(books, store, coke, "demand") is None
    found = insights.advice_for(books, store, coke, "price")
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
