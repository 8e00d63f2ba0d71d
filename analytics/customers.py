"""How customers buy, by recency, frequency and monetary value (RFM), and who has stopped coming."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.journal import store as journal
from domain.ledger.models import LedgerEntry
from domain.sales.models import Sale
from domain.values import ZERO_MONEY, Money
from infra import clock

WINDOW_DAYS = 180
"""What is older says nothing of how somebody buys now."""
LEAST_VISITS = 3
"""Fewer days of buying have no rhythm from which one could have fallen."""
GAPS_AWAY = 2
"""Away for more than so many of one's usual gaps …"""
LEAST_DAYS_AWAY = 14
"""… and at least so many days: stopped coming."""
_GRADES = 3
"""Each of recency, frequency and money is graded 1 to 3 by thirds of the shop's own customers."""


@dataclass(frozen=True)
class Bought:
    """What a customer bought on a day, for cash or on credit."""

    customer_id: int
    day: date
    amount: Money


@dataclass(frozen=True)
class Habit:
    """How a customer bought in the window."""

    customer_id: int
    last: date
    visits: int
    """Days on which something was bought."""
    spent: Money
    usual_gap: float | None
    """Median days between two visits; None below three visits."""

    def has_stopped(self, today: date) -> bool:
        """Whether the customer has been away far longer than usual."""
        if self.usual_gap is None:
            return False
        return (today - self.last).days > max(LEAST_DAYS_AWAY, GAPS_AWAY * self.usual_gap)


def read_habits(session: Session, store_id: int, now: datetime, timezone: str) -> list[Habit]:
    """The habits of everybody who bought by name within the window, as the standing books have it."""
    since = now - timedelta(days=WINDOW_DAYS)
    # Goods on credit are in the ledger already, and so is credit that was written without goods.
    paid = select(Sale.customer_id, Sale.sold_at, Sale.total).where(
        Sale.store_id == store_id, Sale.sold_at >= since, Sale.customer_id.is_not(None), Sale.credit.is_(False)
    )
    owed = select(LedgerEntry.customer_id, LedgerEntry.happened_at, LedgerEntry.amount).where(
        LedgerEntry.store_id == store_id, LedgerEntry.happened_at >= since, LedgerEntry.kind == "credit"
    )
    rows: list[Any] = [
        *session.execute(paid.where(journal.stands(Sale.entry_id))).all(),
        *session.execute(owed.where(journal.stands(LedgerEntry.entry_id))).all(),
    ]
    return find_habits(Bought(row[0], clock.local(timezone, row[1]).date(), row[2]) for row in rows)


def find_habits(bought: Iterable[Bought]) -> list[Habit]:
    """The habit of each customer, by number."""
    by_customer: dict[int, list[Bought]] = {}
    for one in bought:
        if one.amount > ZERO_MONEY:
            by_customer.setdefault(one.customer_id, []).append(one)
    return [_habit(customer_id, by_customer[customer_id]) for customer_id in sorted(by_customer)]


def _habit(customer_id: int, bought: Sequence[Bought]) -> Habit:
    days = sorted({one.day for one in bought})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return Habit(
        customer_id=customer_id,
        last=days[-1],
        visits=len(days),
        spent=sum((one.amount for one in bought), ZERO_MONEY),
        usual_gap=float(median(gaps)) if len(days) >= LEAST_VISITS else None,
    )


def rank(habits: Sequence[Habit], today: date) -> list[Habit]:
    """Those who still come, the best first: by the sum of the three grades, then by the money."""
    coming = [habit for habit in habits if not habit.has_stopped(today)]
    recency = _grades([-(today - habit.last).days for habit in coming])
    frequency = _grades([habit.visits for habit in coming])
    money = _grades([float(habit.spent.value) for habit in coming])
    graded = zip((sum(grades) for grades in zip(recency, frequency, money, strict=True)), coming, strict=True)
    best = sorted(graded, key=lambda one: (-one[0], -one[1].spent.value, one[1].customer_id))
    return [habit for _, habit in best]


def _grades(values: Sequence[float]) -> list[int]:
    """1 for the lowest third, 3 for the highest; equal values have equal grades."""
    below = [sum(other < value for other in values) for value in values]
    return [1 + _GRADES * count // len(values) for count in below]


def lost(habits: Sequence[Habit], today: date) -> list[Habit]:
    """Those who have stopped coming, who spent most first."""
    gone = [habit for habit in habits if habit.has_stopped(today)]
    return sorted(gone, key=lambda habit: (-habit.spent.value, habit.customer_id))
