"""A conversation by a provider, what is written in it, and what became of that."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot import outbox as out
from bot.contract import Rendered
from bot.outbox import Kind
from domain.conversations import received
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Inbound, Outbound
from infra import clock
from infra.database.session import desk_session
from tests.contract.channels.desks import Desk


def open_talk(desk: Desk, *, hours_ago: float = 1, **changes: object) -> int:
    """A conversation whose person wrote some hours ago; its number."""
    address = str(changes.pop("address", desk.person()))
    with desk_session() as session:
        now = clock.now()
        talk = conversations.find_or_open(
            session, channel=desk.channel, address=address, provider=desk.provider, now=now
        )
        then = now - timedelta(hours=hours_ago)
        number = received.receive(
            session,
            talk,
            now=then,
            provider=desk.provider,
            provider_id=f"in-{talk.id}",
            body="hi",
            raw={},
            sent_at=then,
        )
        session.get_one(Inbound, number).status, talk.last_inbound_at = "done", then
        for name, value in changes.items():
            setattr(talk, name, value)
        return talk.id


def write(
    talk: int, *, kind: Kind = "reply", key: str = "record_sale.done", severity: str = "important", **more: object
) -> int:
    with desk_session() as session:
        rendered = Rendered("Sold 5 Maggi (Rs 75)", tuple(more.pop("buttons", ())), tuple(more.pop("rows", ())))  # type: ignore[arg-type]
        found = conversations.get_one(session, talk)
        return out.write(session, found, kind=kind, key=key, rendered=rendered, severity=severity).id


def row(number: int) -> Outbound:
    with desk_session() as session:
        return session.get_one(Outbound, number)


def written_after(number: int) -> list[tuple[str, str, str]]:
    """Channel, form and status of what was written in the place of message `number`."""
    with desk_session() as session:
        rows = session.execute(
            select(Conversation.channel, Outbound.form, Outbound.status)
            .join(Conversation, Conversation.id == Outbound.conversation_id)
            .where(Outbound.id > number)
            .order_by(Outbound.id)
        )
        return [tuple(found) for found in rows]  # type: ignore[misc]
