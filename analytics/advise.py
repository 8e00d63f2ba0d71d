"""Advice as of this moment: stored forecasts, today's stock and prices, the same decisions as at night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from analytics.festivals import Festival, find_next
from analytics.pricing.advice import advise
from analytics.pricing.contract import Elasticity, Level, PriceAdvice, Tag, levels_of_detail
from analytics.pricing.history import is_overstocked
from analytics.reading import Shelf, fill_shelves
from analytics.replenishment.budget import within_cash
from analytics.replenishment.contract import Order, Urgency
from analytics.replenishment.order import decide_all
from analytics.replenishment.shelf import good_for, unsold
from domain.catalogue import store as catalogue
from domain.catalogue.models import PriceChange, Product
from domain.insights import store as insights
from domain.insights.contract import Sheet
from domain.stores import store as stores
from domain.stores.models import Store
from domain.values import ZERO_QUANTITY, Money, Quantity
from infra import clock

_URGENCY: dict[Urgency, int] = {"now": 0, "soon": 1, "none": 2}


@dataclass(frozen=True)
class ReorderLine:
    """How much of a product to order, and the facts that explain it."""

    product: Product
    quantity: Quantity
    """A multiple of the pack; zero when nothing is needed."""
    stock: Quantity
    on_order: Quantity
    daily_demand: Quantity
    """Mean a day over the days that the order is for."""
    days_of_stock: Decimal | None
    """None when nothing is expected to sell."""
    lead_time_days: int
    review_days: int
    reorder_point: Quantity
    urgency: Urgency
    cost: Money
    """Of the whole order."""
    festival: Festival | None
    """The next major one within two weeks."""
    unsold: Quantity = ZERO_QUANTITY
    """Of the stock, what is expected to expire before it sells, the last of it in `unsold_in` days."""
    unsold_in: int = 0
    good_for: int | None = None
    """In how many days the last of the stock expires, where that is before the next order could have come; None else."""

    def to_detail(self) -> dict[str, Any]:
        """As stored in `Advice.detail`: numbers as strings."""
        return {
            "order_quantity": str(self.quantity),
            "reorder_point": str(self.reorder_point),
            "stock": str(self.stock),
            "on_order": str(self.on_order),
            "daily_demand": str(self.daily_demand),
            "days_of_stock": None if self.days_of_stock is None else str(self.days_of_stock),
            "lead_time_days": str(self.lead_time_days),
            "review_days": str(self.review_days),
            "pack": str(self.product.order_pack),
            "cost": str(self.cost),
            "urgency": self.urgency,
            "unit": self.product.unit,
            "reason": {
                "festival": self.festival.name if self.festival else None,
                "festival_days": str(self.festival.days) if self.festival else None,
            },
        }


@dataclass(frozen=True)
class Needs:
    """What a store must order now or soon."""

    shop: Store
    now: datetime
    pairs: list[tuple[Shelf, Order]]

    def lines(self, cash: Money | None = None) -> list[ReorderLine]:
        """The most urgent first, then what lasts shortest. With `cash` the packs worth most that it buys; what gets none of it
        is left out.
        """
        pairs = self.pairs
        if cash is not None:
            cut = within_cash([(shelf.item, order) for shelf, order in pairs], cash.value)
            pairs = [(shelf, order) for (shelf, _), order in zip(pairs, cut, strict=True) if order.quantity]
        festival = find_next(clock.local(self.shop.timezone, self.now).date())
        lines = [_line(shelf, self.shop, order, festival) for shelf, order in pairs]
        return sorted(
            lines, key=lambda line: (_URGENCY[line.urgency], line.days_of_stock or Decimal(0), line.product.sku)
        )


def find_needs(
    session: Session, store_id: int, now: datetime, supplier_id: int | None = None, *, sheet: Sheet | None = None
) -> Needs:
    """What must be ordered at `now`, of one supplier only when told. None when all is well stocked.

    It follows from `sheet` where that is given, else from the stored forecasts.
    """
    shop = stores.get(session, store_id)
    known = sheet or insights.sheet(session, store_id)
    shelves = [
        shelf
        for shelf in fill_shelves(session, shop, now, catalogue.all(session, store_id), known)
        if supplier_id in (None, shelf.product.supplier_id)
    ]
    orders = decide_all([shelf.item for shelf in shelves], [shelf.demand for shelf in shelves], urgent=True)
    pairs = [(shelf, order) for shelf, order in zip(shelves, orders, strict=True) if order.urgency != "none"]
    return Needs(shop, now, pairs)


def reorder_these(
    session: Session, store_id: int, products: Sequence[Product], now: datetime, *, sheet: Sheet | None = None
) -> list[ReorderLine]:
    """How much of each of `products` to order now: quantity zero and urgency `none` where nothing is needed. `sheet`: see
    `find_needs`.
    """
    shop = stores.get(session, store_id)
    return lines_of(shop, now, fill_shelves(session, shop, now, products, sheet or insights.sheet(session, store_id)))


def reorder_one(session: Session, product: Product, now: datetime) -> ReorderLine:
    """As `reorder_these`, of one product."""
    return reorder_these(session, product.store_id, [product], now)[0]


def lines_of(shop: Store, now: datetime, shelves: Sequence[Shelf]) -> list[ReorderLine]:
    """The decision on each of the shop's products, in the order of `shelves`."""
    festival = find_next(clock.local(shop.timezone, now).date())
    orders = decide_all([shelf.item for shelf in shelves], [shelf.demand for shelf in shelves])
    return [_line(shelf, shop, order, festival) for shelf, order in zip(shelves, orders, strict=True)]


