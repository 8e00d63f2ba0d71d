"""What the MRP, above which nothing may be sold, says of a request before it runs. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from actions.contract import Line, Request
from domain.values import Money
from nlu.contract import Product


def forbid(request: Request, products: Mapping[str, Product]) -> bool:
    """Whether every price that is to be set is above the printed one, which the action refuses, yes or no."""
    asked = [(line.price, _printed(line, products)) for line in request.lines]
    return bool(asked) and all(price is not None and mrp is not None and price > mrp for price, mrp in asked)


def are_outdone(request: Request, products: Mapping[str, Product]) -> bool:
    """Whether rupees that were taken for a line's come to more a piece than its printed price.

    They are more likely something else: "2 lux udhaar, 100 nakad diye".
    """
    told = [(line.amount, line.quantity, _printed(line, products)) for line in request.lines]
    # Compared by multiplying: a count may be nothing.
    return any(
        amount is not None and quantity is not None and mrp is not None and amount > mrp * quantity
        for amount, quantity, mrp in told
    )


def _printed(line: Line, products: Mapping[str, Product]) -> Money | None:
    product = products.get(line.sku or "")
    return None if product is None or product.mrp is None else Money(product.mrp)
