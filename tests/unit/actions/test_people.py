"""Customers told apart, reminded and looked into."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from actions import registry
from actions.contract import Ask, Named, Phrase, QrCode
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.values import Money
from infra.database.session import store_session
from tests.unit.actions.conftest import RAMESH, SITA, Shop, check_reply, line, said

BHAI = Named("Ramesh bhai", "rames bai")
DRIVER = Named("Ramesh driver", "rames drivir")


def asked(shop: Shop, intent: str, **given: Any) -> Ask:
    """What an action asks. Nothing was written, though the transaction around it is committed."""
    before = shop.rows()
    with store_session(shop.id) as session, pytest.raises(Ask) as ask, session.begin_nested():
        registry.find(intent)(session, shop.request(intent, **given))
    assert shop.rows() == before
    check_reply(ask.value.reply)
    return ask.value


def choices(ask: Ask) -> dict[str, str]:
    return {str(next(iter(choice.params.values()), "")): choice.id for choice in ask.reply.choices}


def customer(shop: Shop, key: str) -> Customer:
    with store_session(shop.id) as session:
        found = customers.find(session, shop.id, key)
    assert found is not None
    return found


def test_a_name_that_fits_two_is_asked_about_and_goes_where_the_answer_says(shop: Shop) -> None:
    shop.ask("record_credit", customer=BHAI, amount=Money(100))
    shop.ask("record_credit", customer=DRIVER, amount=Money(200))
    which = asked(shop, "record_payment", customer=RAMESH, amount=Money(50))
    assert set(choices(which)) == {"Ramesh bhai", "Ramesh driver", "Ramesh"}
    told = {which.name: choices(which)["Ramesh driver"]}
    paid = shop.ask("record_payment", customer=RAMESH, amount=Money(50), told=told).reply
    assert (said(paid)["customer"], said(paid)["balance"]) == ("Ramesh driver", "150.00")
    assert shop.balance(BHAI.key) == "100.00"
    # A question about it offers no new account.
    assert set(choices(asked(shop, "check_balance", customer=RAMESH))) == {"Ramesh bhai", "Ramesh driver"}
    # The whole name is never asked about, and a new Ramesh is only one of that name from then on.
    assert said(shop.ask("check_balance", customer=DRIVER).reply)["balance"] == "150.00"
    new = shop.ask("record_credit", customer=RAMESH, amount=Money(7), told={"customer": "new"}).reply
    assert said(new)["notes"] == [{"": "note.new_customer", "customer": "Ramesh"}]
    assert said(shop.ask("check_balance", customer=RAMESH).reply)["balance"] == "7.00"


def test_a_name_that_only_sounds_alike_is_asked_about_and_never_taken(shop: Shop) -> None:
    """The same customer in other letters, or another: one account is not opened twice, and nobody's is written to unasked."""
    known, spelt = Named("Surinder", "surindr", "srndr"), Named("ਸੁਰਿੰਦਰ", "srindr", "srndr")
    shop.ask("record_credit", customer=known, amount=Money(100))
    which = asked(shop, "record_payment", customer=spelt, amount=Money(40))
    assert set(choices(which)) == {"Surinder", "ਸੁਰਿੰਦਰ"}
    told = {which.name: choices(which)["Surinder"]}
    paid = shop.ask("record_payment", customer=spelt, amount=Money(40), told=told).reply
    assert (said(paid)["customer"], said(paid)["balance"]) == ("Surinder", "60.00")
    assert set(choices(asked(shop, "check_balance", customer=spelt))) == {"Surinder"}
    # Somebody else, after all; then both are known by their own names, and a name of other sounds is asked about no more.
    shop.ask("record_credit", customer=spelt, amount=Money(7), told={"customer": "new"})
    assert said(shop.ask("check_balance", customer=spelt).reply)["balance"] == "7.00"
    assert said(shop.ask("check_balance", customer=known).reply)["balance"] == "60.00"
    shop.ask("record_credit", customer=Named("Sita", "sita", "sita"), amount=Money(5))


def test_a_correction_stays_with_the_customer_who_was_chosen(shop: Shop) -> None:
    shop.ask("record_credit", customer=BHAI, amount=Money(100))
    shop.ask("record_credit", customer=DRIVER, amount=Money(200))
    told = {"customer": str(customer(shop, DRIVER.key).id)}
    shop.ask("record_credit", customer=RAMESH, amount=Money(50), told=told)
    corrected = shop.ask("correct_last", amount=Money(60)).reply
    assert said(corrected)["state"] == [{"": "line.balance", "customer": "Ramesh driver", "balance": "260.00"}]
    shop.ask("correct_last", customer=BHAI)
    assert (shop.balance(BHAI.key), shop.balance(DRIVER.key)) == ("160.00", "200.00")
    shop.ask("undo")
    assert (shop.balance(BHAI.key), shop.balance(RAMESH.key)) == ("100.00", None)


