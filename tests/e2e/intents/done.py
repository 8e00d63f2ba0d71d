"""What an intent comes to when it is carried out, by the keys of bot/replies."""

from __future__ import annotations

DONE: dict[str, set[str]] = {
    "record_sale": {"record_sale.done", "record_sale.done_one", "record_sale.done_credit"},
    "record_return": {"record_return.done"},
    "record_purchase": {"record_purchase.done"},
    "record_wastage": {"record_wastage.done"},
    "record_credit": {"record_credit.done"},
    "record_payment": {"record_payment.done", "record_payment.done_clear"},
    "correct_last": {"correct_last.done"},
    "undo": {"undo.done"},
    "set_stock": {"set_stock.done"},
    "transfer_stock": {"transfer_stock.done"},
    "set_price": {"set_price.done", "set_price.above_mrp"},
    "add_product": {"add_product.done"},
    "competitor_price": {"competitor_price.done"},
    "create_order": {"create_order.done"},
    "send_reminder": {"send_reminder.done"},
    "licence_reminder": {"licence_reminder.done"},
    "delete_my_data": {"delete_my_data.done"},
    "check_balance": {"check_balance.customer", "check_balance.all"},
    "check_price": {"check_price.done"},
    "check_stock": {"check_stock.done", "check_stock.low"},
    "customer_insights": {"customer_insights.done"},
    "dashboard_link": {"dashboard_link.done"},
    "demand_forecast": {"demand_forecast.done"},
    "expiring_products": {"expiring_products.list"},
    "export_my_data": {"export_my_data.done"},
    "export_report": {"export_report.done"},
    "feedback": {"feedback.done", "feedback.sorry"},
    "help": {"help.chat", "help.commands"},
    "price_advice": {"price_advice.keep", "price_advice.change"},
    "product_suggestions": {"product_suggestions.done"},
    "profit_report": {"profit_report.done"},
    "reorder_advice": {"reorder_advice.offer", "reorder_advice.offer_listed", "reorder_advice.product"},
    "sales_report": {"sales_report.done", "sales_report.products"},
    "set_alerts": {"set_alerts.done", "set_alerts.unknown"},
    "set_language": {"set_language.done"},
    "set_quiet_hours": {"set_quiet_hours.done"},
    "slow_products": {"slow_products.list"},
    "switch_store": {"switch_store.done"},
    "talk_to_human": {"talk_to_human.done"},
    "top_products": {"top_products.done"},
    "opt_in": {"opt_in.done"},
    "opt_out": {"opt_out.done"},
    "greet": {"greet.hello"},
    "goodbye": {"goodbye.bye"},
    "thank": {"thank.welcome"},
    "affirm": {"affirm.nothing"},
    "deny": {"deny.nothing"},
    "cancel": {"cancel.nothing"},
    "out_of_scope": {"out_of_scope.sorry"},
}

WRITES = dict.fromkeys(
    (
        "record_sale",
        "record_return",
        "record_purchase",
        "record_wastage",
        "record_credit",
        "record_payment",
        "undo",
        "set_stock",
        "transfer_stock",
        "set_price",
        "add_product",
        "competitor_price",
        "create_order",
        "licence_reminder",
    ),
    1,
)
"""Entries of the journal."""
WRITES["correct_last"] = 2  # the one that takes back, and the one in its place

FIRST = {"undo": ("SALE MAGGI 5",), "correct_last": ("SALE MAGGI 5",)}
"""What was said before."""
LATER = {
    "create_order": ("dialogue.confirm", "dialogue.choose"),
    "delete_my_data": ("delete_my_data.sure",),
    "send_reminder": ("dialogue.confirm",),
}
"""Questions to which the first of their answers is tapped."""
