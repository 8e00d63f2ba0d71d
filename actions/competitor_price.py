"""`competitor_price`: what another shop charges, kept, and how our price stands to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.contract import Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.products import find_all, offer_others
from domain.catalogue import competitors
from domain.catalogue.models import Product
from domain.values import ZERO_MONEY, Money

FRESH = timedelta(days=30)
"""How long a report is worth repeating."""


def competitor_price(session: Session, request: Request) -> Outcome:
    """Keep what another shop charges and say how our price stands. Raises Refused for unknown products and no price."""
    written = write(session, request, request.now)
    prices = {line.sku: line.price for line in request.lines}
    lines = tuple(_compared(product, prices[product.sku]) for product in written.products)
    params: dict[str, Value] = {"shop": request.shop or "", "lines": lines, "notes": written.notes}
    reply = Reply("competitor_price.done", params)
    return Outcome(entries.confirmation(request, reply, written), entry_id=written.entry.id)


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The reports in the books: entry, and a row a product."""
    found = find_all(session, request)
    for named in found:
        if named.line.price is None or not named.line.price > ZERO_MONEY:
            raise Refused(Reply("refused.no_price", {"product": wording.name(named.product)}))
    kept = [{"sku": named.product.sku, "price": str(named.line.price)} for named in found]
    entry = entries.open_entry(session, request, happened_at, corrects_id, kept)
    for named in found:
        price = named.line.price
        assert price is not None
        competitors.report(session, named.product, request.shop or "", price, entry_id=entry.id, now=happened_at)
    notes, choices = offer_others(session, found)
    return Written(entry, tuple(named.product for named in found), None, notes, choices)


def seen_lately(session: Session, product: Product, now: datetime) -> tuple[Phrase, ...]:
    """A note on the lowest price that another shop was seen to charge of late; none when none was."""
    seen = competitors.latest(session, product.id, now - FRESH)
    if not seen:
        return ()
    return (Phrase("note.competitor", {"shop": seen[0].shop, "price": seen[0].price}),)


def _compared(product: Product, theirs: Money | None) -> Phrase:
    assert theirs is not None
    params: dict[str, Value] = {"product": wording.name(product), "theirs": theirs, "ours": product.price}
    if product.price == theirs:
        return Phrase("competitor_price.same", {name: params[name] for name in ("product", "theirs")})
    params["difference"] = abs(product.price - theirs)
    return Phrase("competitor_price.dearer" if product.price > theirs else "competitor_price.cheaper", params)
