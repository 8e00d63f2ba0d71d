"""A balance is the sum of the ledger, whoever writes at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from domain.customers import store as customers
from domain.customers.models import Customer
from domain.journal.models import Entry
from domain.ledger import store as ledger
from domain.ledger.models import LedgerEntry
from domain.values import Money
from infra import clock
from infra.database.session import store_session

AMOUNTS = st.lists(st.integers(-100_000, 100_000).map(lambda paise: Money(f"{paise / 100:.2f}")), max_size=12)


def posted(session: Session, customer: Customer) -> Money:
    total = select(func.sum(LedgerEntry.amount)).where(LedgerEntry.customer_id == customer.id)
    return session.scalar(total) or Money(0)


@pytest.fixture
def ramesh(books: Session, store: int, now: datetime) -> Customer:
    return customers.get_or_add(books, store, "Ramesh", "ramesh", now)


def test_credit_adds_and_a_payment_takes_away(
    books: Session, ramesh: Customer, entry: Callable[..., Entry], now: datetime
) -> None:
    ledger.post(books, ramesh, Money(250), "credit", entry_id=entry("record_credit").id, now=now)
    ledger.post(books, ramesh, Money("-100.50"), "payment", entry_id=entry("record_payment").id, now=now)
    assert ramesh.balance == Money("149.50")


def test_what_is_taken_back_is_posted_the_other_way(
    books: Session,
    ramesh: Customer,
    entry: Callable[..., Entry],
    take_back: Callable[[Entry], Entry],
    now: datetime,
) -> None:
    made = entry("record_credit")
    ledger.post(books, ramesh, Money(250), "credit", entry_id=made.id, now=now)
    reversal = take_back(made)
    assert ramesh.balance == posted(books, ramesh) == Money(0)
    newest = ledger.history(books, ramesh.id, limit=1)
    assert [(row.kind, row.amount, row.entry_id) for row in newest] == [("reversal", Money(-250), reversal.id)]


def test_history_is_the_newest_first(books: Session, ramesh: Customer, now: datetime) -> None:
    for day in range(12):
        ledger.post(books, ramesh, Money(day + 1), "credit", entry_id=None, now=now + timedelta(days=day))
    assert [row.amount for row in ledger.history(books, ramesh.id, limit=3)] == [Money(12), Money(11), Money(10)]
    assert len(ledger.history(books, ramesh.id)) == 10


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=AMOUNTS)
def test_the_balance_is_the_sum(store: int, amounts: list[Money]) -> None:
    with store_session(store) as session:
        sita = customers.get_or_add(session, store, "Sita", "sita", clock.now())
        for amount in amounts:
            ledger.post(session, sita, amount, "credit", entry_id=None, now=clock.now())
        session.expire_all()
        assert sita.balance == posted(session, sita)


def test_payments_at_once_all_count(store: int, now: datetime) -> None:
    def pay(_: int) -> None:
        with store_session(store) as session:
            mohan = customers.get_or_add(session, store, "Mohan", "mohan", now)
            ledger.post(session, mohan, Money(-10), "payment", entry_id=None, now=now)

    with ThreadPoolExecutor(6) as helpers:
        list(helpers.map(pay, range(18)))
    with store_session(store) as session:
        assert [(customer.name, customer.balance) for customer in customers.all(session, store)] == [
            ("Mohan", Money(-180))
        ], "one account, though six asked for it at once"


def test_the_ledger_is_only_ever_added_to(books: Session, ramesh: Customer, now: datetime) -> None:
    ledger.post(books, ramesh, Money(1), "credit", entry_id=None, now=now)
    for change in (delete(LedgerEntry), update(LedgerEntry).values(amount=Money(0))):
        with pytest.raises(ProgrammingError, match="permission denied"), books.begin_nested():
            books.execute(change)
