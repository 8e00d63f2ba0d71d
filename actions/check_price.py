"""`check_price`: what a product sells for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Outcome, Phrase, Refused, Reply, Request
from actions.products import find, offer_others, refused_unknown
from domain.catalogue.models import Product


def check_price(session: Session, request: Request) -> Outcome:
    """The selling price of each product that is named, beside its MRP or by its unit. Raises Refused for none known."""
    if not request.lines:
        raise Refused(Reply("refused.no_product"))
    found, unknown = find(session, request)
    if not found:
        raise refused_unknown(unknown)
    notes, choices = offer_others(session, found)
    lines = tuple(_line(named.product) for named in found)
    return Outcome(Reply("check_price.done", {"lines": lines, "notes": (*wording.not_found(unknown), *notes)}, choices))


def _line(product: Product) -> Phrase:
    if product.mrp is not None:
        return Phrase(
            "check_price.line_mrp", {"product": wording.name(product), "price": product.price, "mrp": product.mrp}
        )
    unit = Phrase(f"unit.{product.unit}")
    return Phrase("check_price.line", {"product": wording.name(product), "price": product.price, "unit": unit})
