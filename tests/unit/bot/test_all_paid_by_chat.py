"""A payment told without its amount, through the chat: what is asked, and what each answer writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import understanding
from domain.customers import store as customers
from domain.ledger import store as ledger
from domain.values import Money
from infra import clock
from infra.database.session import store_session
from nlu.contract import Entity, Parse
from tests.unit.bot import mail

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
OFFER = "Ramesh se ₹250 mile, hisaab saaf? Kam mile hon to likhein kitne."


class Model:
    """Stands in for the model server, as the trained one takes these words: a payment of who is named, unless listed."""

    def parse(self, normalised: str) -> Parse:
        """The names are customers'."""
        listed = {"haan": "affirm", "nahi": "deny", "rehne do": "cancel", "wo wala": "out_of_scope"}
        intent = listed.get(normalised, "record_payment")
        if "becha" in normalised:
            intent = "record_sale"
        named = tuple(
            Entity("customer", start, start + len(name), name, 0.99)
            for name in ("Ramesh", "Sita")
            if (start := normalised.find(name)) >= 0
        )
        return Parse(intent, 0.99, ((intent, 0.99),), named)


@pytest.fixture
def shop(store: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The small shop, where Ramesh owes 250 and Sita 90."""
    monkeypatch.setattr(understanding, "model", Model)
    with store_session(store) as session:
        for name, key, owes in (("Ramesh", "rames", 250), ("Sita", "sita", 90)):
            one = customers.get_or_add(session, store, name, key, NOON)
            ledger.post(session, one, Money(owes), "credit", entry_id=None, now=NOON)
    return store


def say(body: str) -> str:
    with clock.stopped_at(NOON):
        return mail.say(body)


def owed(shop: int) -> tuple[str, str]:
    """What Ramesh and Sita owe."""
    with store_session(shop) as session:
        found = [customers.find(session, shop, key) for key in ("rames", "sita")]
        return str(found[0] and found[0].balance), str(found[1] and found[1].balance)


@pytest.mark.parametrize("yes", ["haan", "1"])
def test_all_that_is_owed_is_offered_and_a_yes_writes_it(shop: int, yes: str) -> None:
    assert OFFER in say("Ramesh ne sab de diya")
    assert owed(shop) == ("250.00", "90.00")
    assert "hisaab saaf" in say(yes).lower()
    assert owed(shop) == ("0.00", "90.00")


def test_a_no_asks_how_much_it_was(shop: int) -> None:
    say("Ramesh ne sab de diya")
    assert say("nahi") == "Ramesh: kitne rupaye?"
    say("100")
    assert owed(shop) == ("150.00", "90.00")


def test_to_leave_it_writes_nothing(shop: int) -> None:
    say("Ramesh ne sab de diya")
    assert "kuch nahi likha" in say("rehne do").lower()
    assert owed(shop) == ("250.00", "90.00")


def test_a_figure_is_how_much_it_was(shop: int) -> None:
    say("Ramesh ne sab de diya")
    say("200")
    assert owed(shop) == ("50.00", "90.00")


def test_what_is_no_answer_is_asked_again(shop: int) -> None:
    say("Ramesh ne sab de diya")
    assert "Ramesh ne ₹250 diye" in say("wo wala")
    say("haan")
    assert owed(shop) == ("0.00", "90.00")


def test_another_name_is_another_account(shop: int) -> None:
    say("Ramesh ne sab de diya")
    assert "Sita se ₹90 mile" in say("Sita ne diya")
    say("haan")
    assert owed(shop) == ("250.00", "0.00")
    # With an amount it is a payment of its own.
    say("Ramesh ne sab de diya")
    say("Sita ne 100 diye")
    assert owed(shop) == ("250.00", "-100.00")


def test_a_sale_is_no_answer(shop: int) -> None:
    say("Ramesh ne sab de diya")
    assert "sawaal chhod diya" in say("5 maggi becha")
    assert owed(shop) == ("250.00", "90.00")


def test_of_who_owes_nothing_the_amount_is_asked(shop: int) -> None:
    say("Ramesh ne 250 diye")
    assert say("Ramesh ne sab de diya") == "Ramesh: kitne rupaye?"
    say("40")
    assert owed(shop) == ("-40.00", "90.00")
