"""What sells: the day so far, a month beside the one before, the best sellers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from actions.comparison import compared
from actions.contract import Measure, Phrase
from actions.wording import short
from bot.dashboard.charts import BarChart, draw_bars, share
from domain.reports import store as reports
from domain.reports.store import ProductProfit
from domain.stores.models import Store
from domain.values import ZERO_MONEY, Money
from infra import clock

DAYS = 30
"""Of a month, and of the one before that it is held against."""
BEST = 6
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


def read_today(session: Session, shop: Store, today: date, yesterday: Money, sees_profit: bool) -> Today:
    """The day so far; `yesterday` is what all of that day came to."""
    inside = clock.day_bounds(today, shop.timezone)
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


def read_trend(session: Session, shop: Store, today: date, month: Sequence[ProductProfit] | None) -> Trend:
    """The last sixty days. `month`: what each product earned in the last thirty; None for who may not see profit."""
    first = today - 2 * DAYS * _DAY
    found = reports.days(session, shop.id, *clock.days_bounds(first, today, shop.timezone), shop.timezone)
    by_day = {each.day: each.total for each in found}
    days = tuple(
        (day, by_day.get(day, ZERO_MONEY), by_day.get(day - DAYS * _DAY, ZERO_MONEY))
        for day in (today - back * _DAY for back in range(DAYS, -1, -1))
    )
    total = sum((sold for _, sold, _ in days[:-1]), ZERO_MONEY)
    before = sum((earlier for _, _, earlier in days[:-1]), ZERO_MONEY)
    chart = draw_bars([float(sold.value) for _, sold, _ in days], [float(earlier.value) for _, _, earlier in days])
    return Trend(days, total, None if month is None else _gross(month), compared(total, before), chart)


def best_sellers(month: Sequence[ProductProfit]) -> tuple[Seller, ...]:
    """The first products of the month, which come by amount."""
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


def _gross(products: Sequence[ProductProfit]) -> Money:
    return sum((product.amount - product.cost for product in products), ZERO_MONEY)
