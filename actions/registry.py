"""Which function carries out which intent."""

from __future__ import annotations

from functools import wraps

from sqlalchemy.orm import Session

from actions import roles
from actions.add_product import add_product
from actions.check_price import check_price
from actions.check_stock import check_stock
from actions.competitor_price import competitor_price
from actions.contract import Action, Outcome, Request
from actions.correct_last import correct_last
from actions.create_order import create_order
from actions.credit import check_balance, record_credit, record_payment
from actions.customer_insights import customer_insights
from actions.dashboard_link import dashboard_link
from actions.demand_forecast import demand_forecast
from actions.expiring_products import expiring_products
from actions.export_report import export_report
from actions.feedback import feedback
from actions.import_products import import_products
from actions.licence_reminder import licence_reminder
from actions.my_data import delete_my_data, export_my_data
from actions.order_status import order_status
from actions.price_advice import price_advice
from actions.product_suggestions import product_suggestions
from actions.profit_report import profit_report
from actions.rate_support import rate_support
from actions.record_purchase import record_purchase
from actions.record_return import record_return
from actions.record_sale import record_sale
from actions.record_wastage import record_wastage
from actions.reorder_advice import reorder_advice
from actions.sales_report import sales_report
from actions.send_order import send_order
from actions.send_reminder import send_reminder
from actions.set_alerts import set_alerts
from actions.set_price import set_price
from actions.set_stock import set_stock
from actions.settings import set_language, set_quiet_hours
from actions.slow_products import slow_products
from actions.staff import add_helper, remove_helper
from actions.stores import switch_store
from actions.talk import (
    affirm,
    cancel,
    deny,
    goodbye,
    greet,
    help,
    opt_in,
    opt_out,
    out_of_scope,
    talk_to_human,
    thank,
)
from actions.top_products import top_products
from actions.transfer_stock import transfer_stock
from actions.undo import undo

ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        record_sale,
        record_return,
        record_purchase,
        record_wastage,
        set_stock,
        check_stock,
        check_price,
        set_price,
        add_product,
        undo,
        correct_last,
        sales_report,
        expiring_products,
        slow_products,
        profit_report,
        top_products,
        export_report,
        export_my_data,
        delete_my_data,
        reorder_advice,
        price_advice,
        demand_forecast,
        record_credit,
        record_payment,
        check_balance,
        dashboard_link,
        set_language,
        switch_store,
        transfer_stock,
        set_quiet_hours,
        competitor_price,
        create_order,
        customer_insights,
        feedback,
        licence_reminder,
        product_suggestions,
        send_reminder,
        set_alerts,
        help,
        greet,
        thank,
        goodbye,
        affirm,
        deny,
        cancel,
        talk_to_human,
        opt_out,
        opt_in,
        out_of_scope,
    )
}
"""By intent; a function is named after its intent."""

WISHES: dict[str, Action] = {
    action.__name__: action
    for action in (import_products, add_helper, remove_helper, rate_support, order_status, send_order)
}
"""What is carried out beside the intents of product.md: said by a file, a button or fixed words, never by the model."""

READING = frozenset(
    action.__name__
    for action in (
        check_stock,
        check_price,
        sales_report,
        profit_report,
        top_products,
        slow_products,
        expiring_products,
        reorder_advice,
        price_advice,
        demand_forecast,
        product_suggestions,
        customer_insights,
        check_balance,
        order_status,
        help,
        greet,
        thank,
        goodbye,
        affirm,
        deny,
        out_of_scope,
    )
)
"""What writes nothing, however it ends: it needs no savepoint. Its tests run in transactions that can only read."""


class UnknownIntent(Exception):
    """No such intent in product.md: a fault of the program, not of the retailer."""


def find(intent: str) -> Action:
    """The action of an intent, which refuses who may not have it carried out. Raises UnknownIntent."""
    action = ACTIONS.get(intent) or WISHES.get(intent)
    if action is None:
        raise UnknownIntent(intent)
    return _guarded(action)


def _guarded(action: Action) -> Action:
    @wraps(action)
    def run(session: Session, request: Request) -> Outcome:
        roles.check(request)
        return action(session, request)

    return run
