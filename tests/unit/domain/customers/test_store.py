"""Customers are found by the key of their name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from domain.customers import store as customers
from domain.ledger import store as ledger
from domain.values import Money


def test_a_name_keeps_the_spelling_in_which_it_was_first_said(books: Session, store: int, now: datetime) -> None:
    assert customers.find(books, store, "ramesh") is None
    first = customers.get_or_add(books, store, "Ramesh bhai", "ramesh", now)
    again = customers.get_or_add(books, store, "रमेश", "ramesh", now)
    assert again is first is customers.find(books, store, "ramesh")
    assert (first.name, first.balance) == ("Ramesh bhai", Money(0))


def test_who_owes_most_comes_first(books: Session, store: int, now: datetime) -> None:
    for name, balance in (("Asha", 50), ("Bala", 300), ("Chand", 0), ("Dev", -20)):
        customer = customers.get_or_add(books, store, name, name.lower(), now)
        ledger.post(books, customer, Money(balance), "credit", entry_id=None, now=now)
    assert [customer.name for customer in customers.owing(books, store)] == ["Bala", "Asha"]
    assert [customer.name for customer in customers.all(books, store)] == ["Asha", "Bala", "Chand", "Dev"]
