"""Sums of a period and of a day: net of what was taken back, by the store's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.journal.models import Entry
from domain.sales import store as sales
from domain.sales import sums
from domain.values import Money, Quantity
from tests.unit.domain.sales.conftest import line

IST = "Asia/Kolkata"


def around(now: datetime) -> tuple[datetime, datetime]:
    return now - timedelta(hours=12), now + timedelta(hours=12)


def test_a_summary_names_what_sold_by_amount(
    books: Session, store: int, now: datetime, sell: Callable[..., Entry]
) -> None:
    sell(("maggi-70g", "5", "15", "75"), ("sugar-loose", "2", "46", "92"))
    sell(("maggi-70g", "2", "15", "30"), credit=True)
    found = sums.summary(books, store, *around(now))
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
    found = sums.summary(books, store, *around(now))
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
    today = sums.summary(books, store, *around(now))
    assert (today.count, today.total) == (1, Money(15)), "the reversal belongs to the day of the sale, not to today"
    assert [product.sku for product in today.products] == ["maggi-70g"]
    before = sums.summary(books, store, *around(yesterday))
    assert (before.count, before.total, before.credit, before.cost, list(before.products)) == (
        0,
        Money(0),
        Money(0),
        Money(0),
        [],
    )
    assert catalogue.get(books, "sugar-loose").stock == Quantity(25)
    assert catalogue.get(books, "maggi-70g").stock == Quantity(35)
    days = sums.daily_quantities(books, store, yesterday - timedelta(days=2), now + timedelta(days=1), IST)
    assert [day for _, day, _, _ in days] == [date(2026, 11, 22)]


def test_a_discount_on_all_is_what_the_sale_came_to(books: Session, store: int, now: datetime) -> None:
    sold = [line(books, "maggi-70g", "5", "15", "75")]
    kept = sales.record(books, store_id=store, entry_id=None, lines=sold, sold_at=now, now=now, total=Money(70))
    assert kept.total == Money(70)
    assert sums.summary(books, store, *around(now)).total == Money(70)


def test_the_end_of_a_period_is_left_out(books: Session, store: int, now: datetime, sell: Callable[..., Entry]) -> None:
    sell(("maggi-70g", "5", "15", "75"))
    assert sums.summary(books, store, now - timedelta(days=1), now).count == 0
    assert sums.summary(books, store, now, now + timedelta(seconds=1)).count == 1


def test_days_are_those_of_the_stores_clock(books: Session, store: int, sell: Callable[..., Entry]) -> None:
    late = datetime(2026, 11, 21, 18, 29, tzinfo=UTC)  # 23:59 in the shop
    sell(("maggi-70g", "5", "15", "75"), at=late)
    sell(("maggi-70g", "2", "15", "25"), at=late + timedelta(minutes=2))
    sell(("maggi-70g", "1", "15", "15"), at=late + timedelta(minutes=3))
    maggi = catalogue.get(books, "maggi-70g").id
    rows = sums.daily_quantities(books, store, late - timedelta(days=1), late + timedelta(days=1), IST)
    assert rows == [
        (maggi, date(2026, 11, 21), Quantity(5), Money(15)),
        (maggi, date(2026, 11, 22), Quantity(3), Money("13.33")),
    ]
