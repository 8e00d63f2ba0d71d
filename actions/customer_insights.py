"""`customer_insights`: who the good customers are, and who has stopped coming."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.accounts import find_account
from actions.contract import Outcome, Phrase, Refused, Reply, Request, Value
from analytics.customers import Habit, lost, rank, read_habits
from domain.customers import store as customers
from infra import clock

_SHOWN = {"whatsapp": 5, "sms": 3}


def customer_insights(session: Session, request: Request) -> Outcome:
    """The best customers by recency, frequency and money, and those who stopped coming; or how one customer buys.

    Known are those whom sales or the khata name. Raises Refused for an unknown customer, Ask when several fit.
    """
    today = clock.local(request.timezone, request.now).date()
    habits = read_habits(session, request.store_id, request.now, request.timezone)
    if request.customer is not None:
        return _one(session, request, habits)
    if not habits:
        return Outcome(Reply("customer_insights.none"))
    room = _SHOWN.get(request.channel, _SHOWN["whatsapp"])
    stopped = tuple(_line(session, habit) for habit in lost(habits, today)[:room])
    params: dict[str, Value] = {
        "good": tuple(_line(session, habit) for habit in rank(habits, today)[:room]),
        # Who asked for just them is not answered by the others alone.
        "stopped": stopped or (Phrase("customer_insights.nobody"),),
    }
    return Outcome(Reply("customer_insights.done", params))


def _one(session: Session, request: Request, habits: list[Habit]) -> Outcome:
    assert request.customer is not None
    customer = find_account(session, request)
    if customer is None:
        raise Refused(Reply("check_balance.unknown", {"customer": request.customer.name}))
    habit = next((habit for habit in habits if habit.customer_id == customer.id), None)
    if habit is None:
        return Outcome(Reply("customer_insights.none"))
    line = _line(session, habit)
    return Outcome(Reply(line.key, line.params))


def _line(session: Session, habit: Habit) -> Phrase:
    customer = customers.get(session, habit.customer_id)
    assert customer is not None, "the books keep every customer they name"
    params: dict[str, Value] = {
        "customer": customer.name,
        "visits": habit.visits,
        "spent": habit.spent,
        "date": habit.last,
    }
    return Phrase("customer_insights.line", params)
