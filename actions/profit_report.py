"""`profit_report`: what was earned in a period, by the cost of the goods at the moment of each sale."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.comparison import compared
from actions.contract import Outcome, Phrase, Reply, Request, Value
from actions.periods import back, before, on, span
from domain.reports import store as reports
from domain.values import ZERO_MONEY
from infra import clock


def profit_report(session: Session, request: Request) -> Outcome:
    """Gross profit of a period (today, unless said), its share of the sales, what spoiled, and how it stands against before.

    Sales written as a total, without products, have no cost: they are left out, and that is said.
    """
    days = back(request.period, clock.local(request.timezone, request.now).date())
    if request.period is None and request.entry_date is not None:
        days = on(request.entry_date)
    inside = span(days, request.timezone)
    earned = reports.profit(session, request.store_id, inside.begin, inside.end)
    notes: tuple[Phrase, ...] = ()
    if earned.wastage > ZERO_MONEY:
        notes += (Phrase("profit_report.wastage", {"amount": earned.wastage}),)
    if earned.unassigned:
        notes += (Phrase("profit_report.unassigned", {"amount": earned.unassigned}),)
    if earned.margin is None:
        return Outcome(Reply("profit_report.none", {"period": days.name, "notes": notes}))
    earlier = before(request.period, days, request.now, request.timezone)
    notes += compared(earned.gross, reports.profit(session, request.store_id, earlier.begin, earlier.end).gross)
    lost = earned.gross < ZERO_MONEY
    figures: dict[str, Value] = {"period": days.name, "revenue": earned.revenue, "cost": earned.cost, "notes": notes}
    if lost:
        return Outcome(Reply("profit_report.loss", {**figures, "loss": -earned.gross}))
    return Outcome(Reply("profit_report.done", {**figures, "profit": earned.gross, "margin": earned.margin}))
