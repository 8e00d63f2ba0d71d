"""`export_my_data`, `delete_my_data`: a copy of everything, and the end of the account."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions import report_parts
from actions.contract import Choice, Document, Outcome, RawFile, Reply, Request
from actions.periods import back, on
from domain.audit import store as audit
from domain.erasure import store as erasure
from domain.export import store as export
from domain.stores import store as stores
from infra import clock

_READABLE = "90d"
"""Of sales, in the PDF; the tables hold all."""
_YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


def export_my_data(session: Session, request: Request) -> Outcome:
    """A zip of the store's own rows, a CSV a table, and of the stock, the balances and the last 90 days' sales to read."""
    today = clock.local(request.timezone, request.now).date()
    readable = (
        *report_parts.stock_parts(session, request, on(today)),
        *report_parts.credit_parts(session, request, on(today)),
        *report_parts.sales_parts(session, request, back(_READABLE, today)),
    )
    files = export.csv_files(session, request.store_id)
    rows = tuple(RawFile(f"{name}.csv", content) for name, content in files.items())
    who = audit.user(request.user_id)
    audit.write(session, request.store_id, who, "export_my_data", now=request.now, detail={"tables": sorted(files)})
    title = report_parts.heading("my_data", on(today))
    document = Document(f"my-data-{today}", "zip", title, (*readable, *rows))
    return Outcome(Reply("export_my_data.done", attachments=(document,)))


def delete_my_data(session: Session, request: Request) -> Outcome:
    """Plan the erasure of the store, 48 hours from now, after a yes (`request.on`, which only that yes sets).

    Where it is planned already, offer to call it off, which `cancel` does too.
    """
    store = stores.get(session, request.store_id)
    if store.erase_after is not None:
        at = _local(request, store.erase_after)
        keep = replace(request, intent="cancel", on=None)
        return Outcome(Reply("delete_my_data.planned", {"at": at}, _YES_NO), offer=keep)
    if not request.on:
        return Outcome(Reply("delete_my_data.sure", {"shop": store.name}, _YES_NO), offer=replace(request, on=True))
    at = erasure.plan(session, request.store_id, request.now)
    audit.write(
        session,
        request.store_id,
        audit.user(request.user_id),
        "delete_my_data",
        now=request.now,
        detail={"erase_after": at.isoformat()},
    )
    # By SMS the choice is a number, so that nobody need write a word that the network takes for itself.
    keep_it = Choice("intent:cancel", "choice.keep_account")
    return Outcome(Reply("delete_my_data.done", {"at": _local(request, at)}, (keep_it,)))


def keep_my_data(session: Session, request: Request) -> Outcome | None:
    """Call a planned erasure off; None when none is planned."""
    if not erasure.call_off(session, request.store_id):
        return None
    audit.write(session, request.store_id, audit.user(request.user_id), "keep_my_data", now=request.now)
    return Outcome(Reply("delete_my_data.kept"))


def _local(request: Request, at: datetime) -> datetime:
    return clock.local(request.timezone, at)
