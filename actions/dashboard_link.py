"""`dashboard_link`: a link to the shop's own page."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Outcome, Refused, Reply, Request
from domain.dashboard import store as dashboard
from domain.dashboard.rules import OPENS_FOR
from domain.stores import store as stores
from infra import links
from infra.settings import settings

PATH = "/dashboard/open/"
PURPOSE = "dashboard"
"""Of the signature: a link to a file opens no page, nor the other way."""


def dashboard_link(session: Session, request: Request) -> Outcome:
    """A link that opens the store's page once, within 15 minutes, on the phone that opens it.

    A helper gets one too; their page shows no profit, no cost and no price advice. Raises Refused for a program that writes
    without a person.
    """
    if request.user_id is None:
        raise Refused(Reply("refused.owner_only"))
    made = dashboard.make_link(session, request.store_id, request.user_id, request.now)
    link = settings().public_url.rstrip("/") + PATH + links.sign_until(PURPOSE, f"{made.id:x}", made.open_until)
    shop = stores.get(session, request.store_id)
    minutes = int(OPENS_FOR.total_seconds()) // 60
    return Outcome(Reply("dashboard_link.done", {"shop": shop.name, "link": link, "minutes": minutes}))
