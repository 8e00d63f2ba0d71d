"""What a night leaves behind, and what a shopkeeper tells of days to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from analytics.forecasting.explain import Reasons, to_detail
from domain.insights import store as insights
from domain.local_events import store as local_events
from domain.local_events.contract import Spell
from domain.models import Product
from domain.stores import store as stores
from infra.database.session import store_session
from tests import forecasts
from tests.unit.actions.conftest import NOON, Shop

TODAY = date(2026, 11, 22)


def foresee(shop: Shop, daily: dict[str, tuple[str, str, str]], days: int = 28) -> None:
    """Write a forecast of so much a day (p10, p50, p90), from today on."""
    figures = {
        shop.product(sku).id: (float(low), float(middle), float(high), float(middle))
        for sku, (low, middle, high) in daily.items()
    }
    with store_session(shop.id) as session:
        forecasts.foresee(session, shop.id, figures, TODAY, NOON, days=days)


def change(shop: Shop, sku: str, **columns: Any) -> None:
    """Set columns of a product."""
    with store_session(shop.id) as session:
        session.execute(update(Product).where(Product.sku == sku).values(**columns))


def explain(shop: Shop, sku: str, why: Reasons) -> None:
    """Write why a product's forecast is what it is, as a night does."""
    with store_session(shop.id) as session:
        insights.put_advice(session, shop.id, "demand", {shop.product(sku).id: to_detail(why)}, NOON)


def tell(shop: Shop, kind: str, begin: int, days: int = 1, *, late: bool = False) -> None:
    """Tell an event from `begin` days after today on, before the forecasts were made or `late`, after."""
    now = NOON + timedelta(minutes=late)
    with store_session(shop.id) as session:
        first = TODAY + timedelta(days=begin)
        spell = Spell(kind, first, first + timedelta(days=days - 1))
        owner = stores.members(session, shop.id)[0].id
        local_events.tell(session, shop.id, spell, key=f"{kind} {begin}", user_id=owner, today=TODAY, now=now)


def event(kind: str, begin: int) -> dict[str, object]:
    return {"": "reason.local_event", "event": {"": f"local_event.{kind}"}, "day": TODAY + timedelta(days=begin)}
