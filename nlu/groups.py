"""What kinds of message there are, as filling a frame needs it: which intents speak of goods, prices, people, days."""

from __future__ import annotations

GOODS = frozenset(
    {
        "record_sale",
        "record_return",
        "record_purchase",
        "record_wastage",
        "set_stock",
        "create_order",
        "transfer_stock",
        "correct_last",
    }
)
"""Products with quantities and money."""
PRICES = frozenset({"set_price", "competitor_price", "add_product"})
"""Products whose every number is a price."""
QUESTIONS = frozenset(
    {
        "check_stock",
        "check_price",
        "reorder_advice",
        "demand_forecast",
        "price_advice",
        "expiring_products",
        "slow_products",
        "top_products",
        "product_suggestions",
        "sales_report",
        "profit_report",
    }
)
"""Products, maybe, without quantities."""
MONEY = frozenset({"record_credit", "record_payment"})
"""An amount on a person's account."""
CUSTOMERS = frozenset({"record_credit", "record_payment", "check_balance", "send_reminder"})
"""About a customer by nature: the one unknown name is theirs."""
BUYERS = frozenset({"record_sale", "record_return", "customer_insights", "correct_last"})
"""A customer may be named."""
SUPPLIERS = frozenset({"record_purchase", "create_order"})
ASKED_OF_SUPPLIERS = frozenset({"reorder_advice"})
"""A supplier may be named, who is only believed where the model labelled one."""
SHOPS = frozenset({"competitor_price", "switch_store", "transfer_stock"})
OWN_STORES = frozenset({"switch_store", "transfer_stock"})
PERIODS = frozenset(
    {
        "sales_report",
        "profit_report",
        "top_products",
        "slow_products",
        "demand_forecast",
        "expiring_products",
        "reorder_advice",
        "export_report",
        "customer_insights",
    }
)
FORWARD = frozenset({"demand_forecast", "expiring_products", "reorder_advice"})
"""Periods are counted forward."""
OF_DAYS = frozenset({"demand_forecast", "reorder_advice"})
"""What comes up near the shop matters to the answer."""
BACK_DATED = frozenset(
    {"record_sale", "record_return", "record_purchase", "record_wastage", "record_credit", "record_payment"}
)
WRITES = frozenset(
    {
        "record_sale",
        "record_return",
        "record_purchase",
        "record_wastage",
        "set_stock",
        "set_price",
        "add_product",
        "correct_last",
        "competitor_price",
        "create_order",
        "record_credit",
        "record_payment",
        "transfer_stock",
        "licence_reminder",
        "send_reminder",
        "undo",
        "delete_my_data",
    }
)
"""What stands in the books, or reaches somebody else, once it is done."""
