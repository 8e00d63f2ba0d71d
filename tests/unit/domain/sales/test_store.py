"""Sales are in the books with their stock and their sums, and out of them again when taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.journal.models import Entry
from domain.sales import store as sales
from domain.sales.models import Sale, SaleLine
from domain.sales.store import SoldLine
from domain.stock.models import StockMovement
from domain.values import Money, Quantity

IST = "Asia/Kolkata"


def line(session: Session, sku: str, quantity: str, price: str, amount: str) -> SoldLine:
    return SoldLine(catalogue.get(session, sku), Quantity(quantity), Money(price), Money(amount))


def around(now: datetime) -> tuple[datetime, datetime]:
    return now - timedelta(hours=12), now + timedelta(hours=12)


@pytest.fixture
def sell(books: Session, store: int, now: datetime, entry: Callable[..., Entry]) -> Callable[..., Entry]:
    """Sells lines of (sku, quantity, price, amount); the entry."""

    def record(*lines: tuple[str, str, str, str], credit: bool = False, at: datetime = now) -> Entry:
        made = entry()
        sold = [line(books, *said) for said in lines]
        sales.record(books, store_id=store, entry_id=made.id, lines=sold, sold_at=at, now=now, credit=credit)
        return made

    return record


def test_a_sale_takes_its_goods_off_the_shelf(books: Session, sell: Callable[..., Entry], now: datetime) -> None:
    made = sell(("maggi-70g", "5", "15", "75"), ("sugar-loose", "2", "46", "92"))
    assert catalogue.get(books, "maggi-70g").stock == Quantity(31)
    assert catalogue.get(books, "sugar-loose").stock == Quantity(23)
    sale = books.scalars(select(Sale)).one()
    assert (sale.total, sale.entry_id, sale.sold_at, sale.recorded_at) == (Money(167), made.id, now, now)
    costs = books.execute(select(SaleLine.unit_cost).order_by(SaleLine.id)).scalars().all()
    assert costs == [Money("13.10"), Money("41.50")]


def test_more_than_the_stock_is_sold_all_the_same(books: Session, sell: Callable[..., Entry]) -> None:
    sell(("maggi-280g", "10", "58", "580"))
    assert catalogue.get(books, "maggi-280g").stock == Quantity(-4)


def test_the_same_product_twice_in_a_sale_leaves_twice(books: Session, sell: Callable[..., Entry]) -> None:
    sell(("maggi-70g", "5", "15", "75"), ("maggi-70g", "2", "14", "28"))
    assert catalogue.get(books, "maggi-70g").stock == Quantity(29)


def test_a_summary_names_what_sold_by_amount(
    books: Session, store: int, now: datetime, sell: Callable[..., Entry]
) -> None:
    sell(("maggi-70g", "5", "15", "75"), ("sugar-loose", "2", "46", "92"))
    sell(("maggi-70g", "2", "15", "30"), credit=True)
    found = sales.summary(books, store, *around(now))
    assert (found.count, found.total, found.cash, found.credit) == (2, Money(197), Money(167), Money(30))
    assert found.cost == Money("174.70"), "7 × 13.10 + 2 × 41.50"
    assert [(p.sku, p.count, p.quantity, p.amount) for p in found.products] == [
        ("maggi-70g", 2, Quantity(7), Money(105)),
        ("sugar-loose", 1, Quantity(2), Money(92)),
    ]


def test_a_product_twice_in_a_sale_is_one_sale_of_it(
    books: Session, store: int, now: datetime, sell: Callable[..., Entry]
) -> None:
    sell(("maggi-70g", "5", "15", "75"), ("maggi-70g", "2", "14", "28"))
    found = sales.summary(books, store, *around(now))
    assert [(p.count, p.quantity, p.amount) for p in found.products] == [(1, Quantity(7), Money(103))]
    assert found.cost == Money("91.70")


def test_what_was_taken_back_is_in_no_sum(
    books: Session, store: int, now: datetime, sell: Callable[..., Entry], take_back: Callable[[Entry], Entry]
) -> None:
    yesterday = now - timedelta(days=1)
    kept = sell(("maggi-70g", "1", "15", "15"))
    wrong = sell(("sugar-loose", "2", "46", "92"), ("maggi-70g", "3", "15", "45"), credit=True, at=yesterday)
    take_back(wrong)
    assert kept.id != wrong.id
    today = sales.summary(books, store, *around(now))
    assert (today.count, today.total) == (1, Money(15)), "the reversal belongs to the day of the sale, not to today"
    assert [product.sku for product in today.products] == ["maggi-70g"]
    before = sales.summary(books, store, *around(yesterday))
    assert (before.count, before.total, before.credit, before.cost, list(before.products)) == (
        0,
        Money(0),
        Money(0),
        Money(0),
        [],
    )
    assert catalogue.get(books, "sugar-loose").stock == Quantity(25)
    assert catalogue.get(books, "maggi-70g").stock == Quantity(35)
    days = sales.daily_quantities(books, store, yesterday - timedelta(days=2), now + timedelta(days=1), IST)
    assert [day for _, day, _, _ in days] == [date(2026, 11, 22)]


def test_a_discount_on_all_is_what_the_sale_came_to(books: Session, store: int, now: datetime) -> None:
    sold = [line(books, "maggi-70g", "5", "15", "75")]
    kept = sales.record(books, store_id=store, entry_id=None, lines=sold, sold_at=now, now=now, total=Money(70))
    assert kept.total == Money(70)
    assert sales.summary(books, store, *around(now)).total == Money(70)


def test_the_end_of_a_period_is_left_out(books: Session, store: int, now: datetime, sell: Callable[..., Entry]) -> None:
    sell(("maggi-70g", "5", "15", "75"))
    assert sales.summary(books, store, now - timedelta(days=1), now).count == 0
    assert sales.summary(books, store, now, now + timedelta(seconds=1)).count == 1


def test_days_are_those_of_the_stores_clock(books: Session, store: int, sell: Callable[..., Entry]) -> None:
    late = datetime(2026, 11, 21, 18, 29, tzinfo=UTC)  # 23:59 in the shop
    sell(("maggi-70g", "5", "15", "75"), at=late)
    sell(("maggi-70g", "2", "15", "25"), at=late + timedelta(minutes=2))
    sell(("maggi-70g", "1", "15", "15"), at=late + timedelta(minutes=3))
    maggi = catalogue.get(books, "maggi-70g").id
    rows = sales.daily_quantities(books, store, late - timedelta(days=1), late + timedelta(days=1), IST)
    assert rows == [
        (maggi, date(2026, 11, 21), Quantity(5), Money(15)),
        (maggi, date(2026, 11, 22), Quantity(3), Money("13.33")),
    ]


def test_sales_land_in_the_partition_of_their_month(books: Session, sell: Callable[..., Entry], now: datetime) -> None:
    sell(("maggi-70g", "5", "15", "75"))
    for table in (Sale, SaleLine):
        place = books.execute(select(text("tableoid::regclass::text")).select_from(table)).scalars().all()
        assert place == [f"{table.__tablename__}_2026_11"]
    kinds = books.execute(
        select(func.replace(text("tableoid::regclass::text"), "stock_movements_", "")).select_from(StockMovement)
    )
    assert "default" not in set(kinds.scalars())
