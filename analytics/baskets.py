"""What sells together: pairs of products by support and lift (association rules: Agrawal, Imieliński, Swami 1993)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, aliased

from domain.journal import store as journal
from domain.sales.models import Sale, SaleLine
from domain.values import ZERO_QUANTITY

WINDOW_DAYS = 180
LEAST_TOGETHER = 5
"""Support: a pair that was sold together less often may be chance."""
LEAST_DEVIATIONS = 4
"""… and so may one that is sold together less often than this many standard deviations (of a Poisson count) above what comes
of people taking either without a thought for the other: a shop has thousands of pairs, and some are always lucky."""


@dataclass(frozen=True)
class Pair:
    """Two products, by number, that are bought together."""

    first_id: int
    second_id: int
    together: int
    """Sales that hold both."""
    lift: float
    """How many times as many as chance would bring."""

    @property
    def deviations(self) -> float:
        """How far above chance, in standard deviations of a Poisson count."""
        by_chance = self.together / self.lift
        return float((self.together - by_chance) / sqrt(by_chance))


def find_pairs(session: Session, store_id: int, now: datetime, product_id: int | None = None) -> list[Pair]:
    """The pairs of the last half year that are no chance, the most frequent first; with `product_id` those of it, named first."""
    since = now - timedelta(days=WINDOW_DAYS)
    bought = (
        select(SaleLine.sale_id, SaleLine.product_id)
        .join(Sale, (Sale.id == SaleLine.sale_id) & (Sale.sold_at == SaleLine.sold_at))
        .where(SaleLine.store_id == store_id, SaleLine.sold_at >= since, Sale.sold_at >= since)
        .where(SaleLine.quantity > ZERO_QUANTITY, journal.stands(Sale.entry_id))
        .distinct()
        .cte("bought")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    one, other = aliased(bought), aliased(bought)
    sales = session.scalar(select(func.count(distinct(bought.c.sale_id)))) or 0
    single: dict[int, int] = dict(
        session.execute(select(bought.c.product_id, func.count()).group_by(bought.c.product_id)).all()
    )
    together = (
        select(one.c.product_id, other.c.product_id, func.count())
        .join(other, one.c.sale_id == other.c.sale_id)
        .where(one.c.product_id < other.c.product_id if product_id is None else one.c.product_id == product_id)
        .where(one.c.product_id != other.c.product_id)
        .group_by(one.c.product_id, other.c.product_id)
        .having(func.count() >= LEAST_TOGETHER)
    )
    pairs = [
        Pair(first, second, count, count * sales / (single[first] * single[second]))
        for first, second, count in session.execute(together)
    ]
    strong = [pair for pair in pairs if pair.deviations >= LEAST_DEVIATIONS]
    return sorted(strong, key=lambda pair: (-pair.together, -pair.lift, pair.first_id, pair.second_id))
