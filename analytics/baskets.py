"""What sells together: pairs of products by support and lift (association rules: Agrawal, Imieliński, Swami 1993)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, aliased

from domain.journal import store as journal
from domain.sales.models import Sale, SaleLine
from domain.values import ZERO_QUANTITY

WINDOW_DAYS = 180
LEAST_TOGETHER = 5
"""Support: a pair that was sold together less often may be chance."""
LEAST_LIFT = 1.2
"""A pair is sold together so many times as often as if people took one without a thought for the other."""


@dataclass(frozen=True)
class Pair:
    """Two products, by number, that are bought together."""

    first_id: int
    second_id: int
    together: int
    """Sales that hold both."""
    lift: float


def find_pairs(session: Session, store_id: int, now: datetime, product_id: int | None = None) -> list[Pair]:
    """The pairs of the last half year with enough support and lift, highest lift first; with `product_id` those of it, first."""
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
        session.execute(select(bought.c.product_id, func.count()).group_by(bought.c.product_id)).tuples().all()
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
        for first, second, count in session.execute(together).tuples()
    ]
    strong = [pair for pair in pairs if pair.lift >= LEAST_LIFT]
    return sorted(strong, key=lambda pair: (-pair.lift, -pair.together, pair.first_id, pair.second_id))
