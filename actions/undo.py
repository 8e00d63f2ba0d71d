"""`undo`: take an entry back, with all that it did."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import entries
from actions.contract import Outcome, Refused, Reply, Request
from actions.create_order import cancelled
from domain.catalogue import names
from domain.journal.store import AlreadyReversed


def undo(session: Session, request: Request) -> Outcome:
    """Take back the entry that the message swipes back to, else the sender's last, and name what it was and how things
    stand now.

    Raises Refused when there is none, and the second time.
    """
    entry = entries.target(session, request)
    if entry is None:
        raise Refused(Reply("undo.nothing"))
    what = entries.tell(session, entry)
    try:
        reversal = entries.reverse(session, entry, request)
    except AlreadyReversed:
        raise Refused(Reply("undo.already", {"what": what})) from None
    names.forget(session, request.store_id, entry.id)
    return Outcome(
        Reply("undo.done", {"what": what, "state": entries.state(session, entry)}),
        messages=cancelled(session, entry),
        entry_id=reversal.id,
    )
