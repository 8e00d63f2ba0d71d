"""`product_suggestions`: what new to stock, and what sells together."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Outcome, Phrase, Reply, Request, Value
from actions.products import find, refused_unknown
from analytics.baskets import Pair, find_pairs
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.demo.profile import DemoProduct
from domain.demo.profile import catalogue as usual_goods

_SHOWN = {"whatsapp": 5, "sms": 3}


def product_suggestions(session: Session, request: Request) -> Outcome:
    """What is bought together, of a product or of all, and what sells well in shops like this and is not stocked here.

    Raises Refused for a product that the store does not have.
    """
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    room = _SHOWN.get(request.channel, _SHOWN["whatsapp"])
    stocked = {product.id: product for product in catalogue.all(session, request.store_id)}
    named = found[0].product if found else None
    pairs = find_pairs(session, request.store_id, request.now, named.id if named else None)
    known = [pair for pair in pairs if {pair.first_id, pair.second_id} <= set(stocked)]
    together = tuple(_line(pair, stocked) for pair in known[:room])
    missing = () if named else tuple(item.name for item in not_stocked(list(stocked.values()))[:room])
    if not together and not missing:
        return Outcome(Reply("product_suggestions.none"))
    return Outcome(Reply("product_suggestions.done", {"missing": missing, "together": together}))


def not_stocked(stocked: list[Product]) -> list[DemoProduct]:
    """The usual goods of a kirana that a store does not have, those that sell best elsewhere first, its own categories before
    others.
    """
    skus = {product.sku for product in stocked}
    names = {wording.name(product).casefold() for product in stocked}
    categories = {product.category for product in stocked if product.category}
    missing = [
        item for item in usual_goods() if item.sku not in skus and wording.short(item.name).casefold() not in names
    ]
    return sorted(missing, key=lambda item: (item.category not in categories, -item.daily_sales * item.price, item.sku))


def _line(pair: Pair, stocked: dict[int, Product]) -> Phrase:
    params: dict[str, Value] = {
        "product": wording.name(stocked[pair.first_id]),
        "other": wording.name(stocked[pair.second_id]),
        "count": pair.together,
    }
    return Phrase("product_suggestions.line", params)
