"""`sales_report`: the sales of a period."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Measure, Outcome, Phrase, Reply, Request, Value
from actions.periods import Days, back, on
from actions.products import find, refused_unknown
from domain.catalogue.models import Product
from domain.sales import store as sales
from domain.sales.store import SalesSummary
from domain.values import ZERO_MONEY, ZERO_QUANTITY
from infra import clock

_TOP = 3


def sales_report(session: Session, request: Request) -> Outcome:
    """What was sold in a period (today, unless said), net of what was taken back: number, sum, cash and credit, the best
    three; of products that are named, what each of them brought. Raises Refused when none of them is known.
    """
    today = clock.local(request.timezone, request.now).date()
    days = back(request.period, today)
    if request.period is None and request.entry_date is not None:
        days = on(request.entry_date)
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    summary = _sum(session, request, days)
    if found:
        lines = tuple(_of_product(named.product, summary) for named in found)
        params: dict[str, Value] = {"period": days.name, "lines": lines, "notes": wording.not_found(unknown)}
        return Outcome(Reply("sales_report.products", params))
    if not summary.count and not summary.total:
        return Outcome(Reply("sales_report.none", {"period": days.name}))
    return Outcome(
        Reply(
            "sales_report.done",
            {
                "period": days.name,
                "count": summary.count,
                "total": summary.total,
                "cash": summary.cash,
                "credit": summary.credit,
                "top": tuple(
                    Phrase(
                        "sales_report.line",
                        {
                            "product": wording.short(best.name),
                            "quantity": Measure(best.quantity, best.unit),
                            "amount": best.amount,
                        },
                    )
                    for best in summary.products[:_TOP]
                    if best.quantity > ZERO_QUANTITY
                ),
            },
        )
    )


def _sum(session: Session, request: Request, days: Days) -> SalesSummary:
    begin, _ = clock.day_bounds(days.first, request.timezone)
    _, end = clock.day_bounds(days.last, request.timezone)
    return sales.summary(session, request.store_id, begin, end)


def _of_product(product: Product, summary: SalesSummary) -> Phrase:
    sold = next((line for line in summary.products if line.product_id == product.id), None)
    quantity, amount = (sold.quantity, sold.amount) if sold is not None else (ZERO_QUANTITY, ZERO_MONEY)
    shown: dict[str, Value] = {
        "product": wording.name(product),
        "quantity": wording.measure(product, quantity),
        "amount": amount,
    }
    return Phrase("sales_report.line", shown)
