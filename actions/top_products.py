"""`top_products`: what sells best."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Measure, Outcome, Phrase, Reply, Request
from actions.periods import back, on, span
from domain.reports import store as reports
from domain.values import ZERO_MONEY, ZERO_QUANTITY
from infra import clock

_PERIOD = "30d"
_SHOWN = {"whatsapp": 10, "sms": 5}


def top_products(session: Session, request: Request) -> Outcome:
    """The products that brought most money in a period (the last 30 days, unless said), most first."""
    today = clock.local(request.timezone, request.now).date()
    days = back(request.period or _PERIOD, today)
    if request.period is None and request.entry_date is not None:
        days = on(request.entry_date)
    inside = span(days, request.timezone)
    sold = reports.product_profits(session, request.store_id, inside.begin, inside.end)
    # Of what was only brought back nothing sells.
    best = [product for product in sold if product.quantity > ZERO_QUANTITY and product.amount > ZERO_MONEY]
    if not best:
        return Outcome(Reply("sales_report.none", {"period": days.name}))
    lines = tuple(
        Phrase(
            "sales_report.line",
            {
                "product": wording.short(product.name),
                "quantity": Measure(product.quantity, product.unit),
                "amount": product.amount,
            },
        )
        for product in best[: _SHOWN.get(request.channel, _SHOWN["whatsapp"])]
    )
    return Outcome(Reply("top_products.done", {"period": days.name, "lines": lines}))
