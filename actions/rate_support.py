"""`rate_support`: how the retailer found the help of support."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Outcome, Reply, Request
from domain.support import store as support
from infra.database.session import visit_desk


def rate_support(session: Session, request: Request) -> Outcome:
    """Keep `score` (3 good, 2 so-so, 1 not good) of the `case` in `told`, where it is this conversation's; and thank."""
    case, score = request.told.get("case", ""), request.told.get("score", "")
    if case.isdecimal() and score.isdecimal() and request.conversation_id is not None:
        with visit_desk(session):
            support.rate(session, int(case), request.conversation_id, int(score), request.now)
    return Outcome(Reply("csat.thanks"))
