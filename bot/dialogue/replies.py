"""Every reply that the dialogue and the messenger make themselves, with an example of each placeholder.

Like `actions/replies.py`, whose keys for buttons (`choice.yes`, `choice.product`) are used here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from actions.contract import Measure, Phrase, Value
from domain.stores.starters import KINDS
from domain.values import Money, Quantity

_MAGGI = "Maggi Noodles 70 g"
_LINE = Phrase(
    "summary.line",
    {"quantity": Measure(Quantity(500), "pc"), "product": _MAGGI, "price": None, "amount": None},
)
_PRICED = Phrase("summary.line_price", {"product": _MAGGI, "price": Money(14)})
_SUMMARY = Phrase("summary.record_sale", {"lines": (_LINE,), "customer": None})
_ENTRY = Phrase("entry.record_payment", {"customer": "Ramesh", "amount": Money(100)})
_LOW: dict[str, Value] = {
    "product": _MAGGI,
    "quantity": Measure(Quantity(5), "pc"),
    "days": 1,
    "on_order": Measure(Quantity(12), "pc"),
}
_OPTIONS = (_MAGGI, "Maggi Noodles 280 g family pack")

REPLIES: dict[str, Mapping[str, Value]] = {
    "dialogue.ask_quantity": {"product": _MAGGI},
    "dialogue.ask_product": {},
    "dialogue.ask_product_sold": {},
    "dialogue.ask_product_bought": {},
    "dialogue.unknown_product": {"text": "tiger biscuit", "options": _OPTIONS},
    "dialogue.choose": {"text": "maggi", "options": _OPTIONS},
    "dialogue.ask_customer": {},
    "dialogue.ask_customer_credit": {},
    "dialogue.ask_customer_paid": {},
    "dialogue.ask_amount": {"customer": "Ramesh"},
    "dialogue.ask_price": {"product": _MAGGI},
    "dialogue.confirm": {"summary": _SUMMARY},
    # (of a change or an undo, with its entry) Did I get it right? Change the last entry to 150. (in the books: payment …)
    "dialogue.confirm_entry": {"summary": _SUMMARY, "entry": (_ENTRY,)},
    # (of what may be two customers', all of it under one name) Is it all one customer's? {summary}
    "dialogue.confirm_one_customer": {"summary": _SUMMARY},
    "dialogue.confirm_quantity": {"summary": _SUMMARY},
    "dialogue.confirm_price": {"summary": _SUMMARY},
    "dialogue.learnt_name": {"text": "lal sabun", "product": "Lux Soap 100 g"},
    "dialogue.left": {},
    # (to an undo) Nothing was written for that, so there is nothing to take back; for the last entry write UNDO again.
    "dialogue.left_not_undone": {},
    # All right, nothing was written. Please write it as two messages: one for each customer, and cash apart from credit.
    "dialogue.left_apart": {},
    "dialogue.dropped": {},
    "dialogue.again": {},
    "dialogue.not_understood": {},
    "dialogue.question_gone": {},
    "dialogue.handed_over": {},
    "summary.line": {
        "quantity": Measure(Quantity(2), "kg"),
        "product": "Sugar",
        "price": Money(46),
        "amount": Money(92),
    },
    "summary.line_price": {"product": _MAGGI, "price": Money(14)},
    "summary.record_sale": {"lines": (_LINE,), "customer": "Ramesh"},
    "summary.record_sale_credit": {"lines": (_LINE,), "customer": "Ramesh"},
    "summary.record_return": {"lines": (_LINE,), "customer": "Ramesh"},
    "summary.record_wastage": {"lines": (_LINE,)},
    "summary.record_purchase": {"lines": (_LINE,), "supplier": "Gupta Traders"},
    "summary.set_stock": {"lines": (_LINE,)},
    "summary.set_price": {"lines": (_PRICED,)},
    "summary.record_credit": {"customer": "Ramesh", "amount": Money(250)},
    "summary.record_payment": {"customer": "Ramesh", "amount": Money(100)},
    "summary.correct_last": {"lines": (_LINE,), "amount": Money(14), "customer": None},
    "summary.send_reminder": {"customer": "Ramesh"},
    "summary.create_order": {"lines": (_LINE,), "supplier": "Gupta Traders"},
    "summary.competitor_price": {"lines": (_PRICED,)},
    "alert.undelivered": {"phone": "+919876543210", "message": "Namaste Ramesh, a reminder: Rs 250."},
    "alert.licence": {"licence": "FSSAI", "date": date(2027, 3, 31)},
    # (one customer a line, with what is overdue of theirs, as line.balance)
    "alert.credit_overdue": {
        "days": 30,
        "lines": (Phrase("line.balance", {"customer": "Ramesh", "balance": Money(250)}),),
        "more": (Phrase("list.more", {"count": 2}),),
    },
    # (on the button under it)
    "choice.remind": {},
    # (one a line: sales_report.done or none, profit_report.done or loss)
    "alert.summary": {
        "lines": (Phrase("sales_report.none", {"period": Phrase("period.date", {"date": date(2026, 11, 29)})}),),
    },
    "customer.hello": {"shop": "Asha Stores"},
    "summary.undo": {},
    "summary.opt_out": {},
    "summary.delete_my_data": {},
    "onboarding.notice": {},
    # (the notice's question once more, after an answer that was none)
    "onboarding.consent": {},
    "choice.agree": {},
    "onboarding.declined": {},
    "onboarding.ask_name": {},
    "onboarding.ask_kind": {"shop": "Murugan Stores"},
    **{f"shop_kind.{kind}": {} for kind in KINDS},
    "media.not_read": {},
    "media.not_fetched": {},
    "error.sorry": {},
    "notice.slow": {},
    "support.taken_over": {"agent": "Meera"},
    "support.hours": {"start": time(9), "end": time(21)},
    # Support is here from … to … and will answer then. Would you like to go on with me (the assistant) until then? [Go on]
    "support.hours_meanwhile": {"start": time(9), "end": time(21)},
    # (on the button)
    "choice.go_on": {},
    "support.handed_back": {"unwritten": ("5 maggi becha", "2 kilo chini becha")},
    "support.still_waiting": {},
    "support.did": {"agent": "Meera"},
    "csat.ask": {},
    "choice.csat_good": {},
    "choice.csat_fair": {},
    "choice.csat_bad": {},
    "alert.low_stock": {
        "lines": (Phrase("alert.low_stock_line", _LOW),),
    },
    # Maggi 70 g: 5 left, about 1 day, 12 on order   (on_order: where it is not enough)
    "alert.low_stock_line": _LOW,
    "choice.reorder": {},
}
