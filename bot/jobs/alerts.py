"""Alerts made into messages: what a store should know, grouped into one message to its owner.

Whether it is night there is nobody's question here: delivery judges that when it sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Choice, Phrase, Reply
from analytics.alerts import covered, low_stock_now
from analytics.reading import Shelf, read_shelves
from bot.jobs.telling import Audience, audience
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.conversations import sending
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.stores import store as stores
from domain.values import ZERO_QUANTITY, Quantity
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
    and none is lost. A message that is still held is replaced by one that says its alerts too: mornings begin with one. What
    was ordered meanwhile, and is enough, it does not say.
    """
    with audience(store_id, "low_stock") as heard:
        if heard is None:
            return None
        shelves = read_shelves(heard.session, heard.shop, clock.now())
        low_stock_now(heard.session, store_id, clock.now(), shelves)
        row = _write(heard, {shelf.product.sku: shelf for shelf in shelves})
    if row is not None:
        log().info("alert written", store=store_id, outbound=row)
    return row


def _write(heard: Audience, shelves: Mapping[str, Shelf]) -> int | None:
    session, conversation = heard.session, heard.conversation
    coming = covered(session, heard.shop.id, list(shelves.values()), heard.today)
    waiting = [alert for alert in insights.waiting_alerts(session, heard.shop.id) if _is_ours(alert)]
    fresh = [alert for alert in waiting if alert.thing not in coming]
    unsaid = sending.lock_unsaid(session, conversation.id, LOW_STOCK)
    told = list(session.scalars(select(Alert).where(Alert.outbox_id.in_([row.id for row in unsaid]))))
    standing = [alert for alert in told if alert.thing not in coming]
    if not fresh and len(standing) == len(told):
        return None
    alerts = sorted([*standing, *fresh], key=_urgency)
    row = None
    if alerts:
        reply = compose(session, alerts, conversation.channel, shelves)
        row = heard.tell(LOW_STOCK, reply, alerts, alerts[0].severity)
    for earlier in unsaid:
        earlier.status, earlier.error = "dropped", "ordered meanwhile" if row is None else f"said by {row.id}"
    return None if row is None else row.id


def _is_ours(alert: Alert) -> bool:
    return alert.kind == "low_stock" and alert.severity in URGENCY


def _urgency(alert: Alert) -> tuple[int, Decimal, str]:
    days = alert.detail.get("days_of_stock")
    return URGENCY.index(alert.severity), Decimal(days) if days is not None else Decimal(0), alert.thing


def compose(session: Session, alerts: list[Alert], channel: str, shelves: Mapping[str, Shelf]) -> Reply:
    """One message of `alerts`, the most urgent first, as the `shelves` (by sku) stand at this moment; a button to reorder."""
    first: dict[str, Alert] = {}
    for alert in alerts:
        # The same thing may have been raised yesterday too.
        first.setdefault(alert.thing, alert)
    named = list(first.values())[: LINES[channel]]
    lines = tuple(_line(catalogue.get(session, alert.thing), alert, shelves.get(alert.thing)) for alert in named)
    left_out = len(first) - len(lines)
    if left_out:
        lines += (Phrase("list.more", {"count": left_out}),)
    # By SMS a choice would be a number, which answers nothing once another message has come: the text says the word.
    choices = (Choice("reorder", "choice.reorder"),) if channel == "whatsapp" else ()
    return Reply(LOW_STOCK, {"lines": lines}, choices)


def _line(product: Product, alert: Alert, shelf: Shelf | None) -> Phrase:
    said = alert.detail.get("days_of_stock")
    days = max(1, round(Decimal(said))) if said is not None and product.stock > ZERO_QUANTITY else None
    coming = Quantity(shelf.item.on_order) if shelf is not None else ZERO_QUANTITY
    return Phrase(
        "alert.low_stock_line",
        {
            "product": wording.name(product),
            "quantity": wording.measure(product, product.stock),
            "days": days,
            "on_order": wording.measure(product, coming) if coming > ZERO_QUANTITY else None,
        },
    )
