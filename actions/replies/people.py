"""Customers, suppliers, orders, licences, other shops' prices: what is said of them, and to them."""

from __future__ import annotations

from datetime import date, time

from actions.contract import Measure, Phrase, Value
from actions.replies.samples import BALANCE, FIVE, MAGGI, MORE
from domain.values import Money, Quantity

_DAY = date(2027, 3, 31)
_GOODS = Phrase("line.goods_bare", {"quantity": FIVE, "product": MAGGI})
_LINK = Phrase("to_customer.pay", {"link": "upi://pay?pa=asha@okaxis&pn=Asha%20Stores&am=250.50&cu=INR&tn=Ramesh"})
_WORDS: dict[str, Value] = {
    "customer": "Ramesh",
    "shop": "Asha Stores",
    "balance": Money("250.50"),
    "notes": (_LINK,),
}
_MESSAGE = Phrase("to_customer.reminder", _WORDS)
_ORDER: dict[str, Value] = {
    "number": 12,
    "supplier": "Gupta Traders",
    "lines": (_GOODS,),
    "cost": Money("314.40"),
    "date": date(2026, 11, 24),
}
_OPEN: dict[str, Value] = {
    "number": 12,
    "supplier": "Gupta Traders",
    "date": date(2026, 11, 24),
    "lines": (_GOODS,),
    "came": (Phrase("line.goods_bare", {"quantity": Measure(Quantity(2), "kg"), "product": "Sugar"}),),
}
_HABIT: dict[str, Value] = {"customer": "Ramesh", "visits": 12, "spent": Money(2300), "date": date(2026, 11, 12)}
_PAIR: dict[str, Value] = {"product": "Sugar", "other": "Tea", "count": 24}
_ADVICE = Phrase(
    "reorder_advice.line",
    {
        "product": MAGGI,
        "order": Measure(Quantity(24), "pc"),
        "daily": Measure(Quantity(8), "pc"),
        "stock": (FIVE,),
        "days": 2,
        "reasons": (),
    },
)
_EVENT_UNKNOWN = Phrase("note.event_unknown", {"event": Phrase("local_event.fair")})
_COMPARED: dict[str, Value] = {"product": MAGGI, "theirs": Money(13), "ours": Money(15), "difference": Money(2)}

