"""What the page shows, read from the books as values: each panel by a query or two, all of them from the same moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions import roles
from actions.wording import short
from analytics.reading import read_shelves
from bot.dashboard.advice import Piece, waiting
from bot.dashboard.charts import share
from bot.dashboard.outlooks import BACK, Outlook, read_outlooks
from bot.dashboard.selling import DAYS, Seller, Today, Trend, best_sellers, read_today, read_trend
from bot.dashboard.shelves import LISTED, Expires, StockHealth, expiring, stock_health
from domain.customers import store as customers
from domain.customers.rules import AGES, Posting, age
from domain.insights import store as insights
from domain.insights.models import Alert
from domain.journal import store as journal
from domain.ledger import store as ledger
from domain.reports import store as reports
from domain.stores import store as stores
from domain.stores.models import Store
from domain.values import ZERO_MONEY, Money
from infra import clock

NOTICES = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Owed:
    """What customers owe, by its age, and who owes most."""

    total: Money
    ages: tuple[tuple[str, Money, float], ...]
    """Days as `0–30`, the amount, its share of all in percent."""
    customers: tuple[tuple[str, Money], ...]
    count: int


@dataclass(frozen=True)
class NoticeLine:
    """What was raised on a day of one kind: what it was about, the severest of them."""

    day: date
    kind: str
    severity: str
    things: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Everything on the page."""

    shop: str
    place: str
    at: datetime
    """By the store's clock."""
    newest: int
    """The entry up to which the page tells."""
    today: Today
    trend: Trend
    best: tuple[Seller, ...]
    stock: StockHealth
    expiring: tuple[Expires, ...]
    owed: Owed
    outlooks: tuple[Outlook, ...]
    advice: tuple[Piece, ...]
    notices: tuple[NoticeLine, ...]


def read_page(session: Session, store_id: int, role: str, now: datetime) -> Page:
    """The page of a store for a person of that role, in the store's scope. Profit, costs and price advice are the owner's."""
    shop = stores.get(session, store_id)
    local = clock.local(shop.timezone, now)
    today = local.date()
    sees_profit = roles.may(role, "profit_report")
    # First: what is written while the rest is read is news.
    newest = journal.newest(session, store_id)
    month = reports.product_profits(
        session, store_id, *clock.days_bounds(today - (DAYS - 1) * _DAY, today, shop.timezone)
    )
    shelves = read_shelves(session, shop, now)
    trend = read_trend(session, shop, today, month if sees_profit else None)
    return Page(
        shop=shop.name,
        place=shop.place,
        at=local,
        newest=newest,
        today=read_today(session, shop, today, trend.days[-2][1], sees_profit),
        trend=trend,
        best=best_sellers(month),
        stock=stock_health(session, shelves, month, shop, today, sees_costs=sees_profit),
        expiring=expiring(session, shop, today, sees_profit),
        owed=_owed(session, shop, today),
        outlooks=read_outlooks(session, shop, today, month),
        advice=waiting(session, shop, shelves, prices=sees_profit),
        notices=_notices(session, shop, today),
    )


def _owed(session: Session, shop: Store, today: date) -> Owed:
    owing = customers.owing(session, shop.id)
    lines = ledger.standing(session, [customer.id for customer in owing])
    buckets = [ZERO_MONEY] * (len(AGES) + 1)
    for posted in lines.values():
        postings = [Posting(clock.local(shop.timezone, line.happened_at).date(), line.amount) for line in posted]
        buckets = [sum_so_far + more for sum_so_far, more in zip(buckets, age(postings, today), strict=True)]
    total = sum((customer.balance for customer in owing), ZERO_MONEY)
    aged = float(sum(buckets, ZERO_MONEY).value)
    ranges = [f"{low}–{high}" for low, high in zip((0, *(limit + 1 for limit in AGES)), AGES, strict=False)]
    return Owed(
        total=total,
        ages=tuple(
            (days, amount, share(float(amount.value), aged))
            for days, amount in zip([*ranges, f"{AGES[-1]}+"], buckets, strict=True)
        ),
        customers=tuple((customer.name, customer.balance) for customer in owing[:LISTED]),
        count=len(owing),
    )


def _thing(session: Session, alert: Alert) -> str:
    """What an alert is about: a product, a licence, a customer, of whom the alert itself keeps the number only."""
    if alert.kind == "credit_overdue":
        customer = customers.get(session, int(alert.thing.partition(":")[0]))
        return customer.name if customer is not None else ""
    return short(str(alert.detail.get("name") or alert.detail.get("licence") or alert.thing))


def _notices(session: Session, shop: Store, today: date) -> tuple[NoticeLine, ...]:
    since, _ = clock.day_bounds(today - BACK * _DAY, shop.timezone)
    grouped: dict[tuple[date, str], list[tuple[str, str]]] = {}
    for alert in insights.latest_alerts(session, shop.id, since, NOTICES):
        if alert.kind == "summary":
            # The page itself is a summary.
            continue
        day = clock.local(shop.timezone, alert.raised_at).date()
        grouped.setdefault((day, alert.kind), []).append((_thing(session, alert), alert.severity))
    return tuple(
        NoticeLine(
            day,
            kind,
            min((severity for _, severity in things), key=("critical", "important", "informational").index),
            tuple(dict.fromkeys(name for name, _ in things)),
        )
        for (day, kind), things in grouped.items()
    )
