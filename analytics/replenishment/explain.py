"""Why this much: one line of English for tables. In chats the actions say it in the retailer's language."""

from __future__ import annotations

from decimal import Decimal

from analytics.replenishment.contract import Item, Order


def explain(item: Item, order: Order) -> str:
    """For example `about 8 sell a day, 5 left, delivery takes 2 days`."""
    if order.days_of_stock is None:
        return "nothing is expected to sell"
    parts = [f"about {_short(order.daily_demand)} sell a day", f"{_short(item.on_hand)} left"]
    if item.on_order:
        parts.append(f"{_short(item.on_order)} on order")
    parts.append(f"delivery takes {item.lead_time_days} day{'' if item.lead_time_days == 1 else 's'}")
    if order.limited_by_cash:
        parts.append("the money goes further elsewhere")
    elif order.limited_by_shelf_life:
        parts.append(f"more would not sell in its {item.shelf_life_days} days")
    elif order.quantity == 0 and item.price <= item.cost:
        parts.append("it costs no less than it sells for")
    elif order.quantity == 0:
        parts.append("enough until the next order")
    return ", ".join(parts)


def _short(value: Decimal) -> str:
    places = Decimal(1) if abs(value) >= 10 else Decimal("0.1") if abs(value) >= 1 else Decimal("0.01")
    return format(value.quantize(places).normalize(), "f")
