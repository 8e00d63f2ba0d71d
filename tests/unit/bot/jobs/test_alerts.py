"""What is said unasked of low stock: not what is on order and enough, and by the name that other replies use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.inbox import receive
from bot.jobs import alerts
from domain.catalogue import store as catalogue
from domain.models import Product
from domain.stores.models import User
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import store_session
from tests.unit.bot.mail import leave_answered, message, outbox

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
"""12:00 in Kolkata."""


@pytest.fixture
def shop(store: int) -> Iterator[int]:
    """The small shop at noon; five Maggi are left of which eight sell a day, and two days' jaggery."""
    with clock.stopped_at(NOON):
        receive(message("hello"))
        leave_answered()
        with store_session(store) as session:
            session.execute(update(User).values(language="en"))
            _leave(store, "maggi-70g", "5")
            _leave(store, "sugar-loose", "2")
            session.execute(update(Product).where(Product.sku == "sugar-loose").values(name="Jaggery (gur)"))
        yield store


def _leave(store: int, sku: str, quantity: str) -> None:
    with store_session(store) as session:
        session.execute(update(Product).where(Product.sku == sku).values(stock=Quantity(quantity)))


def order(store: int, sku: str, quantity: str) -> None:
    """Ordered now, and expected in two days."""
    with store_session(store) as session:
        gupta = suppliers.get_or_add(session, store, "Gupta Traders", "gupta trtrs", NOON)
        wanted = [(catalogue.get(session, sku), Quantity(quantity))]
        orders.place(session, gupta, wanted, entry_id=None, now=clock.now(), today=clock.now().date())


def said() -> str:
    """The alert that stands, of those written."""
    rows = [row for row in outbox(kind="alert") if row.status != "dropped"]
    return rows[-1].text if rows else ""


def test_what_is_on_order_and_enough_is_left_out(shop: int) -> None:
    order(shop, "maggi-70g", "48")
    assert alerts.warn(shop) is not None
    assert "Maggi" not in said()
    assert "Jaggery: 2 kg left" in said(), "by the name that other replies use"


def test_what_is_on_order_and_too_little_is_said_with_it(shop: int) -> None:
    order(shop, "maggi-70g", "4")
    alerts.warn(shop)
    assert "Maggi Noodles 70 g: 5 left, about 1 day, 4 on order" in said()


def test_an_order_that_is_late_is_no_goods(shop: int) -> None:
    order(shop, "maggi-70g", "48")
    with clock.stopped_at(NOON + timedelta(days=4)):
        alerts.warn(shop)
    assert "Maggi Noodles 70 g: 5 left, about 1 day, 48 on order" in said()


def test_a_message_that_is_held_does_not_say_what_was_ordered_meanwhile(shop: int) -> None:
    assert alerts.warn(shop) is not None
    assert "Maggi" in said()
    order(shop, "maggi-70g", "48")
    assert alerts.warn(shop) is not None
    assert "Maggi" not in said()
    assert "Jaggery" in said()
    order(shop, "sugar-loose", "60")
    assert alerts.warn(shop) is None
    assert said() == ""
    assert alerts.warn(shop) is None


def test_of_goods_that_nobody_counted_nothing_is_low(shop: int) -> None:
    with store_session(shop) as session:
        columns = {"unit": "kg", "mrp": None, "price": Money(60), "cost": Money(50), "created_at": NOON}
        catalogue.add(session, shop, sku="rava", name="Rava (loose)", daily_sales=Quantity(4), **columns)
    assert alerts.warn(shop) is not None
    assert "Jaggery" in said()
    assert "Rava" not in said()
