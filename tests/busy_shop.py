"""A small shop in which every panel of the retailer's page has something to show."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.customers import store as customers
from domain.insights import store as insights
from domain.journal import store as journal
from domain.ledger import store as ledger
from domain.models import Product, User
from domain.sales import store as sales
from domain.stock import store as stock
from domain.stores import store as stores
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import store_session
from tests.forecasts import make_sheet

ZONE = "Asia/Kolkata"
MAGGI_A_DAY = 4
NASTY = "<img src=x onerror=\"document.title='broken in'\">"
"""The name of a customer who would like to be a script."""
DEBT = Money(250)


def make_busy(store_id: int, now: datetime) -> None:
    """Sixty days of 4 Maggi and 1 Coke a day, debts, goods that expire, forecasts of two weeks back and one ahead, advice."""
    with store_session(store_id) as session:
        maggi, coke = catalogue.get(session, "maggi-70g"), catalogue.get(session, "coke-750ml")
        milk, sugar = catalogue.get(session, "milk-amul-500ml"), catalogue.get(session, "sugar-loose")
        entry = journal.write(
            session, store_id=store_id, kind="record_purchase", request={}, user_id=None, message_id=None, now=now
        )
        today = clock.local(ZONE, now).date()
        stock.move(session, maggi, Quantity(240), "purchase", entry_id=entry.id, now=now - timedelta(days=61))
        stock.move(session, coke, Quantity(60), "purchase", entry_id=entry.id, now=now - timedelta(days=61))
        for expires in (-1, 3):
            stock.move(
                session, milk, Quantity(5), "purchase", entry_id=entry.id, now=now, expires_on=today + timedelta(days=expires)
            )  # fmt: skip
        stock.count(session, sugar, Quantity(0), entry_id=entry.id, now=now)
        stock.count(session, catalogue.get(session, "soap-lux-100g"), Quantity(2), entry_id=entry.id, now=now)
        for back in range(60, 0, -1):
            at = clock.day_bounds(today - timedelta(days=back), ZONE)[0] + timedelta(hours=12)
            sell(session, store_id, maggi, MAGGI_A_DAY, at)
            sell(session, store_id, coke, 1, at)
        _owe(session, store_id, entry.id, now)
        _foresee(session, store_id, [maggi, coke], now)


def sell(session: Session, store_id: int, product: Product, quantity: int, at: datetime) -> None:
    """A sale at the product's price."""
    line = sales.SoldLine(product, Quantity(quantity), product.price, product.price * quantity)
    sales.record(session, store_id=store_id, entry_id=None, lines=[line], sold_at=at, now=at)


def _owe(session: Session, store_id: int, entry_id: int, now: datetime) -> None:
    for name, key, days in ((NASTY, "img", 5), ("Ramesh", "rames", 45)):
        customer = customers.get_or_add(session, store_id, name, key, now)
        ledger.post(session, customer, DEBT, "credit", entry_id=entry_id, now=now - timedelta(days=days))


def _foresee(session: Session, store_id: int, products: list[Product], now: datetime) -> None:
    today = clock.local(ZONE, now).date()
    daily = {product.id: (2.0, 4.0, 7.0, 4.2) for product in products}
    sheet = make_sheet(daily, today, now, since=today - timedelta(days=14), model="weekday_mean")
    insights.put_sheet(session, store_id, sheet)
    maggi, coke = products
    order = {"order_quantity": "24", "stock": str(maggi.stock), "on_order": "0", "urgency": "now", "days_of_stock": "9"}
    insights.put_advice(session, store_id, "reorder", {maggi.id: order}, now)
    price = {
        "recommended": "48", "current": "45", "mrp": "48", "cost": "39", "reason": "raise_to_margin",
        "history": {"highest": None},
    }  # fmt: skip
    insights.put_advice(session, store_id, "price", {coke.id: price}, now)
    insights.raise_alert(
        session, store_id=store_id, kind="low_stock", thing="sugar-loose", day=today, severity="critical",
        detail={"name": "Sugar (loose)"}, now=now,
    )  # fmt: skip


def add_helper(store_id: int, phone: str) -> int:
    """A helper of the shop; their number."""
    with store_session(store_id) as session:
        user: User = stores.add_member(session, store_id, phone, "Ravi", "helper", clock.now())
        return user.id
