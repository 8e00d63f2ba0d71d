"""Advice of last night that is still to be taken."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from actions.contract import Measure, Phrase, Value
from actions.wording import percent, short
from analytics.reading import Shelf
from domain.insights import store as insights
from domain.insights.contract import Advice
from domain.stock import store as stock
from domain.stores.models import Store
from domain.values import Money, Quantity

ORDERS, PRICES = 6, 3


@dataclass(frozen=True)
class Piece:
    """To order so much, or to charge another price, and why."""

    kind: str
    """`order` or `price`."""
    name: str
    order: Measure | None = None
    stock: Measure | None = None
    days: int | None = None
    """How long the stock lasts; None where there is none."""
    counted: bool = True
    """Of goods that nobody counted nobody knows the stock."""
    price: Money | None = None
    current: Money | None = None
    reason: Phrase | None = None


def waiting(session: Session, shop: Store, shelves: list[Shelf], *, prices: bool) -> tuple[Piece, ...]:
    """What to order, the most urgent first, and which prices to change; what was done since the night is left out."""
    by_product = {shelf.product.id: shelf for shelf in shelves}
    found = [
        (row, by_product[row.product_id])
        for row in insights.open_advice(session, shop.id)
        if row.product_id in by_product
    ]
    orders = [(row, shelf) for row, shelf in found if row.kind == "reorder" and _is_needed(row, shelf)]
    orders.sort(key=lambda each: (each[0].detail["urgency"] != "now", _days(each[0]), each[1].product.sku))
    counted = stock.known(session, {shelf.product.id for _, shelf in orders[:ORDERS]})
    pieces = [_order(row, shelf, counted=shelf.product.id in counted) for row, shelf in orders[:ORDERS]]
    if prices:
        changes = [_price(row, shelf, shop) for row, shelf in found if row.kind == "price" and _is_open(row, shelf)]
        pieces += changes[:PRICES]
    return tuple(pieces)


def _is_needed(row: Advice, shelf: Shelf) -> bool:
    """Not once the goods came or are on order."""
    if not Decimal(row.detail["order_quantity"]):
        return False
    return shelf.item.on_hand + shelf.item.on_order <= Decimal(row.detail["stock"]) + Decimal(row.detail["on_order"])


def _days(row: Advice) -> Decimal:
    return Decimal(row.detail["days_of_stock"] or 0)


def _order(row: Advice, shelf: Shelf, *, counted: bool) -> Piece:
    product = shelf.product
    days = int(float(shelf.item.on_hand) / shelf.daily) if shelf.daily and shelf.item.on_hand > 0 else None
    return Piece(
        "order",
        short(product.name),
        order=Measure(Quantity(row.detail["order_quantity"]), product.unit),
        stock=Measure(max(product.stock, Quantity(0)), product.unit),
        days=days,
        counted=counted or product.stock > Quantity(0),
    )


def _is_open(row: Advice, shelf: Shelf) -> bool:
    """Not where the price was changed since."""
    current = Money(row.detail["current"])
    return shelf.product.price == current


def _price(row: Advice, shelf: Shelf, shop: Store) -> Piece:
    detail = row.detail
    highest, mrp = detail["history"]["highest"], detail["mrp"]
    facts: dict[str, Value] = {
        "cost": Money(detail["cost"]),
        "target_margin": percent(shop.target_margin),
        "mrp": None if mrp is None else Money(mrp),
        "highest": None if highest is None else Money(highest),
    }
    return Piece(
        "price",
        short(shelf.product.name),
        price=Money(detail["recommended"]),
        current=Money(detail["current"]),
        reason=Phrase(f"price_reason.{detail['reason']}", facts),
    )
