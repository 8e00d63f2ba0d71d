"""Profit by the cost at each sale, best sellers, comparison with the time before, and what a file of a report holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from actions.contract import Chart, Document, Table
from domain.models import AuditRow, Product, Sale, StockMovement
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import RAMESH, Shop, line, said


def test_profit_is_by_the_cost_of_the_moment_of_the_sale(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "4"),))
    with store_session(shop.id) as session:
        session.execute(update(Product).values(cost=Money("1")))
    shop.ask("record_sale", lines=(line("soap-lux-100g", "1"),))
    shop.ask("record_sale", lines=(line("soap-lux-100g", "9"),))
    shop.ask("undo")
    reply = said(shop.ask("profit_report").reply)
    # 4 Maggi at 15 that had cost 13.10, 1 soap at 36 that cost 1: 96 - 53.40.
    assert (reply[""], reply["revenue"], reply["cost"], reply["profit"]) == (
        "profit_report.done",
        "96.00",
        "53.40",
        "42.60",
    )
    assert (reply["margin"], reply["notes"]) == (44, [])


def test_a_loss_what_spoiled_and_what_names_no_product_are_said(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "4", amount="40"),))
    with store_session(shop.id) as session:
        maggi = session.scalars(select(Product).where(Product.sku == "maggi-70g")).one()
        session.add(
            StockMovement(
                store_id=shop.id, product_id=maggi.id, kind="wastage", quantity=Quantity(-2), moved_at=shop.now
            )
        )
        session.add(Sale(store_id=shop.id, sold_at=shop.now, total=Money(500), recorded_at=shop.now, credit=False))
    assert said(shop.ask("profit_report").reply) == {
        "": "profit_report.loss",
        "period": {"": "period.today"},
        "revenue": "40.00",
        "cost": "52.40",
        "loss": "12.40",
        "notes": [
            {"": "profit_report.wastage", "amount": "26.20"},
            {"": "profit_report.unassigned", "amount": "500.00"},
        ],
    }
    assert said(shop.ask("profit_report", period="yesterday").reply)[""] == "profit_report.none"


def test_today_is_compared_with_yesterday_up_to_this_hour(shop: Shop) -> None:
    noon = shop.now
    shop.now = noon - timedelta(days=1, hours=2)
    shop.ask("record_sale", lines=(line("maggi-70g", "4"),))
    shop.now = noon - timedelta(days=1) + timedelta(hours=3)
    shop.ask("record_sale", lines=(line("coke-750ml", "1"),))
    shop.now = noon
    shop.ask("record_sale", lines=(line("maggi-70g", "6"),))
    assert said(shop.ask("sales_report").reply)["notes"] == [{"": "compared.more", "percent": 50, "before": "60.00"}]
    assert said(shop.ask("profit_report").reply)["notes"] == [{"": "compared.more", "percent": 50, "before": "7.60"}]


def test_the_best_of_a_period_by_money(shop: Shop) -> None:
    assert said(shop.ask("top_products").reply)[""] == "sales_report.none"
    shop.ask("record_sale", lines=(line("maggi-70g", "10"), line("sugar-loose", "4")))
    reply = said(shop.ask("top_products").reply)
    assert reply["period"] == {"": "period.last_days", "days": 30}
    assert [entry["product"] for entry in reply["lines"]] == ["Sugar", "Maggi Noodles 70 g"]
    # What was only brought back sells not at all.
    shop.ask("record_return", lines=(line("soap-lux-100g", "1"),))
    assert len(said(shop.ask("top_products").reply)["lines"]) == 2


def file_of(shop: Shop, **asked: str) -> Document:
    [document] = shop.ask("export_report", **asked).reply.attachments
    assert isinstance(document, Document)
    return document


def table_of(document: Document, position: int = -1) -> Table:
    table = document.parts[position]
    assert isinstance(table, Table)
    return table


def test_gst_inside_the_price_by_slab_sums_to_the_sales(shop: Shop) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).where(Product.sku == "soap-lux-100g").values(gst_percent=18))
        session.execute(update(Product).where(Product.sku == "maggi-70g").values(gst_percent=5))
        session.add(Sale(store_id=shop.id, sold_at=shop.now, total=Money(500), recorded_at=shop.now, credit=False))
    shop.ask("record_sale", lines=(line("soap-lux-100g", "3"), line("maggi-70g", "7"), line("sugar-loose", "2")))
    table = table_of(file_of(shop, report="gst", format="excel"))
    assert [said(row) for row in table.rows] == [
        ["0%", "92.00", "92.00", "0.00", "0.00"],
        # 105 × 5/105 = 5
        ["5%", "105.00", "100.00", "2.50", "2.50"],
        # 108 × 18/118 = 16.474…: 16.47, half of which is 8.235
        ["18%", "108.00", "91.53", "8.23", "8.24"],
        [{"": "column.no_product"}, "500.00", None, None, None],
    ]
    assert said(table.total) == [{"": "column.total"}, "805.00", "283.53", "10.73", "10.74"]


def gst_rows(shop: Shop) -> list[Any]:
    return [said(row)[:2] for row in table_of(file_of(shop, report="gst", period="this_month")).rows]


def test_a_rate_that_changes_leaves_what_was_sold_before_as_it_was(shop: Shop) -> None:
    rate(shop, 5)
    sold = shop.ask("record_sale", lines=(line("maggi-70g", "7"),)).entry_id
    shop.ask("record_sale", lines=(line("maggi-70g", "3"),))
    rate(shop, 18)
    assert gst_rows(shop) == [["5%", "150.00"]]
    # What is mended or brought back keeps the rate that it was sold at; what is sold from now on has the new one.
    shop.ask("correct_last", lines=(line("maggi-70g", "4"),))
    assert gst_rows(shop) == [["5%", "165.00"]]
    shop.ask("record_return", lines=(line("maggi-70g", "1"),))
    assert gst_rows(shop) == [["5%", "150.00"]]
    shop.ask("record_sale", lines=(line("maggi-70g", "1"),))
    shop.ask("undo", about_entry_id=sold)
    assert gst_rows(shop) == [["5%", "45.00"], ["18%", "15.00"]]
    shop.ask("undo")
    assert gst_rows(shop) == [["5%", "45.00"]]


def rate(shop: Shop, percent: int) -> None:
    with store_session(shop.id) as session:
        session.execute(update(Product).where(Product.sku == "maggi-70g").values(gst_percent=percent))


def test_the_sums_are_said_with_the_file(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("soap-lux-100g", "3"),), customer=RAMESH, credit=True)
    for form in ("pdf", "chart"):
        assert said(shop.ask("export_report", format=form, channel="sms").reply)["figures"] == [
            {"": "export_report.figure", "name": [{"": "column.amount"}], "amount": "108.00"},
            {"": "export_report.figure", "name": [{"": "column.credit"}], "amount": "108.00"},
        ]


def test_a_sales_file_holds_days_products_and_a_chart(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "4"),))
    shop.now += timedelta(days=1)
    shop.ask("record_sale", lines=(line("sugar-loose", "1"),), customer=RAMESH, credit=True)
    document = file_of(shop, period="7d")
    chart, by_day, by_product = document.parts
    assert isinstance(chart, Chart)
    assert isinstance(by_day, Table)
    assert isinstance(by_product, Table)
    assert (document.name, document.format) == ("sales-2026-11-17-2026-11-23", "pdf")
    assert chart.figures == (Decimal("60.00"), Decimal("46.00"))
    assert said(by_day.total) == [{"": "column.total"}, 2, "106.00", "46.00"]
    assert said(by_product.total) == [{"": "column.total"}, None, "106.00"]
    assert file_of(shop, format="chart").parts == file_of(shop).parts[:1]


@pytest.mark.parametrize("report", ["profit", "stock", "credit", "purchases"])
def test_other_reports(shop: Shop, report: str) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "4"),), customer=RAMESH, credit=True)
    shop.ask("record_purchase", lines=(line("maggi-70g", "10", price="13"),))
    table = table_of(file_of(shop, report=report))
    assert table.total is not None
    expected = {"profit": "7.60", "credit": "60.00", "purchases": "130.00"}
    assert {len(row) for row in table.rows} == {len(table.columns)} == {len(table.total)}
    assert report == "stock" or expected[report] in said(table.total)


def test_nothing_to_show_sends_nothing(shop: Shop) -> None:
    outcome = shop.ask("export_report", report="purchases")
    assert (outcome.reply.key, outcome.reply.attachments) == ("export_report.none", ())


def test_a_report_that_left_the_house_is_in_the_audit_log(shop: Shop) -> None:
    shop.ask("export_report", report="stock", format="excel")
    with store_session(shop.id) as session:
        row = session.scalars(select(AuditRow)).one()
    assert (row.actor_kind, row.actor, row.action) == ("user", str(shop.user_id), "export_report")
    assert row.detail == {"report": "stock", "format": "excel", "first": "2026-11-22", "last": "2026-11-22"}
    assert row.happened_at < datetime(2026, 11, 23, tzinfo=UTC)
