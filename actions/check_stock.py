"""`check_stock`: how much is left, of products that are named or of all that runs low."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions import wording
from actions.coming import coming, with_coming
from actions.contract import Outcome, Phrase, Reply, Request, Value
from actions.products import find, offer_others, refused_unknown
from analytics import alerts
from analytics.reading import Shelf, read_shelves
from domain.stock import store as stock
from domain.stores import store as stores
from domain.values import ZERO_QUANTITY, Quantity
from infra import clock

_LONG = 60
"""Beyond so many days nobody counts them."""
COUNT_EXAMPLE = Quantity(12)
"""What a count is shown by."""


def check_stock(session: Session, request: Request) -> Outcome:
    """What is left of each product that is named, for how many days as it sells, and what of it is on its way; of none, all
    that is low, the most urgent first, and last what is on order and enough with that.

    Raises Refused when none of the products is known.
    """
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    shelves = {
        shelf.product.id: shelf for shelf in read_shelves(session, stores.get(session, request.store_id), request.now)
    }
    if not found:
        return Outcome(_low(session, request, list(shelves.values())))
    notes, choices = offer_others(session, found)
    lines = _lines(session, request, [shelves[named.product.id] for named in found])
    return Outcome(Reply("check_stock.done", {"lines": lines, "notes": (*wording.not_found(unknown), *notes)}, choices))


def _low(session: Session, request: Request, shelves: list[Shelf]) -> Reply:
    low = [shelf for shelf in shelves if alerts.judge(shelf)]
    if not low:
        return Reply("check_stock.none_low")
    ordered = alerts.covered(session, request.store_id, low, _today(request))
    low.sort(key=lambda shelf: (shelf.product.sku in ordered, _days(shelf), -shelf.daily, shelf.product.sku))
    lines, more = wording.listed(_lines(session, request, low), request.channel)
    return Reply("check_stock.low", {"lines": lines, "more": more})


def _today(request: Request) -> date:
    return clock.local(request.timezone, request.now).date()


def _days(shelf: Shelf) -> float:
    return max(0.0, float(shelf.item.on_hand)) / shelf.daily if shelf.daily else float("inf")


def _lines(session: Session, request: Request, shelves: Sequence[Shelf]) -> tuple[Phrase, ...]:
    counted = stock.known(session, {shelf.product.id for shelf in shelves})
    on_its_way = coming(session, request.store_id)
    return tuple(
        with_coming(_line(shelf, counted=shelf.product.id in counted), shelf.product, on_its_way, _today(request))
        for shelf in shelves
    )


def _line(shelf: Shelf, *, counted: bool) -> Phrase:
    product = shelf.product
    params: dict[str, Value] = {"product": wording.name(product)}
    if not counted and not product.stock > ZERO_QUANTITY:
        # Of what nobody counted the books know only what was sold: that is no empty shelf.
        return Phrase("check_stock.line_uncounted", {**params, "example": wording.measure(product, COUNT_EXAMPLE)})
    if product.stock == ZERO_QUANTITY:
        return Phrase("check_stock.line_out", params)
    if product.stock < ZERO_QUANTITY:
        return Phrase("check_stock.line_negative", {**params, "quantity": wording.measure(product, -product.stock)})
    params["quantity"] = wording.measure(product, product.stock)
    days = _days(shelf)
    if not 1 <= days <= _LONG:
        return Phrase("check_stock.line_bare", params)
    return Phrase("check_stock.line", {**params, "days": int(days)})
