"""The store's products that a request names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.contract import Choice, Line, Phrase, Refused, Reply, Request
from actions.wording import other_products
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.catalogue.store import UnknownProduct


@dataclass(frozen=True)
class NamedProduct:
    """A line of the request with its product."""

    line: Line
    product: Product


def find(session: Session, request: Request) -> tuple[list[NamedProduct], list[Line]]:
    """The lines whose product the store has, in the order said, and the lines for which it has none."""
    found: list[NamedProduct] = []
    unknown: list[Line] = []
    products = catalogue.get_many(session, {line.sku for line in request.lines if line.sku is not None})
    for line in request.lines:
        product = products.get(line.sku or "")
        if product is None:
            unknown.append(line)
        else:
            found.append(NamedProduct(line, product))
    return found, unknown


def find_all(session: Session, request: Request) -> list[NamedProduct]:
    """Every line with its product. Raises Refused, naming the words, when one is missing: a write is all or nothing."""
    if not request.lines:
        raise Refused(Reply("refused.no_product"))
    found, unknown = find(session, request)
    if unknown:
        raise refused_unknown(unknown)
    return found


def refused_unknown(lines: list[Line]) -> Refused:
    """The refusal that names the words for which the store has no product."""
    return Refused(Reply("refused.unknown_product", {"words": tuple(line.text for line in lines)}))


def offer_others(session: Session, found: list[NamedProduct]) -> tuple[tuple[Phrase, ...], tuple[Choice, ...]]:
    """Notes and choices that offer what the words fit as well, for every line that was not the only one possible."""
    notes: list[Phrase] = []
    choices: list[Choice] = []
    for named in found:
        others = [other for sku in named.line.others if (other := _get(session, sku)) is not None]
        note, choice = other_products(named.product, others)
        notes.extend(note)
        choices.extend(choice)
    return tuple(notes), tuple(choices)


def _get(session: Session, sku: str | None) -> Product | None:
    if sku is None:
        return None
    try:
        return catalogue.get(session, sku)
    except UnknownProduct:
        return None
