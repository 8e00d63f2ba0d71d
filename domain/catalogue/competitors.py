"""What other shops charge."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from domain.catalogue.models import CompetitorPrice, Product
from domain.journal import store as journal
from domain.values import Money


def report(session: Session, product: Product, shop: str, price: Money, *, entry_id: int | None, now: datetime) -> None:
    """Keep what another shop charges for a product; `shop` is empty when it was not named."""
    session.add(
        CompetitorPrice(
            store_id=product.store_id, product_id=product.id, entry_id=entry_id, shop=shop, price=price, seen_at=now
        )
    )
    session.flush()


def latest(session: Session, product_id: int, since: datetime) -> list[CompetitorPrice]:
    """The newest report of each shop at or after `since` that was not taken back, the lowest price first."""
    rows = session.scalars(
        select(CompetitorPrice)
        .where(CompetitorPrice.product_id == product_id, CompetitorPrice.seen_at >= since)
        .where(journal.stands(CompetitorPrice.entry_id))
        .ext(distinct_on(CompetitorPrice.shop))
        .order_by(CompetitorPrice.shop, CompetitorPrice.id.desc())
    )
    return sorted(rows, key=lambda seen: seen.price)
