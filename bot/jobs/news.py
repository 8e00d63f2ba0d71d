"""What comes unasked beside low stock and licences: goods about to expire, credit that is overdue, the day in figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from actions.contract import Choice, Phrase, Reply, Request
from actions.expiring_products import listed as listed_expiring
from actions.profit_report import profit_report
from actions.sales_report import sales_report
from actions.wording import listed
from bot.jobs.telling import Audience, audience
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.customers.rules import AGES, Posting, age, owed_since
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.ledger import store as ledger
from domain.stock import batches
from domain.stock.rules import days_of_warning
from domain.stores import store as stores
from domain.values import ZERO_MONEY, Money
from infra import clock, queue
from infra.database.session import desk_session

EXPIRING = "bot.jobs.news.tell_expiring"
OVERDUE = "bot.jobs.news.tell_overdue"
SUMMARY = "bot.jobs.news.tell_summary"
AHEAD = timedelta(days=7)
"""Product.md, "Business rules": expiring is what expires within 7 days."""
LATE = timedelta(hours=2)
"""A summary that could not be told by then, because nothing ran, is not told any more."""


def start_due() -> None:
    """Put a look at what expires and what is overdue in every store on the queue."""
    with desk_session() as session:
        numbers = stores.list_ids(session)
    for store_id in numbers:
        queue.announce(queue.ANALYTICS, EXPIRING, store_id)
        queue.announce(queue.ANALYTICS, OVERDUE, store_id)


def start_summaries() -> None:
    """Put every store whose hour of the summary has just come on the queue."""
    with desk_session() as session:
        hours = stores.summary_hours(session)
    for store_id, (zone, at) in hours.items():
        if _summary_day(zone, at) is not None:
            queue.announce(queue.ANALYTICS, SUMMARY, store_id)


def tell_expiring(store_id: int) -> int | None:
    """Write one message of the goods that come near their day and were not spoken of; its number, or None.

    Of goods that keep for a week a day of warning is enough, of bread and milk their last day: `days_of_warning`.
    """
    with audience(store_id, "expiring") as heard:
        if heard is None:
            return None
        near, alerts = [], []
        for goods in batches.expiring(heard.session, store_id, heard.today + AHEAD):
            warning = timedelta(days=days_of_warning(goods.product.shelf_life_days, AHEAD.days))
            if goods.expires_on - heard.today > warning:
                continue
            detail = {"name": goods.product.name, "quantity": str(goods.quantity), "value": str(goods.value)}
            alert = _raise(heard, "expiring", goods.product.sku, goods.expires_on, detail)
            if alert is not None:
                near.append(goods)
                alerts.append(alert)
        if not near:
            return None
        period = Phrase("period.next_days", {"days": AHEAD.days})
        reply = listed_expiring(near, period, heard.today, heard.conversation.channel)
        return heard.tell("alert.expiring", reply, alerts).id


def tell_overdue(store_id: int) -> int | None:
    """Write one message of the customers whose oldest debt has just passed 30, 60 or 90 days; its number, or None.

    Named is what is overdue, and not what was taken since. A stage is said once a debt; a new debt begins anew.
    """
    with audience(store_id, "credit_overdue") as heard:
        if heard is None:
            return None
        late, alerts = [], []
        for customer, since, overdue in _overdue(heard, store_id):
            stage = max(limit for limit in AGES if (heard.today - since).days > limit)
            detail = {"since": since.isoformat(), "overdue": str(overdue)}
            alert = _raise(heard, "credit_overdue", f"{customer.id}:{stage}", since, detail)
            if alert is not None:
                late.append(Phrase("line.balance", {"customer": customer.name, "balance": overdue}))
                alerts.append(alert)
        if not late:
            return None
        lines, more = listed(late, heard.conversation.channel)
        choices = (Choice("intent:send_reminder", "choice.remind"),) if heard.conversation.channel == "whatsapp" else ()
        reply = Reply("alert.credit_overdue", {"days": AGES[0], "lines": lines, "more": more}, choices)
        return heard.tell("alert.credit_overdue", reply, alerts).id


def tell_summary(store_id: int) -> int | None:
    """Write the day in figures, once a day and only when something was sold; its number, or None.

    It names its date, so that it is true too when quiet hours hold it until the morning.
    """
    with audience(store_id, "summary") as heard:
        if heard is None:
            return None
        day = _summary_day(heard.shop.timezone, heard.shop.summary_at)
        if day is None:
            return None
        asked = _request(heard, day)
        sold = sales_report(heard.session, asked).reply
        if sold.key == "sales_report.none":
            return None
        alert = _raise(heard, "summary", "day", day, {}, "informational")
        if alert is None:
            return None
        lines = [Phrase(sold.key, sold.params)]
        if heard.conversation.channel == "whatsapp":
            earned = profit_report(heard.session, asked).reply
            lines += [Phrase(earned.key, earned.params)] if earned.key != "profit_report.none" else []
        reply = Reply("alert.summary", {"lines": tuple(lines)})
        return heard.tell("alert.summary", reply, [alert], "informational").id


def _summary_day(zone: str, at: time) -> date | None:
    """The day of which the summary is due at this moment; None when none is."""
    local = clock.local(zone)
    for day in (local.date(), local.date() - timedelta(days=1)):
        due = datetime.combine(day, at, tzinfo=local.tzinfo)
        if due <= local < due + LATE:
            return day
    return None


def _overdue(heard: Audience, store_id: int) -> Iterator[tuple[Customer, date, Money]]:
    owing = customers.owing(heard.session, store_id)
    accounts = ledger.standing(heard.session, [customer.id for customer in owing])
    for customer in owing:
        lines = accounts.get(customer.id, [])
        zone = heard.shop.timezone
        postings = [Posting(clock.local(zone, line.happened_at).date(), line.amount) for line in lines]
        since = owed_since(postings)
        overdue = sum(age(postings, heard.today)[1:], ZERO_MONEY)
        if since is not None and overdue > ZERO_MONEY:
            yield customer, since, overdue


def _raise(
    heard: Audience, kind: str, thing: str, day: date, detail: dict[str, str], severity: str = "important"
) -> Alert | None:
    return insights.raise_alert(
        heard.session,
        store_id=heard.shop.id,
        kind=kind,
        thing=thing,
        day=day,
        severity=severity,
        detail=detail,
        now=clock.now(),
    )


def _request(heard: Audience, day: date) -> Request:
    return Request(
        intent="sales_report",
        store_id=heard.shop.id,
        user_id=heard.owner.id,
        role=heard.owner.role,
        now=clock.now(),
        timezone=heard.shop.timezone,
        channel=heard.conversation.channel,
        entry_date=day,
    )
