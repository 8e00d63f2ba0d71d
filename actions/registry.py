"""Which function carries out which intent."""

from __future__ import annotations

from actions.check_price import check_price
from actions.check_stock import check_stock
from actions.contract import Action
from actions.correct_last import correct_last
from actions.credit import check_balance, record_credit, record_payment
from actions.demand_forecast import demand_forecast
from actions.expiring_products import expiring_products
from actions.not_yet import INSTEAD, not_yet
from actions.price_advice import price_advice
from actions.record_purchase import record_purchase
from actions.record_return import record_return
from actions.record_sale import record_sale
from actions.record_wastage import record_wastage
from actions.reorder_advice import reorder_advice
from actions.sales_report import sales_report
from actions.set_price import set_price
from actions.set_stock import set_stock
from actions.settings import set_language, set_quiet_hours
from actions.slow_products import slow_products
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
from actions.undo import undo

ACTIONS: dict[str, Action] = {
    **{
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
            undo,
            correct_last,
            sales_report,
            expiring_products,
            slow_products,
            reorder_advice,
            price_advice,
            demand_forecast,
            record_credit,
            record_payment,
            check_balance,
            set_language,
            set_quiet_hours,
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
    },
    **dict.fromkeys(INSTEAD, not_yet),
}
"""By intent; a function is named after its intent."""


class UnknownIntent(Exception):
    """No such intent in product.md: a fault of the program, not of the retailer."""


def find(intent: str) -> Action:
    """The action of an intent. Raises UnknownIntent."""
    if intent not in ACTIONS:
        raise UnknownIntent(intent)
    return ACTIONS[intent]
