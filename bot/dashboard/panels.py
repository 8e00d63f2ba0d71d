"""What the page shows, read from the books as values: each panel by a query or two, all of them from the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import roles
from actions.comparison import compared
from actions.contract import Measure, Phrase
from actions.slow_products import judge as judge_slow
from actions.wording import short
from analytics import alerts
from analytics.reading import Shelf, read_shelves
from bot.dashboard.advice import Piece, waiting
from bot.dashboard.charts import BandChart, BarChart, draw_band, draw_bars, share
from domain.customers import store as customers
from domain.customers.rules import AGES, Posting, age
from domain.insights import store as insights
from domain.insights.contract import Forecast
from domain.insights.models import Alert
from domain.journal import store as journal
from domain.ledger import store as ledger
from domain.reports import store as reports
from domain.reports.store import ProductProfit
from domain.sales import sums
from domain.sales.sums import Pace
from domain.stock import store as stock
from domain.stores import store as stores
from domain.stores.models import Store
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity
from infra import clock

DAYS = 30
BACK, AHEAD = 14, 7
"""Days of a forecast's chart before and after today."""
BEST, FORECASTS, LISTED, NOTICES = 6, 3, 5, 60
EXPIRES_WITHIN = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Today:
    """The day so far. `profit` is gross, and None for who may not see it."""

    day: date
    count: int
    total: Money
    cash: Money
    credit: Money
    profit: Money | None
    yesterday: Money


@dataclass(frozen=True)
class Trend:
    """Thirty days that are over, and today as the last bar; the thirty before as a line."""

    days: tuple[tuple[date, Money, Money], ...]
    """Day, its sales, those of thirty days before."""
    total: Money
    profit: Money | None
    notes: tuple[Phrase, ...]
    chart: BarChart

    @property
    def is_empty(self) -> bool:
        """Whether nothing was sold in all that time: there is nothing to draw."""
        return all(sold == before == ZERO_MONEY for _, sold, before in self.days)


@dataclass(frozen=True)
class Seller:
    """A product among the best, and its share of the best one's money in percent."""

    name: str
    quantity: Measure
    amount: Money
    share: float


@dataclass(frozen=True)
class OnShelf:
    """A product of which there is none, little or too much. `days` is how long it lasts; `value` what it cost."""

    name: str
    quantity: Measure
    days: int | None = None
    value: Money | None = None


@dataclass(frozen=True)
class StockHealth:
    """The most urgent first; the numbers of all of them beside."""

    out: tuple[OnShelf, ...]
    low: tuple[OnShelf, ...]
    slow: tuple[OnShelf, ...]
    counts: tuple[int, int, int]


@dataclass(frozen=True)
class Expires:
    """Goods that expire on a day."""

    name: str
    quantity: Measure
    day: date
    over: bool
    value: Money | None


@dataclass(frozen=True)
class Owed:
    """What customers owe, by its age, and who owes most."""

    total: Money
    ages: tuple[tuple[str, Money, float], ...]
    """Days as `0–30`, the amount, its share of all in percent."""
    customers: tuple[tuple[str, Money], ...]
    count: int


@dataclass(frozen=True)
class Outlook:
    """A product's sales against what was forecast: day, sold (None: to come), and low, middle and high."""

    name: str
    unit: str
    days: tuple[tuple[date, Measure | None, tuple[Measure, Measure, Measure] | None], ...]
    chart: BandChart


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
    month = reports.product_profits(session, store_id, *_between(shop, today - (DAYS - 1) * _DAY, today))
    shelves = read_shelves(session, shop, now)
    trend = _trend(session, shop, today, month if sees_profit else None)
    return Page(
        shop=shop.name,
        place=shop.place,
        at=local,
        newest=newest,
        today=_today(session, shop, today, trend.days[-2][1], sees_profit),
        trend=trend,
        best=_best(month),
        stock=_stock(shelves, month, shop, today, sees_profit),
        expiring=_expiring(session, shop, today, sees_profit),
        owed=_owed(session, shop, today),
        outlooks=_outlooks(session, shop, today, month),
        advice=waiting(session, shop, shelves, prices=sees_profit),
        notices=_notices(session, shop, today),
    )


def _between(shop: Store, first: date, last: date) -> tuple[datetime, datetime]:
    return clock.day_bounds(first, shop.timezone)[0], clock.day_bounds(last, shop.timezone)[1]


def _gross(products: Sequence[ProductProfit]) -> Money:
    return sum((product.amount - product.cost for product in products), ZERO_MONEY)


def _today(session: Session, shop: Store, today: date, yesterday: Money, sees_profit: bool) -> Today:
    inside = _between(shop, today, today)
    found = reports.days(session, shop.id, *inside, shop.timezone)
    sold = found[0] if found else reports.DaySales(today, 0, ZERO_MONEY, ZERO_MONEY)
    return Today(
        day=today,
        count=sold.count,
        total=sold.total,
        cash=sold.total - sold.credit,
        credit=sold.credit,
        profit=_gross(reports.product_profits(session, shop.id, *inside)) if sees_profit else None,
        yesterday=yesterday,
    )