PEOPLE: dict[str, dict[str, Value]] = {
    # How much did Ramesh pay?   (the dialogue asks so too)
    "dialogue.ask_amount": {"customer": "Ramesh"},
    # Which "Ramesh" do you mean: Ramesh bhai, Ramesh driver?   (a choice each, and `choice.new_customer`)
    "dialogue.choose": {"text": "maggi", "options": (MAGGI, "Maggi Noodles 280 g family pack")},
    # New: Ramesh   (a button)
    "choice.new_customer": {"customer": "Ramesh"},
    # I'll send it myself   (a button, instead of a phone number)
    "choice.forward": {},
    # No UPI   (a button, instead of a UPI id)
    "choice.without_upi": {},
    # Statement   (a button: the account as a PDF)
    "choice.statement": {},
    "send_reminder.ask_phone": {"customer": "Ramesh"},
    "send_reminder.ask_upi": {},
    # (choices yes, no; `message` is to_customer.reminder as the customer will read it)
    "send_reminder.consent": {"customer": "Ramesh", "phone": "+919876543210", "message": _MESSAGE},
    # ✅ This goes to Ramesh by WhatsApp now, or at 8 am if it is night: {message}
    "send_reminder.done": {"customer": "Ramesh", "hour": time(8), "message": _MESSAGE},
    "send_reminder.forward": {"customer": "Ramesh", "message": _MESSAGE},
    "send_reminder.already": {"customer": "Ramesh"},
    # 3 customers can be reminded: {lines} {more} Shall I send it?   (choices yes, no)
    "send_reminder.all": {"count": 3, "lines": (BALANCE,), "more": (MORE,)},
    "send_reminder.all_done": {"count": 3, "lines": (BALANCE,), "more": (MORE,)},
    "send_reminder.one_by_one": {"lines": (BALANCE,), "more": (MORE,)},
    # What the customer reads, politely, from the shop.
    "to_customer.reminder": _WORDS,
    "to_customer.pay": {"link": "upi://pay?pa=asha@okaxis&am=250.50"},
    "to_customer.stop": {},
    # How old: up to 30 days ₹250, 31-60 days ₹0, …
    "check_balance.ageing": {
        "days_30": Money(250),
        "days_60": Money(0),
        "days_90": Money(100),
        "older": Money("20.50"),
    },
    "statement.done": {"customer": "Ramesh", "balance": Money("250.50")},
    # Headings of the statement.
    "statement.title": {"customer": "Ramesh"},
    "statement.what": {},
    "statement.credit": {},
    "statement.payment": {},
    "create_order.ask_supplier": {"product": MAGGI},
    # To send it I need Gupta Traders' WhatsApp number … (after the order that is written, or alone where that was no number)
    "create_order.ask_phone": {"supplier": "Gupta Traders"},
    # ✅ Order no. 12 goes to +919876543210. {notes}
    "send_order.done": {
        "number": 12,
        "phone": "+919876543210",
        "notes": (Phrase("note.order_sent", {"supplier": "Gupta Traders"}),),
    },
    # All right, order no. 12 stays noted. Please forward it to Gupta Traders.
    "send_order.kept": {"number": 12, "supplier": "Gupta Traders"},
    # Ordered: {lines} {notes}   (one order a line)
    "create_order.done": {
        "lines": (Phrase("create_order.order", _ORDER),),
        "notes": (Phrase("note.order_sent", {"supplier": "Gupta Traders"}),),
    },
    "create_order.order": _ORDER,
    # On 12 Nov you ordered from Gupta Traders: 24 Maggi 70 g (now about ₹314.40). Shall I order the same again?
    # (choices yes, no)
    "create_order.offer_last": {
        "date": date(2026, 11, 12),
        "supplier": "Gupta Traders",
        "lines": (_GOODS,),
        "cost": Money("314.40"),
    },
    # On order: {lines} {more}   (one order a line, the first to be expected first)
    "order_status.list": {"lines": (Phrase("order_status.line", _OPEN),), "more": (MORE,)},
    # No. 12, Gupta Traders, expected 24 Nov: 5 Maggi 70 g still to come; 2 kg Sugar has come   (came may be empty)
    "order_status.line": _OPEN,
    # (the day it was expected on is over)
    "order_status.line_late": _OPEN,
    # Nothing is on order from Gupta Traders. Order no. 12 has come completely.   (supplier and notes may be empty)
    "order_status.none": {
        "supplier": "Gupta Traders",
        "notes": (Phrase("note.order_complete", {"number": 12}),),
    },
    # What you paid last: Gupta Traders ₹13, Shah Agency ₹13.40.   (the cheapest first)
    "note.supplier_costs": {"lines": (Phrase("line.price", {"product": "Gupta Traders", "price": Money(13)}),)},
    "note.order_sent": {"supplier": "Gupta Traders"},
    "note.order_forward": {"supplier": "Gupta Traders"},
    # Gupta Traders, Anand Dairy get their orders on WhatsApp, in the morning if it is night.
    "note.order_sent_many": {"suppliers": ("Gupta Traders", "Anand Dairy")},
    # Please forward the orders to Gupta Traders, Anand Dairy.
    "note.order_forward_many": {"suppliers": ("Gupta Traders", "Anand Dairy")},
    "note.order_minimum": {"supplier": "Gupta Traders", "minimum": Money(2000)},
    "note.order_complete": {"number": 12},
    "note.order_open": {"number": 12, "lines": (_GOODS,)},
    # What the supplier reads.
    "to_supplier.order": {"supplier": "Gupta Traders", "shop": "Asha Stores", "number": 12, "lines": (_GOODS,)},
    "to_supplier.cancelled": {"number": 12, "shop": "Asha Stores"},
    "to_supplier.title": {"number": 12, "shop": "Asha Stores", "supplier": "Gupta Traders"},
    "entry.create_order": {"lines": (_GOODS,)},
    # {advice} Shall I order this from Gupta Traders?   (advice: any of reorder_advice.*; choices yes, no)
    "reorder_advice.offer": {"advice": _ADVICE, "suppliers": ("Gupta Traders", "Anand Dairy")},
    # The same where the list is longer than what is shown.
    "reorder_advice.offer_listed": {
        "advice": _ADVICE,
        "suppliers": ("Gupta Traders", "Anand Dairy"),
        "count": 6,
        "cost": Money(6300),
    },
    # The same where the shop has no supplier yet of some that are listed.
    "reorder_advice.offer_part": {
        "advice": _ADVICE,
        "products": (MAGGI, "Sugar"),
        "suppliers": ("Gupta Traders", "Anand Dairy"),
        "cost": Money(6300),
    },
    # Also 24 Maggi 70 g, 2 kg Sugar   (a line of the list, of what is ordered without its reasons)
    "reorder_advice.also": {"lines": (_GOODS,)},
    # {advice} {notes}   (advice: that nothing is to be ordered)
    "reorder_advice.noted": {"advice": Phrase("reorder_advice.none"), "notes": (_EVENT_UNKNOWN,)},
    "reorder_advice.too_little": {
        "amount": Money(50),
        "order": Measure(Quantity(24), "pc"),
        "product": MAGGI,
        "cost": Money("314.40"),
    },
    "reorder_advice.none_of": {"supplier": "Gupta Traders"},
    "reorder_advice.unknown_supplier": {"supplier": "Verma", "known": ("Gupta Traders", "Anand Dairy")},
    # Noted for Sharma Store: {lines} {notes}   (shop may be empty)
    "competitor_price.done": {
        "shop": "Sharma Store",
        "lines": (Phrase("competitor_price.dearer", _COMPARED),),
        "notes": (),
    },
    # Maggi 70 g ₹13: yours is ₹15, ₹2 more
    "competitor_price.dearer": _COMPARED,
    "competitor_price.cheaper": _COMPARED,
    "competitor_price.same": {"product": MAGGI, "theirs": Money(15)},
    # Seen elsewhere at Sharma Store for ₹13.   (shop may be empty)
    "note.competitor": {"shop": "Sharma Store", "price": Money(13)},
    "entry.competitor_price": {"lines": (Phrase("line.price", {"product": MAGGI, "price": Money(13)}),)},
    # (one a line; the first may be empty, in place of the second stands customer_insights.nobody)
    "customer_insights.done": {
        "good": (Phrase("customer_insights.line", _HABIT),),
        "stopped": (Phrase("customer_insights.line", _HABIT),),
    },
    # Ramesh: bought on 12 days of the last 180, ₹2,300 in all, last on 12 Nov
    "customer_insights.line": _HABIT,
    # (who have stopped coming) nobody, as far as the books tell
    "customer_insights.nobody": {},
    "customer_insights.none": {},
    # (either list may be empty)
    "product_suggestions.done": {
        "missing": ("Good Day Biscuits",),
        "together": (Phrase("product_suggestions.line", _PAIR),),
    },
    # Sugar + Tea: 24 times
    "product_suggestions.line": _PAIR,
    "product_suggestions.none": {},
    # Alerts that come by themselves: {lines}   (one a line)
    "set_alerts.done": {"lines": (Phrase("set_alerts.line_on", {"kind": Phrase("alert_kind.low_stock")}),)},
    "set_alerts.now": {"lines": (Phrase("set_alerts.line_on", {"kind": Phrase("alert_kind.low_stock")}),)},
    "set_alerts.unknown": {"lines": (Phrase("set_alerts.line_on", {"kind": Phrase("alert_kind.low_stock")}),)},
    "set_alerts.line_on": {"kind": Phrase("alert_kind.low_stock")},
    "set_alerts.line_off": {"kind": Phrase("alert_kind.low_stock")},
    "alert_kind.low_stock": {},
    "alert_kind.expiring": {},
    "alert_kind.credit_overdue": {},
    "alert_kind.licence": {},
    # (in set_alerts.line_on and line_off: "The day in figures, at 9 pm: on")
    "alert_kind.summary": {"time": time(21)},
    # (licence may be empty: it was not said which)
    "licence_reminder.when": {"licence": "FSSAI"},
    "licence_reminder.done": {"licence": "FSSAI", "date": _DAY},
    "licence_reminder.lapsed": {"licence": "FSSAI", "date": _DAY},
    "entry.licence_reminder": {"licence": "FSSAI", "date": _DAY},
    "feedback.done": {},
    # (to a complaint)
    "feedback.sorry": {},
}
