"""What is on its way: said beside goods that are low, so that nobody orders them twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Phrase, Value
from domain.catalogue.models import Product
from domain.suppliers import orders
from domain.values import Quantity

_WEEK = timedelta(days=6)
"""So far ahead the name of a weekday says which day it is."""


@dataclass(frozen=True)
class Coming:
    """What is still to come of a product by the order that is expected first."""

    quantity: Quantity
    supplier: str
    expected_on: date


def coming(session: Session, store_id: int) -> dict[int, Coming]:
    """What is on its way to the store, by product number."""
    found: dict[int, Coming] = {}
    for one in orders.open_orders(session, store_id):
        for product, ordered, came in one.lines:
            if came < ordered:
                found.setdefault(product.id, Coming(ordered - came, one.supplier.name, one.order.expected_on))
    return found


def with_coming(line: Phrase, product: Product, on_its_way: Mapping[int, Coming], today: date) -> Phrase:
    """A line about a product, and after it what is on its way of it, where anything is."""
    found = on_its_way.get(product.id)
    if found is None:
        return line
    params: dict[str, Value] = {
        "line": line,
        "quantity": wording.measure(product, found.quantity),
        "supplier": found.supplier,
    }
    if found.expected_on < today:
        return Phrase("check_stock.line_late", {**params, "date": found.expected_on})
    return Phrase("check_stock.line_coming", {**params, "day": say_day(found.expected_on, today)})


def say_day(day: date, today: date) -> Phrase:
    """A day to come: by its weekday within a week, by its date beyond."""
    if day - today <= _WEEK:
        return Phrase("day.weekday", {"day": day})
    return Phrase("period.date", {"date": day})