def _trend(session: Session, shop: Store, today: date, month: Sequence[ProductProfit] | None) -> Trend:
    first = today - 2 * DAYS * _DAY
    found = reports.days(session, shop.id, *_between(shop, first, today), shop.timezone)
    by_day = {each.day: each.total for each in found}
    days = tuple(
        (day, by_day.get(day, ZERO_MONEY), by_day.get(day - DAYS * _DAY, ZERO_MONEY))
        for day in (today - back * _DAY for back in range(DAYS, -1, -1))
    )
    total = sum((sold for _, sold, _ in days[:-1]), ZERO_MONEY)
    before = sum((earlier for _, _, earlier in days[:-1]), ZERO_MONEY)
    chart = draw_bars([float(sold.value) for _, sold, _ in days], [float(earlier.value) for _, _, earlier in days])
    return Trend(days, total, None if month is None else _gross(month), compared(total, before), chart)


def _best(month: Sequence[ProductProfit]) -> tuple[Seller, ...]:
    best = [product for product in month[:BEST] if product.amount > ZERO_MONEY]
    most = float(best[0].amount.value) if best else 0.0
    return tuple(
        Seller(
            short(product.name),
            Measure(product.quantity, product.unit),
            product.amount,
            share(float(product.amount.value), most),
        )
        for product in best
    )


def _stock(
    shelves: list[Shelf], month: Sequence[ProductProfit], shop: Store, today: date, sees_costs: bool
) -> StockHealth:
    since, _ = clock.day_bounds(today - (DAYS - 1) * _DAY, shop.timezone)
    sold = {product.product_id: Pace(product.quantity, None) for product in month}
    judged = [
        judge_slow(shelf.product, sold.get(shelf.product.id), since, DAYS, today, shop.timezone) for shelf in shelves
    ]
    slow = sorted((each for each in judged if each is not None), key=lambda each: -each.value.value)
    out = sorted(
        (shelf for shelf in shelves if not shelf.product.stock > ZERO_QUANTITY), key=lambda shelf: -shelf.daily
    )
    low = sorted(
        (shelf for shelf in shelves if shelf.product.stock > ZERO_QUANTITY and alerts.judge(shelf) is not None),
        key=_lasts,
    )
    return StockHealth(
        out=tuple(_on_shelf(shelf) for shelf in out[:LISTED]),
        low=tuple(_on_shelf(shelf) for shelf in low[:LISTED]),
        slow=tuple(
            OnShelf(
                short(each.product.name),
                Measure(each.product.stock, each.product.unit),
                each.days_of_stock,
                each.value if sees_costs else None,
            )
            for each in slow[:LISTED]
        ),
        counts=(len(out), len(low), len(slow)),
    )


def _lasts(shelf: Shelf) -> float:
    return float(shelf.item.on_hand) / shelf.daily if shelf.daily else float("inf")


def _on_shelf(shelf: Shelf) -> OnShelf:
    product = shelf.product
    days = int(_lasts(shelf)) if shelf.daily and product.stock > ZERO_QUANTITY else None
    return OnShelf(short(product.name), Measure(max(product.stock, ZERO_QUANTITY), product.unit), days)


def _expiring(session: Session, shop: Store, today: date, sees_costs: bool) -> tuple[Expires, ...]:
    return tuple(
        Expires(
            short(goods.product.name),
            Measure(goods.quantity, goods.product.unit),
            goods.expires_on,
            goods.expires_on < today,
            goods.value if sees_costs else None,
        )
        for goods in stock.expiring(session, shop.id, today + EXPIRES_WITHIN * _DAY)
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


def _outlooks(session: Session, shop: Store, today: date, month: Sequence[ProductProfit]) -> tuple[Outlook, ...]:
    """The products that bring most money, of those that are forecast."""
    first, last = today - BACK * _DAY, today + AHEAD * _DAY
    names = {product.product_id: product for product in month[: 2 * BEST]}
    forecasts = insights.forecasts(session, shop.id, names, first, last)
    chosen = [number for number in names if number in forecasts][:FORECASTS]
    if not chosen:
        return ()
    begin, end = _between(shop, first, today)
    sold = {
        (number, day): quantity
        for number, day, quantity, _ in sums.daily_quantities(session, shop.id, begin, end, shop.timezone, chosen)
    }
    days = [first + offset * _DAY for offset in range(BACK + AHEAD + 1)]
    return tuple(
        _outlook(
            short(names[number].name),
            names[number].unit,
            days,
            [sold.get((number, day), ZERO_QUANTITY) if day <= today else None for day in days],
            {row.ds: row for row in forecasts[number]},
        )
        for number in chosen
    )


def _outlook(
    name: str, unit: str, days: list[date], sold: list[Quantity | None], forecasts: dict[date, Forecast]
) -> Outlook:
    expected = [forecasts.get(day) for day in days]
    chart = draw_band(
        [None if quantity is None else float(quantity.value) for quantity in sold],
        [None if row is None else (float(row.p10), float(row.p50), float(row.p90)) for row in expected],
        BACK,
    )
    lines = tuple(
        (
            day,
            None if quantity is None else Measure(quantity, unit),
            None if row is None else (_about(row.p10, unit), _about(row.mean, unit), _about(row.p90, unit)),
        )
        for day, quantity, row in zip(days, sold, expected, strict=True)
    )
    return Outlook(name, unit, lines, chart)


def _about(value: Decimal, unit: str) -> Measure:
    return Measure(Quantity(round(value, 0 if unit == "pc" and value >= 1 else 1)), unit)


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
