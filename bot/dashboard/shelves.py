"""What stands on the shelf: what is out, low, slow, or soon too old to sell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from actions.coming import Coming, coming, say_day
from actions.contract import Measure, Phrase
from actions.slow_products import judge as judge_slow
from actions.wording import short
from analytics import alerts
from analytics.reading import Shelf
from bot.dashboard.selling import DAYS
from domain.reports.store import ProductProfit
from domain.sales.sums import Pace
from domain.stock import batches
from domain.stock import store as stock
from domain.stores.models import Store
from domain.values import ZERO_QUANTITY, Money
from infra import clock

LISTED = 5
"""Lines of a list; the rest are counted."""
EXPIRES_WITHIN = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OnShelf:
    """A product of which there is none, little or too much. `days` is how long it lasts; `value` what it cost; `coming` what is
    on its way, and `day` when, said as in chat.
    """

    name: str
    quantity: Measure
    days: int | None = None
    value: Money | None = None
    coming: Measure | None = None
    day: Phrase | None = None


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


def stock_health(
    session: Session,
    shelves: list[Shelf],
    month: Sequence[ProductProfit],
    shop: Store,
    today: date,
    *,
    sees_costs: bool,
) -> StockHealth:
    """What the shelves lack and what lies on them. `month`: what was sold in it. What is on order and enough with that comes
    last, and of goods that nobody counted nobody can say that they are out.
    """
    since, _ = clock.day_bounds(today - (DAYS - 1) * _DAY, shop.timezone)
    sold = {product.product_id: Pace(product.quantity, None) for product in month}
    judged = [
        judge_slow(shelf.product, sold.get(shelf.product.id), since, DAYS, today, shop.timezone) for shelf in shelves
    ]
    slow = sorted((each for each in judged if each is not None), key=lambda each: -each.value.value)
    empty = [shelf for shelf in shelves if not shelf.product.stock > ZERO_QUANTITY]
    counted = stock.known(session, {shelf.product.id for shelf in empty})
    on_its_way = coming(session, shop.id)
    ordered = alerts.covered(session, shop.id, shelves, today)
    out = sorted(
        (shelf for shelf in empty if shelf.product.id in counted),
        key=lambda shelf: (shelf.product.sku in ordered, -shelf.daily),
    )
    low = sorted(
        (shelf for shelf in shelves if shelf.product.stock > ZERO_QUANTITY and alerts.judge(shelf) is not None),
        key=lambda shelf: (shelf.product.sku in ordered, _lasts(shelf)),
    )
    return StockHealth(
        out=tuple(_on_shelf(shelf, on_its_way, today) for shelf in out[:LISTED]),
        low=tuple(_on_shelf(shelf, on_its_way, today) for shelf in low[:LISTED]),
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


def expiring(session: Session, shop: Store, today: date, sees_costs: bool) -> tuple[Expires, ...]:
    """What expires within a week or has, the first to expire first."""
    return tuple(
        Expires(
            short(goods.product.name),
            Measure(goods.quantity, goods.product.unit),
            goods.expires_on,
            goods.expires_on < today,
            goods.value if sees_costs else None,
        )
        for goods in batches.expiring(session, shop.id, today + EXPIRES_WITHIN * _DAY)
    )


def _lasts(shelf: Shelf) -> float:
    return float(shelf.item.on_hand) / shelf.daily if shelf.daily else float("inf")


def _on_shelf(shelf: Shelf, on_its_way: Mapping[int, Coming], today: date) -> OnShelf:
    product, found = shelf.product, on_its_way.get(shelf.product.id)
    days = int(_lasts(shelf)) if shelf.daily and product.stock > ZERO_QUANTITY else None
    left = Measure(max(product.stock, ZERO_QUANTITY), product.unit)
    if found is None:
        return OnShelf(short(product.name), left, days)
    more = Measure(found.quantity, product.unit)
    return OnShelf(short(product.name), left, days, coming=more, day=say_day(found.expected_on, today))
