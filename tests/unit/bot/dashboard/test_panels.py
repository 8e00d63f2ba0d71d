"""The page tells what the books say, and the chat would; costs and profit only to who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from actions.contract import Measure, Phrase
from bot.dashboard.panels import Page, read_page
from domain.catalogue import store as catalogue
from domain.customers import store as customers
from domain.insights import store as insights
from domain.stock import store as stock
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import store_session
from tests.busy_shop import NASTY, make_busy, sell

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
"""Noon in the shop."""
TODAY = date(2026, 11, 22)


@pytest.fixture
def busy(store: int) -> Iterator[int]:
    with clock.stopped_at(NOW):
        make_busy(store, NOW)
        yield store


def read(store_id: int, role: str = "owner") -> Page:
    with store_session(store_id) as session:
        return read_page(session, store_id, role, NOW)


def test_today_is_what_was_sold_so_far_and_what_stays_of_it(busy: int) -> None:
    before = read(busy).today
    assert (before.count, before.total, before.yesterday) == (0, Money(0), Money(4 * 15 + 45))
    with store_session(busy) as session:
        sell(session, busy, catalogue.get(session, "maggi-70g"), 2, NOW)
        cost = catalogue.get(session, "maggi-70g").cost
    after = read(busy).today
    assert (after.count, after.total, after.cash, after.profit) == (1, Money(30), Money(30), Money(30) - cost * 2)


def test_the_trend_is_thirty_days_that_are_over_beside_the_thirty_before(busy: int) -> None:
    trend = read(busy).trend
    assert trend.total == Money(105 * 30)
    assert [day for day, _, _ in trend.days] == [TODAY - timedelta(days=back) for back in range(30, -1, -1)]
    assert {(str(sold), str(before)) for _, sold, before in trend.days[:-1]} == {("105.00", "105.00")}
    assert len(trend.chart.bars) == 31
    assert [note.key for note in trend.notes] == ["compared.same"]


def test_best_sellers_by_money_with_their_share_of_the_best(busy: int) -> None:
    assert [(each.name, each.quantity.quantity, each.share) for each in read(busy).best] == [
        ("Maggi Noodles 70 g", Quantity(29 * 4), 100.0),
        ("Coca-Cola 750 ml", Quantity(29), 75.0),
    ]


def test_the_stock_is_out_low_or_slow(busy: int) -> None:
    health = read(busy).stock
    assert [each.name for each in health.out] == ["Sugar"]
    assert [(each.name, each.days) for each in health.low] == [("Lux Soap 100 g", 2)]
    assert health.counts == (1, 1, 0)
    # Nothing of the small shop is older than its first day, and what is new is not slow yet.
    assert health.slow == ()


def test_what_is_on_its_way_is_told_and_comes_last(busy: int) -> None:
    with store_session(busy) as session:
        supplier = suppliers.get_or_add(session, busy, "Gupta Traders", "gupta trtrs", NOW)
        for sku, daily in (("maggi-70g", 4), ("sugar-loose", 8)):
            shelf = catalogue.get(session, sku)
            shelf.stock, shelf.daily_sales = Quantity(0), Quantity(daily)
        wanted = [(catalogue.get(session, "sugar-loose"), Quantity(90))]
        orders.place(session, supplier, wanted, entry_id=None, now=NOW, today=TODAY)
    maggi, sugar = read(busy).stock.out
    assert (maggi.name, maggi.coming, maggi.day) == ("Maggi Noodles 70 g", None, None)
    assert (sugar.name, sugar.coming) == ("Sugar", Measure(Quantity(90), "kg"))
    assert sugar.day == Phrase("day.weekday", {"day": TODAY + timedelta(days=supplier.lead_time_days)})


def test_what_nobody_counted_is_not_out_of_stock(busy: int) -> None:
    with store_session(busy) as session:
        columns = {"unit": "kg", "mrp": None, "price": Money(60), "cost": Money(50), "created_at": NOW}
        catalogue.add(session, busy, sku="gur", name="Jaggery (gur)", **columns)
    assert [each.name for each in read(busy).stock.out] == ["Sugar"]


def test_what_expires_and_what_has(busy: int) -> None:
    assert [(each.day - TODAY, each.over, each.quantity) for each in read(busy).expiring] == [
        (timedelta(days=-1), True, Measure(Quantity(5), "pc")),
        (timedelta(days=3), False, Measure(Quantity(5), "pc")),
    ]


def test_debts_by_age_and_who_owes(busy: int) -> None:
    owed = read(busy).owed
    assert (owed.total, owed.count) == (Money(500), 2)
    assert [(days, amount) for days, amount, _ in owed.ages] == [
        ("0–30", Money(250)),
        ("31–60", Money(250)),
        ("61–90", Money(0)),
        ("90+", Money(0)),
    ]
    assert {name for name, _ in owed.customers} == {NASTY, "Ramesh"}


def test_forecasts_stand_against_what_was_sold(busy: int) -> None:
    first = read(busy).outlooks[0]
    assert first.name == "Maggi Noodles 70 g"
    assert len(first.days) == 14 + 1 + 7
    day, sold, expected = first.days[0]
    assert (day, sold) == (TODAY - timedelta(days=14), Measure(Quantity(4), "pc"))
    assert expected is not None
    assert [each.quantity for each in expected] == [Quantity(2), Quantity(4), Quantity(7)]
    assert first.days[-1][1] is None, "not sold yet"


def test_advice_waits_until_it_is_taken(busy: int) -> None:
    assert [(piece.kind, piece.name) for piece in read(busy).advice] == [
        ("order", "Maggi Noodles 70 g"),
        ("price", "Coca-Cola 750 ml"),
    ]
    with store_session(busy) as session:
        maggi, coke = catalogue.get(session, "maggi-70g"), catalogue.get(session, "coke-750ml")
        stock.move(session, maggi, Quantity(24), "purchase", entry_id=None, now=NOW)
        coke.price = Money(48)
    assert read(busy).advice == ()


def test_notices_are_grouped_by_day_and_kind(busy: int) -> None:
    (notice,) = read(busy).notices
    assert (notice.day, notice.kind, notice.severity, notice.things) == (TODAY, "low_stock", "critical", ("Sugar",))


def test_notices_name_what_they_are_about_and_leave_the_summary_out(busy: int) -> None:
    with store_session(busy) as session:
        ramesh = customers.get_or_add(session, busy, "Ramesh", "rames", clock.now())
        about = (
            ("credit_overdue", f"{ramesh.id}:30", {"overdue": "100.00"}),
            ("expiring", "maggi-70g", {"name": "Maggi Noodles 70 g"}),
            ("summary", "day", {}),
        )
        for kind, thing, detail in about:
            told = {"kind": kind, "thing": thing, "detail": detail, "severity": "important"}
            insights.raise_alert(session, store_id=busy, day=TODAY, now=clock.now(), **told)
    found = {notice.kind: notice.things for notice in read(busy).notices if notice.kind != "low_stock"}
    assert found == {"credit_overdue": ("Ramesh",), "expiring": ("Maggi Noodles 70 g",)}


def test_a_helper_sees_no_profit_no_cost_and_no_price_advice(busy: int) -> None:
    page = read(busy, "helper")
    assert (page.today.profit, page.trend.profit) == (None, None)
    assert {goods.value for goods in page.expiring} == {None}
    assert {each.value for each in page.stock.slow} <= {None}
    assert [piece.kind for piece in page.advice] == ["order"]
    owner = read(busy)
    assert owner.trend.profit is not None
    assert {goods.value for goods in owner.expiring} != {None}


def test_a_shop_of_its_first_day_has_a_page(store: int) -> None:
    page = read(store)
    assert (page.best, page.outlooks, page.advice, page.notices, page.owed.count) == ((), (), (), (), 0)
