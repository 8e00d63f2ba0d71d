"""`sales_report`: the sales of a period."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import report_parts, wording
from actions.comparison import compared
from actions.contract import Document, Measure, Outcome, Phrase, Reply, Request, Value
from actions.periods import Days, back, before, on, span
from actions.products import find, refused_unknown
from actions.stores import EVERY_STORE, own_stores, title
from domain.catalogue.models import Product
from domain.reports import store as reports
from domain.sales import sums
from domain.sales.sums import SalesSummary
from domain.stores.store import Membership
from domain.values import ZERO_MONEY, ZERO_QUANTITY
from infra import clock
from infra.database.session import visit_store

_TOP = 3
_DRAWN_FROM = 5
"""Days from which on a report comes with a picture."""


def sales_report(session: Session, request: Request) -> Outcome:
    """What was sold in a period (today, unless said), net of what was taken back: number, sum, cash and credit, the best
    three, and how it stands against the time before; of products that are named, what each of them brought.

    Raises Refused when none of them is known.
    """
    today = clock.local(request.timezone, request.now).date()
    days = back(request.period, today)
    if request.period is None and request.entry_date is not None:
        days = on(request.entry_date)
    if request.shop == EVERY_STORE:
        return _of_all_stores(session, request, days)
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
    earlier = before(request.period, days, request.now, request.timezone)
    sold_before = reports.total_sales(session, request.store_id, earlier.begin, earlier.end)
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
                "notes": compared(summary.total, sold_before),
            },
            attachments=_picture(session, request, days),
        )
    )


def _picture(session: Session, request: Request, days: Days) -> tuple[Document, ...]:
    """The days drawn, where there are enough to see something; by SMS a link would cost more than it says."""
    if request.channel == "sms" or days.count < _DRAWN_FROM:
        return ()
    drawn = report_parts.sales_chart(session, request, days)
    return (
        (Document(f"sales-{days.first}-{days.last}", "png", report_parts.heading("sales", days), (drawn,)),)
        if drawn
        else ()
    )


def _of_all_stores(session: Session, request: Request, days: Days) -> Outcome:
    sums = [(own, summary) for own in own_stores(session, request) for summary in [_sum_of(session, own, days)]]
    lines = tuple(
        Phrase("sales_report.store_line", {"shop": title(own), "count": summary.count, "total": summary.total})
        for own, summary in sums
    )
    count = sum(summary.count for _, summary in sums)
    total = sum((summary.total for _, summary in sums), ZERO_MONEY)
    params: dict[str, Value] = {"period": days.name, "count": count, "total": total, "lines": lines}
    return Outcome(Reply("sales_report.stores", params))


def _sum_of(session: Session, own: Membership, days: Days) -> SalesSummary:
    inside = span(days, own.timezone)
    with visit_store(session, own.store_id):
        return sums.summary(session, own.store_id, inside.begin, inside.end)


def _sum(session: Session, request: Request, days: Days) -> SalesSummary:
    inside = span(days, request.timezone)
    return sums.summary(session, request.store_id, inside.begin, inside.end)


def _of_product(product: Product, summary: SalesSummary) -> Phrase:
    sold = next((line for line in summary.products if line.product_id == product.id), None)
    quantity, amount = (sold.quantity, sold.amount) if sold is not None else (ZERO_QUANTITY, ZERO_MONEY)
    shown: dict[str, Value] = {
        "product": wording.name(product),
        "quantity": wording.measure(product, quantity),
        "amount": amount,
    }
    return Phrase("sales_report.line", shown)
