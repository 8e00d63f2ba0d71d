"""The account of the customer that a request names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.contract import Phrase, Request
from domain.customers import store as customers
from domain.customers.models import Customer


@dataclass(frozen=True)
class Account:
    """A customer, and what a confirmation has to say about the account."""

    customer: Customer
    notes: tuple[Phrase, ...]


def open_account(session: Session, request: Request) -> Account | None:
    """The account of the customer who is named, opened when it is the first time, which the notes say; None for nobody."""
    if request.customer is None:
        return None
    name, key = request.customer.name, request.customer.key
    known = customers.find(session, request.store_id, key)
    if known is not None:
        return Account(known, ())
    opened = customers.get_or_add(session, request.store_id, name, key, request.now)
    # Said, because a misspelt name opens a second account for the same person.
    return Account(opened, (Phrase("note.new_customer", {"customer": name}),))
