"""The sales of a period, net of what was taken back."""

from __future__ import annotations

from datetime import date, timedelta

from actions.contract import Chart, Document, Named
from domain.values import Money
from tests.unit.actions.conftest import RAMESH, Shop, line, said


def test_a_day_with_its_best(shop: Shop) -> None:
    assert said(shop.ask("sales_report").reply) == {"": "sales_report.none", "period": {"": "period.today"}}
    shop.ask("record_sale", lines=(line("maggi-70g", "4"), line("coke-750ml", "1")))
    shop.ask("record_sale", lines=(line("sugar-loose", "3"), line("soap-lux-100g", "1")), customer=RAMESH, credit=True)
    shop.ask("record_sale", lines=(line("soap-lux-100g", "9"),))
    shop.ask("undo")
    assert said(shop.ask("sales_report").reply) == {
        "": "sales_report.done",
        "period": {"": "period.today"},
        "count": 2,
        "total": "279.00",
        "cash": "105.00",
        "credit": "174.00",
        "top": [
            {"": "sales_report.line", "product": "Sugar", "quantity": "3 kg", "amount": "138.00"},
            {"": "sales_report.line", "product": "Maggi Noodles 70 g", "quantity": "4 pc", "amount": "60.00"},
            {"": "sales_report.line", "product": "Coca-Cola 750 ml", "quantity": "1 pc", "amount": "45.00"},
        ],
        "notes": [],
    }


def test_a_correction_counts_as_one_sale(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"),))
    shop.ask("correct_last", lines=(line(None, "6"),))
    reply = said(shop.ask("sales_report").reply)
    assert (reply["count"], reply["total"]) == (1, "90.00")


def test_days_are_the_stores_own(shop: Shop) -> None:
    # 23:30 in Kolkata on the 21st is still the 21st there, though 18:00 in Greenwich.
    shop.now = shop.now.replace(day=21, hour=18, minute=0)
    shop.ask("record_sale", lines=(line("maggi-70g", "1"),))
    # Half past midnight on the 22nd.
    shop.now = shop.now.replace(day=21, hour=19, minute=0)
    shop.ask("record_sale", lines=(line("sugar-loose", "1"),))
    shop.now = shop.now.replace(day=22, hour=6)
    assert said(shop.ask("sales_report").reply)["total"] == "46.00"
    assert said(shop.ask("sales_report", period="yesterday").reply)["total"] == "15.00"
    assert said(shop.ask("sales_report", period="2d").reply)["total"] == "61.00"
    dated = said(shop.ask("sales_report", entry_date=date(2026, 11, 21)).reply)
    assert (dated["period"], dated["total"]) == ({"": "period.date", "date": date(2026, 11, 21)}, "15.00")


def test_of_a_product_that_is_named(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "4"), line("coke-750ml", "1")))
    reply = said(shop.ask("sales_report", lines=(line("maggi-70g"), line("sugar-loose"))).reply)
    assert reply["lines"] == [
        {"": "sales_report.line", "product": "Maggi Noodles 70 g", "quantity": "4 pc", "amount": "60.00"},
        {"": "sales_report.line", "product": "Sugar", "quantity": "0 kg", "amount": "0.00"},
    ]


def test_payments_are_no_sales(shop: Shop) -> None:
    shop.ask("record_payment", customer=Named("Sita", "sita"), amount=Money(500))
    assert shop.ask("sales_report").reply.key == "sales_report.none"


def test_a_week_comes_with_its_picture_by_whatsapp_only(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "4"),))
    assert shop.ask("sales_report", period="7d").reply.attachments == (), "one day says nothing"
    shop.now += timedelta(days=1)
    shop.ask("record_sale", lines=(line("maggi-70g", "2"),))
    [picture] = shop.ask("sales_report", period="7d").reply.attachments
    assert isinstance(picture, Document)
    [chart] = picture.parts
    assert isinstance(chart, Chart)
    assert (picture.format, [str(figure) for figure in chart.figures]) == ("png", ["60.00", "30.00"])
    assert shop.ask("sales_report", period="7d", channel="sms").reply.attachments == ()
    assert shop.ask("sales_report", period="2d").reply.attachments == ()
