"""The accounts of the customers."""

from __future__ import annotations

from datetime import date

import pytest

from actions.contract import Ask, Named
from domain.values import Money
from tests.unit.actions.conftest import RAMESH, SITA, Shop, keys, line, said


def test_credit_and_payment_move_the_balance(shop: Shop) -> None:
    first = shop.ask("record_credit", customer=RAMESH, amount=Money(250)).reply
    assert said(first) == {
        "": "record_credit.done",
        "customer": "Ramesh",
        "amount": "250.00",
        "balance": "250.00",
        "notes": [{"": "note.new_customer", "customer": "Ramesh"}],
    }
    paid = shop.ask("record_payment", customer=RAMESH, amount=Money("100.50"), payment="upi").reply
    assert said(paid)["balance"] == "149.50"
    assert said(paid)["notes"] == [{"": "note.upi"}]
    assert shop.balance(RAMESH.key) == "149.50"


def test_paying_all_and_paying_more(shop: Shop) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money(250))
    assert shop.ask("record_payment", customer=RAMESH, amount=Money(250)).reply.key == "record_payment.done_clear"
    ahead = shop.ask("record_payment", customer=RAMESH, amount=Money(80)).reply
    assert (ahead.key, said(ahead)["advance"]) == ("record_payment.done_advance", "80.00")
    covered = shop.ask("record_credit", customer=RAMESH, amount=Money(30)).reply
    assert (covered.key, said(covered)["advance"]) == ("record_credit.done_advance", "50.00")
    assert said(shop.ask("check_balance", customer=RAMESH).reply)["advance"] == "50.00"


def test_a_credit_sale_against_an_advance_owes_nothing(shop: Shop) -> None:
    shop.ask("record_payment", customer=RAMESH, amount=Money(100))
    reply = shop.ask("record_sale", lines=(line("sugar-loose", "1"),), customer=RAMESH, credit=True).reply
    assert (reply.key, said(reply)["advance"]) == ("record_sale.done_credit_advance", "54.00")


@pytest.mark.parametrize("intent", ["record_credit", "record_payment"])
def test_nobody_and_nothing_are_refused(shop: Shop, intent: str) -> None:
    assert shop.refuse(intent, amount=Money(100)).key == "refused.no_customer"
    if intent == "record_credit":
        assert said(shop.refuse(intent, customer=RAMESH)) == {"": "refused.no_amount", "customer": "Ramesh"}
    assert shop.refuse(intent, customer=RAMESH, amount=Money(0)).key == "refused.no_amount"
    assert shop.refuse(intent).key == "refused.no_customer"


def test_a_payment_without_an_amount_offers_all_that_is_owed_and_writes_nothing(shop: Shop) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money("250.50"))
    before = shop.rows()
    outcome = shop.ask("record_payment", customer=RAMESH)
    assert said(outcome.reply) == {"": "record_payment.offer_all", "customer": "Ramesh", "amount": "250.50"}
    assert [choice.id for choice in outcome.reply.choices] == ["yes", "no"]
    assert (shop.rows(), outcome.entry_id) == (before, None)
    assert outcome.offer is not None
    assert shop.run(outcome.offer).reply.key == "record_payment.done_clear"
    # Of who owes nothing there is nothing to offer.
    asked = refused_to_guess(shop)
    assert (asked.reply.key, asked.shape) == ("dialogue.ask_amount", "amount")


def refused_to_guess(shop: Shop) -> Ask:
    with pytest.raises(Ask) as asked:
        shop.ask("record_payment", customer=RAMESH)
    return asked.value


def test_what_one_owes_with_the_last_entries(shop: Shop) -> None:
    assert shop.ask("check_balance", customer=RAMESH).reply.key == "check_balance.unknown"
    shop.ask("record_credit", customer=RAMESH, amount=Money(250), entry_date=date(2026, 11, 20))
    shop.ask("record_payment", customer=RAMESH, amount=Money(100))
    shop.ask("record_credit", customer=RAMESH, amount=Money(999))
    shop.ask("undo")
    reply = shop.ask("check_balance", customer=Named("ramesh ji", RAMESH.key)).reply
    assert said(reply)["balance"] == "150.00"
    assert said(reply)["history"] == [
        {"": "check_balance.payment", "date": date(2026, 11, 22), "amount": "100.00"},
        {"": "check_balance.credit", "date": date(2026, 11, 20), "amount": "250.00"},
    ]
    assert shop.ask("check_balance", customer=RAMESH, channel="sms").reply.params["history"] == ()


def test_who_owes_most(shop: Shop) -> None:
    assert shop.ask("check_balance").reply.key == "check_balance.none"
    for number in range(10):
        shop.ask("record_credit", customer=Named(f"C{number}", f"c{number}"), amount=Money(100 + number))
    shop.ask("record_credit", customer=SITA, amount=Money(500))
    shop.ask("record_payment", customer=SITA, amount=Money(500))
    assert shop.ask("check_balance", customer=SITA).reply.key == "check_balance.clear"
    reply = shop.ask("check_balance").reply
    assert (said(reply)["total"], said(reply)["count"]) == ("1045.00", 10)
    assert said(reply)["lines"][0] == {"": "line.balance", "customer": "C9", "balance": "109.00"}
    assert (len(said(reply)["lines"]), said(reply)["more"]) == (8, [{"": "list.more", "count": 2}])
    assert keys(reply) == {"check_balance.all", "line.balance", "list.more"}
