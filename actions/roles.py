"""Who may do what: the owner everything, a helper what the counter needs. One table, for chat and API."""

from __future__ import annotations

from actions.contract import Refused, Reply, Request

OWNER = "owner"
FORMER = "former"
"""Was a helper. Their entries keep their name; they may do nothing."""
OWNER_ONLY = frozenset(
    {
        "profit_report",
        "customer_insights",
        "export_report",
        "export_my_data",
        "delete_my_data",
        "set_quiet_hours",
        "set_alerts",
        "licence_reminder",
        "price_advice",
        "import_products",
        "add_helper",
        "remove_helper",
        "transfer_stock",
    }
)
"""Profit and costs, data as a whole, settings of the shop, other people."""


def may(role: str, intent: str) -> bool:
    """Whether somebody of this role may have an intent carried out. An unknown role may what a helper may."""
    return role == OWNER or (role != FORMER and intent not in OWNER_ONLY)


def check(request: Request) -> None:
    """Raise Refused when the sender's role does not allow the request."""
    if not may(request.role, request.intent):
        raise Refused(Reply("refused.owner_only"))
