"""`export_report`: a report as a file."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from actions import report_parts
from actions.contract import Document, Outcome, Phrase, Reply, Request, Table, Value
from actions.periods import back, on
from domain.audit import store as audit
from domain.values import Money
from infra import clock

_PERIOD = "this_month"
_FORMATS: dict[str, Literal["pdf", "excel", "png"]] = {"pdf": "pdf", "excel": "excel", "chart": "png"}


def export_report(session: Session, request: Request) -> Outcome:
    """A file of a report: `sales` (unless said), `profit`, `gst`, `purchases` of a period (this month, unless said), or the
    `stock`, the balances (`credit`) of now; as `pdf` (unless said), `excel`, or the `chart` alone where the report has one.

    Nothing is attached where there is nothing to show.
    """
    today = clock.local(request.timezone, request.now).date()
    days = back(request.period or _PERIOD, today)
    if request.period is None and request.entry_date is not None:
        days = on(request.entry_date)
    name = request.report if request.report in report_parts.MAKERS else "sales"
    if name in report_parts.OF_NOW:
        days = on(today)
    title = report_parts.heading(name, days)
    parts = report_parts.MAKERS[name](session, request, days)
    if not parts:
        return Outcome(Reply("export_report.none", {"title": title}))
    form, whole = _FORMATS.get(request.format or "", "pdf"), parts
    charts = report_parts.charts(parts)
    if form == "png":
        # A report without figures to draw is sent whole.
        form, parts = ("png", charts[:1]) if charts else ("pdf", parts)
    audit.write(
        session,
        request.store_id,
        audit.user(request.user_id),
        "export_report",
        now=request.now,
        detail={"report": name, "format": form, "first": str(days.first), "last": str(days.last)},
    )
    document = Document(_file_name(name, days.first, days.last), form, title, parts)
    said: dict[str, Value] = {"title": title, "figures": _figures(whole)}
    return Outcome(Reply("export_report.done", said, attachments=(document,)))


def _figures(parts: report_parts.Parts) -> tuple[Phrase, ...]:
    """The sums of the first table: who has no data plan can't open the file."""
    table = next((part for part in parts if isinstance(part, Table) and part.total is not None), None)
    if table is None or table.total is None:
        return ()
    return tuple(
        Phrase("export_report.figure", {"name": (column.title,), "amount": value})
        for column, value in zip(table.columns, table.total, strict=True)
        if isinstance(value, Money)
    )


def _file_name(name: str, first: date, last: date) -> str:
    return f"{name}-{first}" if first == last else f"{name}-{first}-{last}"
