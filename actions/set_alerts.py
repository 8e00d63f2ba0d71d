"""`set_alerts`: which alerts come unasked."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Outcome, Phrase, Reply, Request, Value
from domain.stores import store as stores

KINDS = ("low_stock", "licence")
"""What the assistant says unasked today (`bot/jobs`)."""


def set_alerts(session: Session, request: Request) -> Outcome:
    """Switch a kind of alert on or off, or all where none was named; say how they stand when neither was said.

    It is honoured when an alert is made and again when its message is sent. A kind that does not exist is said so.
    """
    shop = stores.get(session, request.store_id)
    if request.alert is not None and request.alert not in KINDS:
        return Outcome(Reply("set_alerts.unknown", {"lines": _standing(shop.muted_alerts)}))
    if request.on is not None:
        named = KINDS if request.alert is None else (request.alert,)
        others = [kind for kind in shop.muted_alerts if kind not in named]
        shop.muted_alerts = others if request.on else sorted([*others, *named])
        session.flush()
    key = "set_alerts.done" if request.on is not None else "set_alerts.now"
    return Outcome(Reply(key, {"lines": _standing(shop.muted_alerts)}))


def _standing(muted: list[str]) -> tuple[Phrase, ...]:
    def line(kind: str) -> Phrase:
        params: dict[str, Value] = {"kind": Phrase(f"alert_kind.{kind}")}
        return Phrase("set_alerts.line_off" if kind in muted else "set_alerts.line_on", params)

    return tuple(line(kind) for kind in KINDS)