def test_a_reminder_asks_for_what_is_missing_once_and_goes_to_the_customer(shop: Shop) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money("250.50"))
    told: dict[str, str] = {}
    for name, answer in (("phone", "+919876543210"), ("upi", "asha@okaxis"), ("consent", "yes")):
        ask = asked(shop, "send_reminder", customer=RAMESH, told=dict(told))
        assert (ask.name, ask.shape) == (name, name if name != "consent" else "yes")
        told[name] = answer
    outcome = shop.ask("send_reminder", customer=RAMESH, told=told)
    [notice] = outcome.messages
    check_reply(notice.reply)
    assert (notice.to, notice.id, notice.reply.key) == ("customer", customer(shop, "rames").id, "to_customer.reminder")
    link = "upi://pay?pa=asha@okaxis&pn=Asha%20Stores&am=250.50&cu=INR&tn=Ramesh"
    assert notice.reply.params["notes"] == (Phrase("to_customer.pay", {"link": link}), Phrase("to_customer.stop"))
    assert notice.reply.attachments == (QrCode(f"upi-{notice.id}", link),)
    kept = customer(shop, "rames")
    assert (kept.phone, kept.consent_at is not None, shop.row().upi_id) == ("+919876543210", True, "asha@okaxis")
    # Not twice within a day; the day after nothing is asked any more.
    assert shop.refuse("send_reminder", customer=RAMESH).key == "send_reminder.already"
    shop.now += timedelta(days=1)
    assert len(shop.ask("send_reminder", customer=RAMESH).messages) == 1


def test_without_a_number_or_against_their_wish_nothing_is_sent(shop: Shop) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money(250))
    told = {"phone": "none", "upi": "none"}
    forwarded = shop.ask("send_reminder", customer=RAMESH, told=told)
    assert (forwarded.reply.key, forwarded.messages, forwarded.reply.attachments) == ("send_reminder.forward", (), ())
    assert shop.row().upi_id == "", "that there is no UPI id is asked once"
    with store_session(shop.id) as session:
        row = customers.find(session, shop.id, RAMESH.key)
        assert row is not None
        row.phone, row.consent_at, row.opted_out_at = "+919876543210", shop.now, shop.now
    stopped = shop.ask("send_reminder", customer=RAMESH)
    assert (stopped.reply.key, stopped.messages) == ("send_reminder.forward", ())


def test_who_owes_nothing_is_not_reminded(shop: Shop) -> None:
    assert shop.refuse("send_reminder", customer=RAMESH).key == "check_balance.unknown"
    shop.ask("record_payment", customer=RAMESH, amount=Money(10))
    assert shop.refuse("send_reminder", customer=RAMESH).key == "check_balance.clear"
    assert shop.ask("send_reminder").reply.key == "check_balance.none"


def test_all_are_reminded_who_agreed_after_a_yes(shop: Shop) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money(250))
    shop.ask("record_credit", customer=SITA, amount=Money(90))
    assert shop.ask("send_reminder").reply.key == "send_reminder.one_by_one"
    with store_session(shop.id) as session:
        row = customers.find(session, shop.id, SITA.key)
        assert row is not None
        row.phone, row.consent_at = "+919876543210", shop.now
    ask = asked(shop, "send_reminder")
    assert (said(ask.reply)["count"], [one["customer"] for one in said(ask.reply)["lines"]]) == (1, ["Sita"])
    sent = shop.ask("send_reminder", told={"all": "yes", "upi": "none"})
    assert [notice.id for notice in sent.messages] == [customer(shop, SITA.key).id]


def test_a_debt_is_aged_and_stated(shop: Shop) -> None:
    for days, amount in ((100, 300), (40, 200), (5, 100)):
        day = date(2026, 11, 22) - timedelta(days=days)
        shop.ask("record_credit", customer=RAMESH, amount=Money(amount), entry_date=day)
    shop.ask("record_credit", customer=RAMESH, amount=Money(999))
    shop.ask("undo")
    shop.ask("record_payment", customer=RAMESH, amount=Money(250))
    reply = shop.ask("check_balance", customer=RAMESH).reply
    aged = said(reply)["history"][0]
    assert aged[""] == "check_balance.ageing"
    assert [aged[name] for name in ("days_30", "days_60", "days_90", "older")] == ["100.00", "200.00", "0.00", "50.00"]
    told = {"customer": str(customer(shop, RAMESH.key).id), "statement": "yes"}
    paper = shop.ask("check_balance", customer=Named("", ""), told=told).reply
    [document] = paper.attachments
    [table] = document.parts  # type: ignore[union-attr]
    assert [str(row[-1]) for row in table.rows] == ["300.00", "500.00", "600.00", "350.00"]  # type: ignore[union-attr]
    for row in table.rows:  # type: ignore[union-attr]
        check_reply(row)


def test_that_nobody_stopped_is_said(shop: Shop) -> None:
    shop.ask("record_credit", customer=SITA, amount=Money(100))
    assert said(shop.ask("customer_insights").reply)["stopped"] == [{"": "customer_insights.nobody"}]


def test_who_comes_and_who_stopped(shop: Shop) -> None:
    assert shop.ask("customer_insights").reply.key == "customer_insights.none"
    today = date(2026, 11, 22)
    for days in (70, 63, 56, 49):
        sale = (line("sugar-loose", "1"),)
        shop.ask("record_sale", lines=sale, customer=RAMESH, entry_date=today - timedelta(days=days))
    for days in (14, 7, 1):
        shop.ask("record_credit", customer=SITA, amount=Money(100), entry_date=today - timedelta(days=days))
    shop.ask("record_credit", customer=SITA, amount=Money(5000))
    shop.ask("undo")
    found = said(shop.ask("customer_insights").reply)
    assert [(one["customer"], one["visits"], one["spent"]) for one in found["good"]] == [("Sita", 3, "300.00")]
    assert [(one["customer"], one["visits"], one["date"]) for one in found["stopped"]] == [
        ("Ramesh", 4, today - timedelta(days=49))
    ]
    assert said(shop.ask("customer_insights", customer=SITA).reply)["visits"] == 3
    assert shop.refuse("customer_insights", customer=DRIVER).key == "check_balance.unknown"
