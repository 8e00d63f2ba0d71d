"""Alerts made into messages: what a store should know, grouped into one message to its owner.

Whether it is night there is nobody's question here: delivery judges that when it sends.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contract import Choice, Measure, Phrase, Reply
from analytics.alerts import low_stock_now
from bot import outbox
from bot.announcing import announce_unasked
from bot.dialogue.language import language_of_reply
from bot.providers import default_provider
from bot.replies.render import render
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.conversations import store as conversations
from domain.conversations.models import Conversation
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.stores import store as stores
from domain.stores.models import User
from domain.values import ZERO_QUANTITY
from infra import clock, queue
from infra.database.session import desk_session, enter_store
from infra.telemetry import log

WARN = "bot.jobs.alerts.warn"
LICENCES = "bot.jobs.licences.remind"
LOW_STOCK = "alert.low_stock"
URGENCY = ("critical", "important")
"""What gets a message of its own, the most urgent first. What is informational waits for the evening's summary."""
LINES = {"whatsapp": 10, "sms": 3}
"""Products that one message names."""


def start_due() -> None:
    """Put a look at every store on the queue."""
    with desk_session() as session:
        numbers = stores.list_ids(session)
    for store_id in numbers:
        queue.announce(queue.ANALYTICS, WARN, store_id)
        queue.announce(queue.ANALYTICS, LICENCES, store_id)


def warn(store_id: int) -> int | None:
    """Raise what is low in the store by now, and write one message of all that its owner was not told; its number.

    None when there is nothing to say or nobody to say it to. Alert and message are one transaction, so none is said twice
    and none is lost. A message that is still held is replaced by one that says its alerts too: mornings begin with one.
    """
    with desk_session() as session:
        owner = next((user for user in stores.members(session, store_id) if user.role == "owner"), None)
        if owner is None:
            return None
        conversation = conversation_of(session, owner)
        # The lock keeps two runs from telling the same.
        conversations.lock(session, conversation.id)
        enter_store(session, store_id)
        if "low_stock" in stores.get(session, store_id).muted_alerts:
            return None
        low_stock_now(session, store_id, clock.now())
        row = _write(session, store_id, owner, conversation)
    if row is None:
        return None
    log().info("alert written", store=store_id, outbound=row)
    announce_unasked(conversation.id)
    return row


def conversation_of(session: Session, owner: User) -> Conversation:
    """Where an owner is told what comes unasked: where they wrote last, else on WhatsApp."""
    return conversations.latest_of(session, owner.id, owner.phone) or conversations.find_or_open(
        session,
        channel="whatsapp",
        address=owner.phone,
        provider=default_provider(),
        now=clock.now(),
        store_id=owner.store_id,
        user_id=owner.id,
    )


def _write(session: Session, store_id: int, owner: User, conversation: Conversation) -> int | None:
    fresh = [alert for alert in insights.waiting_alerts(session, store_id) if _is_ours(alert)]
    if not fresh:
        return None
    unsaid = conversations.lock_unsaid(session, conversation.id, LOW_STOCK)
    told = list(session.scalars(select(Alert).where(Alert.outbox_id.in_([row.id for row in unsaid]))))
    alerts = sorted([*told, *fresh], key=_urgency)
    spoken = (conversation.language, conversation.script)
    language, script = language_of_reply(owner.language, spoken, conversation.channel)
    row = outbox.write(
        session,
        conversation,
        kind="alert",
        key=LOW_STOCK,
        rendered=render(compose(session, alerts, conversation.channel), language, script, conversation.channel),
        severity=alerts[0].severity,
        store_id=store_id,
    )
    for earlier in unsaid:
        earlier.status, earlier.error = "dropped", f"said by {row.id}"
    for alert in alerts:
        alert.outbox_id = row.id
    return row.id


def _is_ours(alert: Alert) -> bool:
    return alert.kind == "low_stock" and alert.severity in URGENCY


def _urgency(alert: Alert) -> tuple[int, Decimal, str]:
    days = alert.detail.get("days_of_stock")
    return URGENCY.index(alert.severity), Decimal(days) if days is not None else Decimal(0), alert.thing


def compose(session: Session, alerts: list[Alert], channel: str) -> Reply:
    """One message of `alerts`, the most urgent first, as the shelves stand at this moment, with a button to reorder."""
    first: dict[str, Alert] = {}
    for alert in alerts:
        # The same thing may have been raised yesterday too.
        first.setdefault(alert.thing, alert)
    named = list(first.values())[: LINES[channel]]
    lines = tuple(_line(catalogue.get(session, alert.thing), alert) for alert in named)
    left_out = len(first) - len(lines)
    if left_out:
        lines += (Phrase("list.more", {"count": left_out}),)
    # By SMS a choice would be a number, which answers nothing once another message has come: the text says the word.
    choices = (Choice("reorder", "choice.reorder"),) if channel == "whatsapp" else ()
    return Reply(LOW_STOCK, {"lines": lines}, choices)


def _line(product: Product, alert: Alert) -> Phrase:
    said = alert.detail.get("days_of_stock")
    days = max(1, round(Decimal(said))) if said is not None and product.stock > ZERO_QUANTITY else None
    return Phrase(
        "alert.low_stock_line",
        {
            "product": product.name,
            "quantity": Measure(product.stock, product.unit),
            "days": days,
        },
    )
