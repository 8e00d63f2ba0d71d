"""Conversations with their inbox and outbox, and the statuses that providers report."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id

Status = Literal[
    "queued",  # waits for its turn
    "held",  # waits for quiet hours to end, or for a person to hand the chat back
    "sending",  # claimed by a worker, with a lease
    "sent",
    "delivered",
    "read",
    "failed",  # refused for good, or given up
    "undelivered",
    "dropped",  # never to be sent: opted out
]


class Conversation(Base):
    """One person on one channel. Its messages are answered one after the other."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[Id]
    store_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stores.id"), index=True)
    """None while the sender is a stranger."""
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    channel: Mapped[str]
    """`whatsapp` or `sms`."""
    address: Mapped[str]
    """The person's phone number or provider id, without the channel."""
    provider: Mapped[str]
    """Who carries it, by the last message in: `twilio`, `simulator`."""
    mode: Mapped[str] = mapped_column(default="bot")
    """`human` once support has it: the bot is silent and writes nothing."""
    question: Mapped[dict[str, Any] | None]
    """The open question, as dialogue/state.py writes it."""
    misunderstood: Mapped[int] = mapped_column(default=0)
    """Messages not understood in a row."""
    language: Mapped[str] = mapped_column(default="en")
    script: Mapped[str] = mapped_column(default="Latn")
    """Of the last message."""
    last_inbound_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Inbound(Base):
    """A message that came in. Unique on the provider's id: a webhook that comes twice finds it there."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("provider", "provider_id"),
        Index("ix_inbox_waiting", "conversation_id", "id", postgresql_where=text("status = 'waiting'")),
    )

    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("conversations.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stores.id"), index=True)
    provider: Mapped[str]
    provider_id: Mapped[str]
    body: Mapped[str]
    button: Mapped[str | None]
    """The payload of the button or list row that was tapped."""
    replied_to: Mapped[str | None]
    """The provider's id of the message this one swipes back to."""
    raw: Mapped[dict[str, Any]]
    """Everything the provider sent."""
    status: Mapped[str] = mapped_column(default="waiting")
    """`waiting`, `done`, `held` (a person has the chat), `failed`, or `refused` (one of too many)."""
    attempts: Mapped[int] = mapped_column(default=0)
    trace: Mapped[dict[str, Any] | None]
    """What was understood and decided, for the simulator and support."""
    sent_at: Mapped[datetime]
    """The message's own time, where the provider gives one."""
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Outbound(Base):
    """A message that goes out. Every word the program says is one of these."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due", "conversation_id", "id", postgresql_where=text("status IN ('queued', 'held', 'sending')")
        ),
        Index("uq_outbox_reply", "in_reply_to", unique=True, postgresql_where=text("kind = 'reply'")),
        Index("ix_outbox_provider_id", "provider_id"),
        Index("ix_outbox_instead_of", "instead_of", postgresql_where=text("instead_of IS NOT NULL")),
        Index("ix_outbox_outside_window", "sent_at", postgresql_where=text("outside_window")),
        Index("ix_outbox_dead", "id", postgresql_where=text("status IN ('failed', 'undelivered')")),
        Index("uq_outbox_once", "conversation_id", "once", unique=True, postgresql_where=text("once IS NOT NULL")),
    )

    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("conversations.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stores.id"), index=True)
    kind: Mapped[str]
    """`reply` (one a message), `notice` (an excuse), `alert`, `agent`, `outreach` (to a customer, a supplier)."""
    in_reply_to: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inbox.id"))
    entry_id: Mapped[int | None] = mapped_column(BigInteger)
    """The journal entry it confirms: a reply to it is about that entry."""
    key: Mapped[str]
    """The reply's name in bot/replies."""
    text: Mapped[str]
    buttons: Mapped[list[Any]]
    """`{"id", "title"}` each."""
    attachments: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Files sent with it: `{"key", "name", "type"}` each, the key of infra/storage."""
    rows: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """The choices of a list that the text numbers: `{"id", "title"}` each."""
    form: Mapped[str] = mapped_column(default="any", server_default="any")
    """`any`, or `template`: WhatsApp refused it as free text."""
    agent_id: Mapped[int | None] = mapped_column(BigInteger)
    """Who of support wrote it, of kind `agent`."""
    once: Mapped[str | None]
    """The key of the form that an agent sent: sent twice, it is written once."""
    severity: Mapped[str] = mapped_column(default="important")
    status: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    """When a try began of which nobody knows what came: the provider may have the message."""
    instead_of: Mapped[int | None] = mapped_column(BigInteger)
    """The message that failed and in whose place this one goes: later, as a template, or by the other channel."""
    outside_window: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Sent as a template to a person who had not written for a day: such people are counted."""
    provider_id: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class DeliveryEvent(Base):
    """A status that a provider reported. Every one is kept; the message's own status only moves forward."""

    __tablename__ = "delivery_events"

    id: Mapped[Id]
    outbox_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("outbox.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stores.id"), index=True)
    status: Mapped[str]
    error: Mapped[str | None]
    raw: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
