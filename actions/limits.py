"""What no shop writes: figures below zero or beyond reason, and entries of days to come."""

from __future__ import annotations

from actions.contract import Refused, Reply, Request
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity
from infra import clock

MOST_QUANTITY = Quantity(100_000)
"""Of one product in one entry, in its unit: three trucks of sugar. A kirana shop turns over less in a year."""
MOST_MONEY = Money(10_000_000)
"""A crore of rupees in one entry."""


def check(request: Request) -> None:
    """Raises Refused for a figure below zero or far too large, and for an entry of a day that is still to come."""
    for quantity in (line.quantity for line in request.lines):
        if quantity is not None and not ZERO_QUANTITY <= quantity <= MOST_QUANTITY:
            raise Refused(Reply("refused.figure"))
    for amount in (
        request.amount,
        request.paid,
        *(money for line in request.lines for money in (line.price, line.amount)),
    ):
        if amount is not None and not ZERO_MONEY <= amount <= MOST_MONEY:
            raise Refused(Reply("refused.figure"))
    if request.entry_date is not None and request.entry_date > clock.local(request.timezone, request.now).date():
        raise Refused(Reply("refused.future", {"date": request.entry_date}))


def is_beyond(request: Request) -> bool:
    """Whether `check` would refuse it."""
    try:
        check(request)
    except Refused:
        return True
    return False
