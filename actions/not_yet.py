"""Intents that are understood and come later: an honest reply, and what works today."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Outcome, Phrase, Reply, Request

INSTEAD = {
    "dashboard_link": "sales_report",
}
"""What comes later, and what of today comes nearest to it."""


def not_yet(_session: Session, request: Request) -> Outcome:
    """Say that it comes, and what works today instead. Nothing is written."""
    instead = Phrase(f"instead.{INSTEAD[request.intent]}")
    return Outcome(Reply("not_yet.later", {"feature": Phrase(f"feature.{request.intent}"), "instead": instead}))
