"""What was given up, to be looked at, mended and sent again by a person: replies that no channel took, messages set aside."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from bot.announcing import announce_delivery, announce_mail
from domain.conversations import sending
from domain.conversations import store as conversations
from domain.conversations.models import Inbound, Outbound
from infra.database.session import desk_session
from infra.telemetry import log

DEAD = ("failed", "undelivered")


class NotDead(Exception):
    """No given-up message has that number."""


def count(session: Session) -> tuple[int, int]:
    """How many messages that came in were set aside, and how many that should have gone out were given up."""
    aside = session.scalar(select(func.count()).where(Inbound.status == "failed")) or 0
    given_up = session.scalar(select(func.count()).where(_is_dead())) or 0
    return aside, given_up


def unsent(session: Session, most: int = 100) -> list[Outbound]:
    """The messages that were given up, the latest first, each with its `error`.

    What was tried again in another form is not among them, only the last form of it; nor is an excuse, which said late
    only confuses.
    """
    return list(session.scalars(select(Outbound).where(_is_dead()).order_by(Outbound.id.desc()).limit(most)))


def set_aside(session: Session, most: int = 100) -> list[Inbound]:
    """The messages whose turn broke each time, the latest first, each with what broke it in `trace`."""
    return list(
        session.scalars(select(Inbound).where(Inbound.status == "failed").order_by(Inbound.id.desc()).limit(most))
    )


def mend(outbox_id: int, text: str) -> None:
    """Give a message that was given up another text; it is sent when `send_again` says so. Raises NotDead."""
    with desk_session() as session:
        _lock(session, outbox_id).text = text
    log().info("dead letter mended", outbound=outbox_id)


def let_go(outbox_id: int) -> None:
    """Take a message that was given up off the list: nobody needs it any more. Raises NotDead."""
    with desk_session() as session:
        _lock(session, outbox_id).status = "dropped"
    log().info("dead letter let go", outbound=outbox_id)


def send_again(outbox_id: int) -> None:
    """Let a message that was given up have its tries once more; it is judged afresh when it leaves.

    Raises NotDead, also when somebody else was quicker.
    """
    with desk_session() as session:
        row = _lock(session, outbox_id)
        row.status, row.attempts, row.not_before, row.lease_until = "queued", 0, None, None
        conversation_id = row.conversation_id
    log().info("dead letter sent again", outbound=outbox_id)
    announce_delivery(conversation_id)


def answer_again(inbound_id: int) -> None:
    """Let a message that was set aside have its turn, once what broke it is mended. Raises NotDead.

    The apology that it got counts as an excuse from here on: its answer is yet to come.
    """
    with desk_session() as session:
        known = session.get(Inbound, inbound_id)
        if known is None or conversations.lock(session, known.conversation_id) is None:
            raise NotDead(inbound_id)
        inbound = session.get_one(Inbound, inbound_id, with_for_update=True, populate_existing=True)
        if inbound.status != "failed":
            raise NotDead(inbound_id)
        session.execute(
            update(Outbound).where(Outbound.in_reply_to == inbound_id, Outbound.kind == "reply").values(kind="notice")
        )
        inbound.status, inbound.attempts, inbound.done_at = "waiting", 0, None
    log().info("message is answered again", inbound=inbound_id)
    announce_mail(inbound.conversation_id)


def _is_dead() -> ColumnElement[bool]:
    again = aliased(Outbound)
    followed = exists().where(again.instead_of == Outbound.id)
    return and_(Outbound.status.in_(DEAD), Outbound.kind != "notice", ~followed)


def _lock(session: Session, outbox_id: int) -> Outbound:
    row = sending.lock_outbound(session, outbox_id)
    if row is None or row.status not in DEAD:
        raise NotDead(outbox_id)
    return row
