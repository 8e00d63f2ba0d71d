"""The account of the customer that a request names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from actions import limits
from actions.contract import Ask, Choice, Named, Phrase, Reply, Request
from domain.customers import store as customers
from domain.customers.models import Customer

NEW = "new"
"""The answer that none of the known customers is meant."""


@dataclass(frozen=True)
class Account:
    """A customer, and what a confirmation has to say about the account."""

    customer: Customer
    notes: tuple[Phrase, ...]


def find_account(session: Session, request: Request, *, may_open: bool = False) -> Customer | None:
    """The customer who is named: by the answer that was given, by the whole name, or as the only one whom it fits.

    None for nobody and for a new name. Raises Ask when several fit; with `may_open`, for a write, also when one fits but is
    not called just so ("Ramesh" where Ramesh driver is known): whose account it is, or a new one. When none fits, also when
    one sounds alike: it may be the same name in other letters.
    """
    if request.customer is None:
        return None
    told = request.told.get("customer")
    if told is not None and told.isdecimal():
        return customers.get(session, int(told))
    fitting = customers.fitting(session, request.store_id, request.customer.key)
    if told == NEW:
        return None
    exact = [customer for customer in fitting if customer.name_key.partition("#")[0] == request.customer.key]
    if len(exact) == 1:
        return exact[0]
    if len(fitting) == 1 and not may_open:
        return fitting[0]
    close = exact or fitting or customers.sounding_like(session, request.store_id, request.customer.loose_key)
    if not close:
        return None
    raise Ask(_which(request.customer, close, may_open=may_open and not exact), "customer")


def open_account(session: Session, request: Request) -> Account | None:
    """The account of the customer who is named, opened when it is the first time, which the notes say; None for nobody.

    Raises Ask when it is not clear whose.
    """
    if request.customer is None:
        return None
    known = find_account(session, request, may_open=True)
    if known is not None:
        return Account(known, ())
    # What is refused leaves no account behind.
    limits.check(request)
    name, key, loose_key = request.customer.name, request.customer.key, request.customer.loose_key
    opened = customers.get_or_add(session, request.store_id, name, key, request.now, loose_key=loose_key)
    # Said, because a misspelt name opens a second account for the same person.
    return Account(opened, (Phrase("note.new_customer", {"customer": name}),))


def settled(request: Request, account: Account | None) -> Request:
    """The request with its customer settled, so that it is this account's whenever it is written again."""
    if account is None:
        return request
    return replace(request, told={**request.told, "customer": str(account.customer.id)})


def _which(named: Named, fitting: Sequence[Customer], *, may_open: bool) -> Reply:
    shown = [(str(customer.id), _title(customer, fitting)) for customer in fitting[:_SHOWN]]
    choices = tuple(Choice(id, "choice.product", {"product": title}) for id, title in shown)
    if may_open:
        choices += (Choice(NEW, "choice.new_customer", {"customer": named.name}),)
    return Reply("dialogue.choose", {"text": named.name, "options": tuple(title for _, title in shown)}, choices)


_SHOWN = 8


def _title(customer: Customer, among: Sequence[Customer]) -> str:
    """The name, with what tells it from another of the same name: the number's end, or which it is."""
    same = [other for other in among if other.name == customer.name]
    if len(same) == 1:
        return customer.name
    return f"{customer.name} {customer.phone[-4:] if customer.phone else same.index(customer) + 1}"
