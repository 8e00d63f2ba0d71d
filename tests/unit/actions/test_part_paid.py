"""Goods on credit of which a part is paid at once: sold in full, paid in part, and the rest is owed; one UNDO takes all back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from actions import entries
from domain.models import Entry, LedgerEntry, Sale
from domain.reports import store as reports
from domain.sales import sums
from domain.values import Money
from infra import clock
from infra.database.session import store_session
from tests.unit.actions.conftest import RAMESH, Shop, keys, line, said

SUGAR = (line("sugar-loose", "5"),)


def _sell(shop: Shop, paid: str | None, **more: object) -> dict[str, object]:
    told = {"lines": SUGAR, "customer": RAMESH, "credit": True, **more}
    sold: dict[str, object] = said(shop.ask("record_sale", paid=Money(paid) if paid else None, **told).reply)
    return sold


def _day(shop: Shop) -> tuple[str, str, str, int]:
    """What was sold today, in cash and on credit, and in how many sales; the two ways to sum it agree."""
    timezone = shop.row().timezone
    today: date = clock.local(timezone, shop.now).date()
    bounds = clock.day_bounds(today, timezone)
    with store_session(shop.id) as session:
        day = sums.summary(session, shop.id, *bounds)
        days = reports.days(session, shop.id, *bounds, timezone)
    assert [(one.total, one.credit) for one in days] == ([(day.total, day.credit)] if day.total else [])
    return str(day.total), str(day.cash), str(day.credit), day.count


def _account(shop: Shop) -> list[tuple[str, str]]:
    with store_session(shop.id) as session:
        posted = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    return [(one.kind, str(one.amount)) for one in posted]


def test_the_sale_is_in_full_and_the_rest_is_owed(shop: Shop) -> None:
    reply = _sell(shop, "100")
    assert reply[""] == "record_sale.done_credit"
    assert reply["total"] == ["230.00", {"": "entry.record_payment", "customer": "Ramesh", "amount": "100.00"}]
    assert reply["balance"] == "130.00"
    assert shop.balance("rames") == "130.00"
    assert _account(shop) == [("credit", "230.00"), ("payment", "-100.00")]
    assert _day(shop) == ("230.00", "100.00", "130.00", 1)


def test_all_of_it_is_one_entry_that_one_undo_takes_back(shop: Shop) -> None:
    _sell(shop, "100")
    undone = said(shop.ask("undo").reply)
    assert [part[""] for part in undone["what"]] == ["entry.record_sale_credit", "entry.record_payment"]
    assert shop.balance("rames") == "0.00"
    assert (shop.stock("sugar-loose"), _day(shop)) == ("25", ("0.00", "0.00", "0.00", 0))
    assert shop.refuse("undo").key == "undo.nothing"


def test_a_correction_keeps_the_part_and_reckons_the_rest_anew(shop: Shop) -> None:
    _sell(shop, "100")
    mended = said(shop.ask("correct_last", lines=(line(None, "6"),)).reply)
    assert [part.get("total", part.get("amount")) for part in mended["what"]] == ["276.00", "100.00"]
    assert shop.balance("rames") == "176.00"
    assert _day(shop) == ("276.00", "100.00", "176.00", 1)


def test_a_correction_may_be_of_the_part_itself(shop: Shop) -> None:
    _sell(shop, "100")
    shop.ask("correct_last", paid=Money(150))
    assert shop.balance("rames") == "80.00"


def test_a_bare_figure_is_of_the_part_where_it_is_near_it(shop: Shop) -> None:
    _sell(shop, "100")
    mended = said(shop.ask("correct_last", lines=(line(None, "150"),)).reply)
    assert [part.get("total", part.get("amount")) for part in mended["what"]] == ["230.00", "150.00"]
    assert (shop.balance("rames"), shop.stock("sugar-loose")) == ("80.00", "20")
    shop.ask("correct_last", lines=(line(None, "8"),))
    assert (shop.balance("rames"), shop.stock("sugar-loose")) == ("218.00", "17")


def test_a_part_of_what_is_mended_below_it_is_no_debt(shop: Shop) -> None:
    _sell(shop, "100")
    shop.ask("correct_last", lines=(line(None, "2"),))
    assert shop.balance("rames") == "-8.00"
    assert _day(shop) == ("92.00", "92.00", "0.00", 1)
    shop.ask("undo")
    assert shop.balance("rames") == "0.00"


def test_who_paid_all_bought_for_cash(shop: Shop) -> None:
    reply = _sell(shop, "230")
    assert reply[""] == "record_sale.done_one"
    assert {"": "note.customer", "customer": "Ramesh"} in reply["notes"]
    assert shop.balance("rames") == "0.00"
    assert _account(shop) == []
    assert _day(shop) == ("230.00", "230.00", "0.00", 1)


def test_what_was_paid_beyond_the_sale_is_the_account_s(shop: Shop) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money(500))
    reply = _sell(shop, "300")
    assert (reply[""], reply["total"]) == ("record_sale.done", "230.00")
    assert reply["notes"][-1] == {
        "": "check_balance.customer",
        "customer": "Ramesh",
        "balance": "430.00",
        "history": [],
    }
    assert _account(shop)[1:] == [("payment", "-70.00")]
    assert shop.balance("rames") == "430.00"
    assert _day(shop) == ("230.00", "230.00", "0.00", 1)


def test_goods_without_names_are_a_sale_of_their_sum(shop: Shop) -> None:
    reply = _sell(shop, "100", lines=(), amount=Money(300))
    assert (reply[""], reply["total"], reply["day"]) == ("record_sale.done_total", "300.00", "300.00")
    assert reply["notes"][-1] == {
        "": "check_balance.customer",
        "customer": "Ramesh",
        "balance": "200.00",
        "history": [],
    }
    assert _day(shop) == ("300.00", "100.00", "200.00", 1)
    assert [part[""] for part in said(shop.ask("undo").reply)["what"]] == [
        "entry.record_sale_total",
        "entry.record_payment",
    ]
    assert (shop.balance("rames"), _day(shop)[0]) == ("0.00", "0.00")


def test_a_total_said_for_several_is_what_the_part_is_of(shop: Shop) -> None:
    _sell(shop, "100", lines=(line("sugar-loose", "2"), line("maggi-70g", "5")), amount=Money(160))
    assert (shop.balance("rames"), _day(shop)) == ("60.00", ("160.00", "100.00", "60.00", 1))


def test_what_was_owed_before_stays_owed(shop: Shop) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money(500))
    assert _sell(shop, "100")["balance"] == "630.00"


def test_an_advance_covers_the_rest(shop: Shop) -> None:
    shop.ask("record_payment", customer=RAMESH, amount=Money(500))
    reply = _sell(shop, "100")
    assert (reply[""], reply["advance"]) == ("record_sale.done_credit_advance", "370.00")


def test_the_account_shows_what_was_bought_and_what_was_paid(shop: Shop) -> None:
    _sell(shop, "100")
    told = said(shop.ask("check_balance", customer=RAMESH).reply)
    assert told["balance"] == "130.00"
    assert [(one[""], one["amount"]) for one in told["history"]] == [
        ("check_balance.payment", "100.00"),
        ("check_balance.credit", "230.00"),
    ]


def test_goods_brought_back_go_off_the_account(shop: Shop) -> None:
    _sell(shop, "100")
    shop.ask("record_return", lines=(line("sugar-loose", "1"),), customer=RAMESH, credit=True)
    assert shop.balance("rames") == "84.00"
    assert _day(shop) == ("184.00", "100.00", "84.00", 1)


def test_a_part_beyond_reason_is_refused(shop: Shop) -> None:
    reply = shop.refuse("record_sale", lines=SUGAR, customer=RAMESH, credit=True, paid=Money(90_000_000))
    assert reply.key == "refused.figure"


def test_without_a_part_nothing_is_kept_of_one(shop: Shop) -> None:
    assert _sell(shop, None)["total"] == "230.00"
    with store_session(shop.id) as session:
        assert session.scalars(select(Sale)).one().paid is None
        entry = session.scalars(select(Entry)).one()
        assert keys((entries.tell(session, entry),)) >= {"entry.record_sale_credit"}
    assert "paid" not in entry.request
