"""`set_price`: a new selling price, never above the MRP."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions import entries, roles, wording
from actions.contract import Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.products import NamedProduct, find_all, offer_others
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money


def set_price(session: Session, request: Request) -> Outcome:
    """Set selling prices and confirm them beside the old ones, with a warning below cost.

    Raises Refused for an unknown product, a missing price, a price above MRP (selling above it is illegal in India), and a
    price below cost from a helper.
    """
    lines, written = _set(session, request, request.now, None)
    reply = entries.confirmation(request, Reply("set_price.done", {"lines": lines, "notes": written.notes}), written)
    return Outcome(reply, entry_id=written.entry.id)


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The prices in the books: entry and price changes."""
    return _set(session, request, happened_at, corrects_id)[1]


def price_of(named: NamedProduct) -> Money:
    """The price for one unit that a line says: its price, or its amount for its quantity. Raises Refused for none."""
    line = named.line
    price = line.price
    if price is None and line.amount is not None:
        price = line.amount.per(line.quantity) if line.quantity and line.quantity > ZERO_QUANTITY else line.amount
    if price is None or not price > ZERO_MONEY:
        raise Refused(Reply("refused.no_price", {"product": wording.name(named.product)}))
    return price


def _set(
    session: Session, request: Request, happened_at: datetime, corrects_id: int | None
) -> tuple[tuple[Phrase, ...], Written]:
    found = find_all(session, request)
    prices = [(named.product, _lawful(named, request.role)) for named in found]
    # Kept as prices, however they were said, so that the entry can be named and corrected.
    settled = tuple(
        replace(named.line, price=price, amount=None, quantity=None)
        for named, (_, price) in zip(found, prices, strict=True)
    )
    entry = entries.open_entry(session, replace(request, lines=settled), happened_at, corrects_id)
    # Products are locked in the order of their numbers, so that two messages never wait for each other.
    changed = {
        product.id: _changed(session, product, price, entry.id, request.now)
        for product, price in sorted(prices, key=lambda pair: pair[0].id)
    }
    lines = [changed[product.id] for product, _ in prices]
    other_notes, choices = offer_others(session, found)
    below = [_below_cost(product, price) for product, price in prices if price < product.cost]
    return tuple(lines), Written(entry, tuple(product for product, _ in prices), None, (*below, *other_notes), choices)


def _lawful(named: NamedProduct, role: str) -> Money:
    price, mrp = price_of(named), named.product.mrp
    if role != roles.OWNER and price < named.product.cost:
        raise Refused(Reply("refused.owner_only"))
    if mrp is not None and price > mrp:
        params: dict[str, Value] = {"product": wording.name(named.product), "price": price, "mrp": mrp}
        raise Refused(Reply("set_price.above_mrp", params))
    return price


def _changed(session: Session, product: Product, price: Money, entry_id: int, now: datetime) -> Phrase:
    before = product.price
    params: dict[str, Value] = {"product": wording.name(product), "price": price}
    if price == before:
        return Phrase("set_price.line_same", params)
    catalogue.set_price(session, product, price, entry_id, now)
    return Phrase("set_price.line", {**params, "before": before})


def _below_cost(product: Product, price: Money) -> Phrase:
    return Phrase("note.below_cost", {"product": wording.name(product), "price": price, "cost": product.cost})
