"""A price tag from a table of days: what the price was, and what sold."""

from __future__ import annotations

import pandas as pd

from analytics.pricing.contract import Tag
from analytics.pricing.elasticity import read_levels
from domain.values import Money, Quantity

OF_LATE_DAYS = 28
OVERSTOCK_DAYS = 30
SLOW_DAILY = 0.3
"""A product that sells less than this a day, twice a week, is slow."""


def tag_of(
    days: pd.DataFrame, *, cost: Money, mrp: Money | None, stock: Quantity | None, competitor: Money | None
) -> Tag:
    """The tag of one item from its days (`ds`, `y`, `price`, perhaps `promo`); its price now is the newest.

    Days on promotion tell nothing of the usual price. Days without a row between the first and the last sold nothing at the
    price before.
    """
    usual = days[~days["promo"].astype(bool)] if "promo" in days.columns and not days["promo"].all() else days
    ordered = usual.sort_values("ds").set_index("ds")
    calendar = pd.date_range(ordered.index.min(), days["ds"].max())
    if len(usual) < len(days):
        calendar = calendar.difference(pd.DatetimeIndex(days.loc[~days.index.isin(usual.index), "ds"]))
    sold = ordered["y"].reindex(calendar, fill_value=0.0)
    prices = ordered["price"].reindex(calendar).ffill()
    late = sold[prices == prices.iloc[-1]].tail(OF_LATE_DAYS)
    daily = float(late.mean())
    changes = prices[prices.diff().fillna(0) != 0]
    return Tag(
        price=_money(prices.iloc[-1]),
        cost=cost,
        mrp=mrp,
        daily=daily,
        lowest=_money(prices.min()),
        highest=_money(prices.max()),
        changes=len(changes),
        levels=read_levels(prices.tolist(), sold.tolist()),
        overstocked=stock is not None and is_overstocked(stock, daily),
        competitor=competitor,
    )


def is_overstocked(stock: Quantity, daily: float) -> bool:
    """Above 30 days of stock of a thing that sells slowly."""
    return daily < SLOW_DAILY and stock.value > 0 and float(stock.value) > OVERSTOCK_DAYS * daily


def _money(value: float) -> Money:
    return Money(f"{value:.2f}")
