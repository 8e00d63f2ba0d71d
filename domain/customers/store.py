"""Customers, found by any spelling of their name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from domain.customers.models import Customer
from domain.journal import store as journal
from domain.values import ZERO_MONEY


def find(session: Session, store_id: int, key: str) -> Customer | None:
    """The customer whose folded name is `key`."""
    query = select(Customer).where(Customer.store_id == store_id, Customer.name_key == key)
    return session.scalars(query).one_or_none()


def get(session: Session, customer_id: int) -> Customer | None:
    """The customer, or None."""
    return session.get(Customer, customer_id)


def fitting(session: Session, store_id: int, key: str) -> list[Customer]:
    """Those whom a name may mean, by name: every word of it is in theirs. `rames` fits Ramesh, Ramesh bhai, Ramesh driver."""
    said = key.split()
    longest = max(said, key=len, default="")
    query = select(Customer).where(Customer.store_id == store_id, Customer.name_key.contains(longest, autoescape=True))
    found = session.scalars(query.order_by(Customer.name, Customer.id))
    return [customer for customer in found if said and set(said) <= set(customer.name_key.partition("#")[0].split())]


def sounding_like(session: Session, store_id: int, loose_key: str) -> list[Customer]:
    """Those whose whole names have that looser key, by name: maybe the same name in another spelling, maybe another."""
    query = select(Customer).where(Customer.store_id == store_id, Customer.loose_key == loose_key)
    return list(session.scalars(query.order_by(Customer.name, Customer.id))) if loose_key else []


def get_or_add(session: Session, store_id: int, name: str, key: str, now: datetime, *, loose_key: str = "") -> Customer:
    """The customer of that name, with a new account of nothing where there was none."""
    found = find(session, store_id, key)
    if found is not None:
        return found
    # Two phones of one shop may name the same new customer at once: the second finds the first one's row.
    journal.take_turn(session, store_id)
    row = upsert(Customer).values(
        store_id=store_id, name=name, name_key=key, loose_key=loose_key, balance=ZERO_MONEY, created_at=now
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["store_id", "name_key"]))
    return session.scalars(select(Customer).where(Customer.store_id == store_id, Customer.name_key == key)).one()


def all(session: Session, store_id: int) -> list[Customer]:
    """Every customer of the store, by name."""
    return list(session.scalars(select(Customer).where(Customer.store_id == store_id).order_by(Customer.name)))


def owing(session: Session, store_id: int) -> list[Customer]:
    """Those who owe, most first."""
    query = select(Customer).where(Customer.store_id == store_id, Customer.balance > ZERO_MONEY)
    return list(session.scalars(query.order_by(Customer.balance.desc(), Customer.name)))
