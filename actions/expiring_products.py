"""`expiring_products`: what expires soon, and what has expired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Outcome, Phrase, Reply, Request, Value
from actions.periods import ahead
from actions.products import find, refused_unknown
from domain.stock import batches
from domain.stock.batches import Expiring
from domain.values import ZERO_MONEY
from infra import clock

USUAL = "7d"
"""Product.md, "Business rules": expiring is what expires within 7 days."""


def expiring_products(session: Session, request: Request) -> Outcome:
    """What expires within a period from today (7 days, unless said), what has expired included, the first to expire first,
    and what it all cost; of products that are named, only theirs.

    Raises Refused when none of the products that are named is known.
    """
    today = clock.local(request.timezone, request.now).date()
    days = ahead(request.period or USUAL, today)
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    wanted = {named.product.id for named in found}
    goods = batches.expiring(session, request.store_id, days.last)
    goods = [each for each in goods if not wanted or each.product.id in wanted]
    notes = wording.not_found(unknown)
    if not goods:
        return Outcome(Reply("expiring_products.none", {"period": days.name, "notes": notes}))
    return Outcome(listed(goods, days.name, today, request.channel, notes))


def listed(
    goods: Sequence[Expiring], period: Phrase, today: date, channel: str, notes: tuple[Phrase, ...] = ()
) -> Reply:
    """Goods that expire, as many as the channel has room for, and what all of them cost."""
    lines, more = wording.listed([_line(each, today) for each in goods], channel)
    total = sum((each.value for each in goods), ZERO_MONEY)
    params: dict[str, Value] = {"period": period, "total": total, "lines": lines, "more": more, "notes": notes}
    return Reply("expiring_products.list", params)


def _line(goods: Expiring, today: date) -> Phrase:
    key = "expiring_products.line" if goods.expires_on >= today else "expiring_products.line_expired"
    params: dict[str, Value] = {
        "product": wording.name(goods.product),
        "quantity": wording.measure(goods.product, goods.quantity),
        "date": goods.expires_on,
        "value": goods.value,
    }
    return Phrase(key, params)
