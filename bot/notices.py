"""Messages to others: a reminder to a customer, an order to a supplier. Rows of the same outbox as every other word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.contract import Notice, Reply
from bot import attachments, outbox
from bot.dialogue.language import language_of_reply
from bot.providers import default_provider
from bot.replies.render import render
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Outbound
from domain.customers.models import Customer
from domain.stores import store as stores
from domain.stores.models import Store, User
from domain.suppliers.models import Supplier
from infra import clock
from infra.database.session import enter_desk, enter_store

_PEOPLE: dict[str, type[Any]] = {
    "customer": Customer,
    "supplier": Supplier,
    "user": User,
}
CHANNEL = "whatsapp"


def write(session: Session, conversation: Conversation, notices: Sequence[Notice]) -> tuple[int, ...]:
    """Write what the turn of `conversation` says to others; the numbers of their conversations, to be announced.

    In the store's scope, which holds again at the end. Who has no number is left out. They are told in the language in which
    they last wrote, else in the retailer's. Delivery holds it at night, and never sends it to who wrote STOP.
    """
    store_id = conversation.store_id
    assert store_id is not None, "a stranger has nobody to write to"
    addressed = [(notice, session.get_one(_PEOPLE[notice.to], notice.id).phone) for notice in notices]
    # What the books still have to write must be written while they can be seen.
    session.flush()
    enter_desk(session)
    shop = session.get_one(Store, store_id)
    told = tuple(_write(session, conversation, shop, phone, notice.reply) for notice, phone in addressed if phone)
    enter_store(session, store_id)
    return told


def _write(session: Session, sender: Conversation, shop: Store, phone: str, reply: Reply) -> int:
    theirs = conversations.find(session, CHANNEL, phone)
    if theirs is None:
        theirs = conversations.find_or_open(
            session, channel=CHANNEL, address=phone, provider=default_provider(), now=clock.now()
        )
        spoken = (sender.language, sender.script)
        theirs.language, theirs.script = language_of_reply(None, spoken, CHANNEL)
    rendered = render(reply, theirs.language, theirs.script, CHANNEL)
    rendered = attachments.attach(rendered, (reply,), shop, theirs, clock.now())
    outbox.write(session, theirs, kind="outreach", key=reply.key, rendered=rendered, store_id=sender.store_id)
    return theirs.id


def spoken_for(session: Session, conversation: Conversation) -> Store | None:
    """The store that wrote to this stranger last, when nothing was said to them since: what they write answers that."""
    last = session.scalars(
        select(Outbound).where(Outbound.conversation_id == conversation.id).order_by(Outbound.id.desc()).limit(1)
    ).one_or_none()
    return wrote(session, conversation) if last is not None and last.kind == "outreach" else None


def wrote(session: Session, conversation: Conversation) -> Store | None:
    """The store that wrote to this stranger last, whatever was said to them since; None where none ever did."""
    outreach = select(Outbound).where(
        Outbound.conversation_id == conversation.id, Outbound.kind == "outreach", Outbound.store_id.is_not(None)
    )
    last = session.scalars(outreach.order_by(Outbound.id.desc()).limit(1)).one_or_none()
    return session.get(Store, last.store_id) if last is not None else None


def keep_opt_out(session: Session, conversation: Conversation, *, stopped: bool) -> None:
    """Let every store that wrote to this stranger know that no more is wanted, or that it is again. In the desk's scope."""
    wrote = select(Outbound.store_id).where(
        Outbound.conversation_id == conversation.id, Outbound.kind == "outreach", Outbound.store_id.is_not(None)
    )
    moment = clock.now() if stopped else None
    for store_id in session.scalars(wrote.distinct()).all():
        assert store_id is not None
        enter_store(session, store_id)
        session.execute(update(Customer).where(Customer.phone == conversation.address).values(opted_out_at=moment))
    enter_desk(session)


def tell_undelivered(session: Session, row: Outbound, conversation: Conversation) -> None:
    """Tell the owner that a message to somebody was refused for good, with its words, to be forwarded. In the desk's scope."""
    assert row.store_id is not None, "only stores write to others"
    owner = next((user for user in stores.members(session, row.store_id) if user.role == "owner"), None)
    if owner is None:
        return
    known = conversations.latest_of(session, owner.id, owner.phone)
    if known is None:
        return
    language, script = language_of_reply(owner.language, (known.language, known.script), known.channel)
    reply = Reply("alert.undelivered", {"phone": conversation.address, "message": row.text})
    rendered = render(reply, language, script, known.channel)
    outbox.write(session, known, kind="alert", key=reply.key, rendered=rendered, store_id=row.store_id)
