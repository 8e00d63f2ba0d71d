"""Pieces that several replies are made of: lines, notes, refusals, buttons, stretches of time."""

from __future__ import annotations

from datetime import date

from actions.contract import Measure, Value
from actions.replies.samples import FIVE, MAGGI
from domain.values import Money, Quantity

# Pieces that several replies are made of.
PIECES: dict[str, dict[str, Value]] = {
    # 5 Maggi 70 g (₹75)
    "line.goods": {"quantity": FIVE, "product": MAGGI, "amount": Money(75)},
    # 5 Maggi 70 g
    "line.goods_bare": {"quantity": FIVE, "product": MAGGI},
    # Maggi 70 g 31   (after "Left:", "Stock now:", "Now:")
    "line.stock": {"product": MAGGI, "quantity": Measure(Quantity(31), "pc")},
    # Maggi 70 g ₹15   (after "Now:")
    "line.price": {"product": MAGGI, "price": Money(15)},
    # Ramesh ₹250.50   (what Ramesh owes, in a list)
    "line.balance": {"customer": "Ramesh", "balance": Money("250.50")},
    # Ramesh ₹50 advance
    "line.advance": {"customer": "Ramesh", "advance": Money(50)},
    # and 4 more
    "list.more": {"count": 4},
    # Notes: whole sentences.
    # The books had 4 fewer Maggi 70 g than you sold: please count the stock.
    "note.short": {"product": MAGGI, "quantity": Measure(Quantity(4), "pc")},
    # ⚠️ ₹16 is above the MRP of Maggi 70 g, ₹15: that is illegal.
    "note.above_mrp": {"product": MAGGI, "price": Money(16), "mrp": Money(15)},
    # ⚠️ ₹12 is below what Maggi 70 g cost you, ₹13.10.
    "note.below_cost": {"product": MAGGI, "price": Money(12), "cost": Money("13.10")},
    # Discount: ₹7.
    "note.discount": {"amount": Money(7)},
    # That is ₹7 more than the usual prices.
    "note.surcharge": {"amount": Money(7)},
    # Total ₹260.
    "note.total": {"total": Money(260)},
    # Customer: Ramesh.
    "note.customer": {"customer": "Ramesh"},
    # Paid by UPI.
    "note.upi": {},
    # Paid in cash.
    "note.cash": {},
    # Written for 21 Nov.
    "note.entry_date": {"date": date(2026, 11, 21)},
    # From Gupta Traders.
    "note.supplier": {"supplier": "Gupta Traders"},
    # Expires on 31 Mar.
    "note.expires_on": {"date": date(2027, 3, 31)},
    # Cost of Maggi 70 g is ₹13.50 now (was ₹13.10).
    "note.cost_changed": {"product": MAGGI, "cost": Money("13.50"), "before": Money("13.10")},
    # I opened a new account for Ramesh.
    "note.new_customer": {"customer": "Ramesh"},
    # I wrote Maggi 70 g; if it was Maggi 280 g, tell me.   (`others`: names; on WhatsApp buttons too)
    "note.others": {"product": MAGGI, "others": ("Maggi Noodles 280 g",)},
    # I don't know: "xyz". Other products were left out.  (only in answers to questions, never in a write)
    "note.not_found": {"words": ("xyz",)},
    # You have 5 left: not enough.
    "note.not_enough": {"product": MAGGI, "stock": FIVE},
    # Refusals: nothing was written.
    # I did not find "tiger biscuit" in your shop. Nothing was written.
    "refused.unknown_product": {"words": ("tiger biscuit",)},
    # Which product? Nothing was written.
    "refused.no_product": {},
    # How much Maggi 70 g? Nothing was written.
    "refused.no_quantity": {"product": MAGGI},
    # What price for Maggi 70 g? Nothing was written.
    "refused.no_price": {"product": MAGGI},
    # Whose account? Tell me the customer's name. Nothing was written.
    "refused.no_customer": {},
    # How many rupees? Nothing was written.
    "refused.no_amount": {"customer": "Ramesh"},
    # Buttons, at most 20 characters each.
    # Undo
    "choice.undo": {},
    # Yes
    "choice.yes": {},
    # No
    "choice.no": {},
    # the product's name alone, cut to 20 characters
    "choice.product": {"product": "Maggi Noodles 280 g"},
    # kg, litre, piece ("₹46 a kg")
    "unit.kg": {},
    "unit.l": {},
    "unit.pc": {},
}


# Stretches of time, as a heading: "Today: …", "Last 7 days: …".
PERIODS: dict[str, dict[str, Value]] = {
    "period.today": {},
    "period.yesterday": {},
    "period.tomorrow": {},
    "period.this_week": {},
    "period.last_week": {},
    "period.next_week": {},
    "period.this_month": {},
    "period.last_month": {},
    # Last 7 days
    "period.last_days": {"days": 7},
    # Next 7 days
    "period.next_days": {"days": 7},
    # 21 Nov
    "period.date": {"date": date(2026, 11, 21)},
}
