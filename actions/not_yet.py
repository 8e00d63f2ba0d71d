"""Intents that are understood and come later: an honest reply, and what works today."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Outcome, Phrase, Reply, Request

INSTEAD = {
    "competitor_price": "price_advice",
    "product_suggestions": "reorder_advice",
    "create_order": "reorder_advice",
    "send_reminder": "check_balance",
    "customer_insights": "check_balance",
    "dashboard_link": "sales_report",
    "set_alerts": "set_quiet_hours",
    "licence_reminder": "talk_to_human",
    "feedback": "talk_to_human",
}
"""What comes later, and what of today comes nearest to it."""


def not_yet(_session: Session, request: Request) -> Outcome:
    """Say that it comes, and what works today instead. Nothing is written."""
    instead = Phrase(f"instead.{INSTEAD[request.intent]}")
    return Outcome(Reply("not_yet.later", {"feature": Phrase(f"feature.{request.intent}"), "instead": instead}))