def _line(shelf: Shelf, shop: Store, order: Order, festival: Festival | None) -> ReorderLine:
    product, quantity = shelf.product, Quantity(order.quantity)
    lost, lost_in = unsold(shelf.item, float(order.daily_demand))
    good = good_for(shelf.item)
    return ReorderLine(
        product=product,
        quantity=quantity,
        stock=product.stock,
        on_order=Quantity(shelf.item.on_order),
        daily_demand=Quantity(order.daily_demand),
        days_of_stock=order.days_of_stock,
        lead_time_days=shelf.item.lead_time_days,
        review_days=shop.review_days,
        reorder_point=Quantity(order.reorder_point),
        urgency=order.urgency,
        cost=product.cost * quantity,
        festival=festival,
        unsold=Quantity(lost),
        unsold_in=lost_in,
        good_for=good if good is not None and good < shelf.item.lead_time_days + shop.review_days else None,
    )


def price_now(session: Session, product: Product, now: datetime) -> PriceAdvice:
    """Which price to charge for `product`, with what last night learned of its price levels and elasticity.

    Without a night behind it: the mean sales of late, and an assumed elasticity that says so.
    """
    shop = stores.get(session, product.store_id)
    today = clock.local(shop.timezone, now).date()
    ahead = insights.forecasts(session, shop.id, [product.id], today, today + timedelta(days=6))
    week = ahead.get(product.id, [])
    daily = float(sum(day.mean for day in week)) / len(week) if week else float(product.daily_sales.value)
    stored = insights.advice_for(session, shop.id, product.id, "price")
    levels = levels_of_detail(stored.detail) if stored else ()
    known = Elasticity.of_detail(stored.detail["elasticity"]) if stored else None
    return advise(read_tag(session, shop, product, daily, levels), known)


def read_tag(session: Session, shop: Store, product: Product, daily: float, levels: tuple[Level, ...]) -> Tag:
    """The price tag of `product`, with the store's own price history."""
    return make_tag(shop, product, daily, levels, catalogue.price_history(session, product.id))


def make_tag(
    shop: Store, product: Product, daily: float, levels: tuple[Level, ...], history: Sequence[PriceChange]
) -> Tag:
    """As `read_tag`, with the price changes that stand, oldest first."""
    charged = [product.price, *(price for change in history for price in (change.old_price, change.new_price))]
    return Tag(
        price=product.price,
        cost=product.cost,
        mrp=product.mrp,
        daily=daily,
        target_margin=shop.target_margin,
        lowest=min(charged),
        highest=max(charged),
        changes=len(history),
        levels=levels,
        overstocked=is_overstocked(product.stock, daily),
    )
