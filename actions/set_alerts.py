"""`set_alerts`: which alerts come unasked, and when the day's summary does."""

from __future__ import annotations

from datetime import time

from sqlalchemy.orm import Session

from actions.contract import Outcome, Phrase, Reply, Request, Value
from domain.stores import store as stores
from domain.stores.models import Store

KINDS = ("low_stock", "expiring", "credit_overdue", "licence", "summary")
"""What the assistant says unasked (`bot/jobs`)."""
SUMMARY = "summary"


def set_alerts(session: Session, request: Request) -> Outcome:
    """Switch a kind of alert on or off, or all where none was named; say how they stand when neither was said.

    A time (`start`) is when the day's summary comes from now on, which switches it on. What is off is honoured when an alert
    is made and again when its message is sent. A kind that does not exist is said so.
    """
    shop = stores.get(session, request.store_id)
    if request.alert is not None and request.alert not in KINDS:
        return Outcome(Reply("set_alerts.unknown", {"lines": _standing(shop)}))
    on = request.on
    if request.alert == SUMMARY and request.start is not None and on is not False:
        shop.summary_at, on = request.start, True
    if on is not None:
        named = KINDS if request.alert is None else (request.alert,)
        others = [kind for kind in shop.muted_alerts if kind not in named]
        shop.muted_alerts = others if on else sorted([*others, *named])
        session.flush()
    said = "now" if on is None else "done"
    return Outcome(Reply(f"set_alerts.{said}", {"lines": _standing(shop)}))


def _standing(shop: Store) -> tuple[Phrase, ...]:
    return tuple(_line(kind, kind in shop.muted_alerts, shop.summary_at) for kind in KINDS)


def _line(kind: str, muted: bool, summary_at: time) -> Phrase:
    at: dict[str, Value] = {"time": summary_at} if kind == SUMMARY else {}
    params: dict[str, Value] = {"kind": Phrase(f"alert_kind.{kind}", at)}
    return Phrase("set_alerts.line_off" if muted else "set_alerts.line_on", params)
