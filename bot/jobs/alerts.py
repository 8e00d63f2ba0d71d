"""Alerts made into messages: what a store should know, grouped into one message to its owner.

Whether it is night there is nobody's question here: delivery judges that when it sends.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contract import Choice, Measure, Phrase, Reply
from analytics.alerts import low_stock_now
from bot.jobs.telling import Audience, audience
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.conversations import sending
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.stores import store as stores
from domain.values import ZERO_QUANTITY
from infra import clock, queue
from infra.database.session import desk_session
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
    with audience(store_id, "low_stock") as heard:
        if heard is None:
            return None
        low_stock_now(heard.session, store_id, clock.now())
        row = _write(heard)
    if row is not None:
        log().info("alert written", store=store_id, outbound=row)
    return row


def _write(heard: Audience) -> int | None:
    session, conversation = heard.session, heard.conversation
    fresh = [alert for alert in insights.waiting_alerts(session, heard.shop.id) if _is_ours(alert)]
    if not fresh:
        return None
    unsaid = sending.lock_unsaid(session, conversation.id, LOW_STOCK)
    told = list(session.scalars(select(Alert).where(Alert.outbox_id.in_([row.id for row in unsaid]))))
    alerts = sorted([*told, *fresh], key=_urgency)
    row = heard.tell(LOW_STOCK, compose(session, alerts, conversation.channel), alerts, alerts[0].severity)
    for earlier in unsaid:
        earlier.status, earlier.error = "dropped", f"said by {row.id}"
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
