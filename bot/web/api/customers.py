"""Customers and their accounts: listed, added, credited, paid."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contract import Named
from bot.dialogue.requests import named
from bot.web.api.caller import ByKey, Caller
from bot.web.api.description import ABSENT, TAKEN, made
from bot.web.api.fields import Amount, Body, Moment, Shown, Text, money
from bot.web.api.paging import After, Limit, Page, page_of
from bot.web.api.sales import Number
from bot.web.api.writing import Made, Once, ask, books, carry_out, write_once
from bot.web.problems import Problem
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.ledger.models import LedgerEntry
from infra import clock

router = APIRouter(prefix="/customers", tags=["customers"])


class CustomerShown(Shown):
    """A customer. The balance is what they owe; below nothing when they have paid ahead."""

    id: int
    name: str
    phone: str | None
    balance: str
    created_at: datetime


class NewCustomer(Body):
    """A customer to be known by name."""

    name: Text
    phone: str | None = Field(None, pattern=r"^\+[1-9][0-9]{7,14}$", max_length=16)


class NewPosting(Body):
    """An amount that a customer came to owe, or paid."""

    amount: Amount
    payment: Literal["cash", "upi"] | None = None
    happened_at: Moment | None = Field(None, description="When it was, if not now.")


class PostingShown(Shown):
    """An amount on an account: positive is owed, negative was paid."""

    id: int
    entry_id: int | None
    kind: str
    amount: str
    happened_at: datetime


class PostedShown(Shown):
    """An amount that was written on an account, and how it stands now."""

    entry_id: int
    customer: CustomerShown


@router.get("")
def list_customers(caller: ByKey, limit: Limit = 50, after: After = None) -> Page[CustomerShown]:
    """The store's customers, oldest first."""
    query = select(Customer).where(Customer.store_id == caller.store_id, Customer.id > int(after or 0))
    with books(caller) as session:
        found = list(session.scalars(query.order_by(Customer.id).limit(limit + 1)))
        return page_of([_show(customer) for customer in found], [customer.id for customer in found], limit)


@router.post("", status_code=201, response_model=CustomerShown, responses={**made("customer"), **TAKEN})
def add_customer(caller: ByKey, once: Once, new: NewCustomer) -> JSONResponse:
    """Open an account for a customer; 409 when there is one whose name is spelt alike in any script."""
    return write_once(caller, once, lambda session: _add(session, caller, new))


@router.get("/{number}", responses=ABSENT)
def get_customer(caller: ByKey, number: Number) -> CustomerShown:
    """One customer."""
    with books(caller) as session:
        return _show(_find(session, caller, number))


@router.get("/{number}/ledger", responses=ABSENT)
def list_ledger(caller: ByKey, number: Number, limit: Limit = 50, after: After = None) -> Page[PostingShown]:
    """What was written on a customer's account, newest first."""
    with books(caller) as session:
        query = select(LedgerEntry).where(LedgerEntry.customer_id == _find(session, caller, number).id)
        if after is not None:
            query = query.where(LedgerEntry.id < int(after))
        found = list(session.scalars(query.order_by(LedgerEntry.id.desc()).limit(limit + 1)))
    rows = [
        PostingShown(
            id=posted.id,
            entry_id=posted.entry_id,
            kind=posted.kind,
            amount=str(posted.amount),
            happened_at=posted.happened_at,
        )
        for posted in found
    ]
    return page_of(rows, [posted.id for posted in found], limit)


_POSTED = {**made("posting"), **ABSENT, **TAKEN}


@router.post("/{number}/credits", status_code=201, response_model=PostedShown, responses=_POSTED)
def record_credit(caller: ByKey, once: Once, number: Number, posting: NewPosting) -> JSONResponse:
    """Write an amount on a customer's account. Goods on credit are a sale with `credit`."""
    return write_once(caller, once, lambda session: _post(session, caller, "record_credit", number, posting))


@router.post("/{number}/payments", status_code=201, response_model=PostedShown, responses=_POSTED)
def record_payment(caller: ByKey, once: Once, number: Number, posting: NewPosting) -> JSONResponse:
    """Write what a customer paid back."""
    return write_once(caller, once, lambda session: _post(session, caller, "record_payment", number, posting))


def _find(session: Session, caller: Caller, number: int) -> Customer:
    query = select(Customer).where(Customer.store_id == caller.store_id, Customer.id == number)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no customer {number}.")
    return found


def _add(session: Session, caller: Caller, new: NewCustomer) -> Made:
    who = named(new.name)
    if who is None or not who.key:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A name needs a letter.", code="refused.no_customer")
    known = customers.find(session, caller.store_id, who.key)
    if known is not None:
        raise Problem(HTTPStatus.CONFLICT, f"Customer {known.id} is called {known.name}.", code="customer.exists")
    customer = customers.get_or_add(session, caller.store_id, who.name, who.key, clock.now(), loose_key=who.loose_key)
    if new.phone is not None:
        customer.phone = new.phone
        session.flush()
    return Made(_show(customer), f"/api/v1/customers/{customer.id}")


def _post(session: Session, caller: Caller, intent: str, number: int, posting: NewPosting) -> Made:
    customer = _find(session, caller, number)
    request = ask(
        caller,
        intent,
        posting.happened_at,
        customer=Named(customer.name, customer.name_key),
        told={"customer": str(customer.id)},
        amount=money(posting.amount),
        payment=posting.payment,
    )
    _, entry_id = carry_out(session, request)
    return Made(PostedShown(entry_id=entry_id, customer=_show(customer)), f"/api/v1/entries/{entry_id}")


def _show(customer: Customer) -> CustomerShown:
    return CustomerShown(
        id=customer.id,
        name=customer.name,
        phone=customer.phone,
        balance=str(customer.balance),
        created_at=customer.created_at,
    )
