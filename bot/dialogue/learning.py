"""What a message has taught: the shop's own words for a product, where the retailer was asked or has corrected."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from actions.contract import Line, Outcome, Reply, Request
from domain.catalogue import names
from domain.catalogue import store as catalogue
from nlu.contract import Product
from nlu.names.own_names import may_name


def learn(session: Session, request: Request, outcome: Outcome, products: tuple[Product, ...]) -> tuple[Reply, ...]:
    """Keep the names that a request has taught with the entry it wrote, and say those that count from now on.

    Without an entry nothing is learnt: there would be nothing to take back.
    """
    if outcome.entry_id is None:
        return ()
    said: list[Reply] = []
    for line in _lessons((*request.lines, *outcome.taught) if request.intent != "correct_last" else outcome.taught):
        if line.sku is None or not may_name(line.text, products):
            continue
        product = catalogue.get(session, line.sku)
        if names.learn(session, product, line.text, line.taught, outcome.entry_id):
            said.append(Reply("dialogue.learnt_name", {"text": line.text, "product": product.name}))
    return tuple(said)


def _lessons(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.taught and line.text]
