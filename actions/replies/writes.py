"""Confirmations and refusals of what changes the books."""

from __future__ import annotations

from actions.contract import Measure, Phrase, Value
from actions.replies.samples import BALANCE, LEFT, MAGGI, SALE, SHORT, SOLD, SUGAR
from domain.values import Money, Quantity

WRITES: dict[str, dict[str, Value]] = {
    # ✅ Sold 5 Maggi 70 g (₹75). Maggi 70 g left: 31. {notes} Reply UNDO if wrong.
    "record_sale.done_one": {"lines": (SOLD,), "left": (LEFT,), "notes": ()},
    # ✅ Sold 5 Maggi 70 g (₹75), 2 kg sugar (₹92). Total ₹167. Left: Maggi 70 g 31, Sugar 23 kg. {notes}
    # Reply UNDO if wrong.
    "record_sale.done": {"lines": (SOLD, SUGAR), "total": Money(167), "left": (LEFT,), "notes": (SHORT,)},
    # ✅ Ramesh took 5 Maggi 70 g (₹75) on credit: ₹75. Ramesh owes ₹250.50 now. Left: … {notes} Reply UNDO if wrong.
    "record_sale.done_credit": {
        "lines": (SOLD,),
        "total": Money(75),
        "customer": "Ramesh",
        "balance": Money("250.50"),
        "left": (LEFT,),
        "notes": (),
    },
    # ✅ Ramesh took 5 Maggi 70 g (₹75), covered by an advance: ₹50 of it is still with you. Left: … Reply UNDO if wrong.
    "record_sale.done_credit_advance": {
        "lines": (SOLD,),
        "total": Money(75),
        "customer": "Ramesh",
        "advance": Money(50),
        "left": (LEFT,),
        "notes": (),
    },
    # ✅ Came in: 20 Maggi 70 g (₹260). Stock now: Maggi 70 g 56. {notes} Reply UNDO if wrong.
    "record_purchase.done": {"lines": (SOLD,), "left": (LEFT,), "notes": ()},
    # ✅ Stock counted: {lines}. {notes} Reply UNDO if wrong.
    "set_stock.done": {
        "lines": (
            Phrase(
                "set_stock.line",
                {"product": MAGGI, "quantity": Measure(Quantity(40), "pc"), "before": Measure(Quantity(36), "pc")},
            ),
        ),
        "notes": (),
    },
    # Maggi 70 g 40 (the books had 36)
    "set_stock.line": {
        "product": MAGGI,
        "quantity": Measure(Quantity(40), "pc"),
        "before": Measure(Quantity(36), "pc"),
    },
    # Maggi 70 g 40, as in the books
    "set_stock.line_same": {"product": MAGGI, "quantity": Measure(Quantity(40), "pc")},
    # ✅ Price set: {lines}. {notes} Reply UNDO if wrong.
    "set_price.done": {
        "lines": (Phrase("set_price.line", {"product": MAGGI, "price": Money(14), "before": Money(15)}),),
        "notes": (),
    },
    # Maggi 70 g ₹14 (was ₹15)
    "set_price.line": {"product": MAGGI, "price": Money(14), "before": Money(15)},
    # Maggi 70 g ₹15, as before
    "set_price.line_same": {"product": MAGGI, "price": Money(15)},
    # I can't set ₹16: the MRP of Maggi 70 g is ₹15, and selling above it is illegal. Nothing was changed.
    "set_price.above_mrp": {"product": MAGGI, "price": Money(16), "mrp": Money(15)},
    # ✅ Wrote ₹250 on Ramesh's account. Ramesh owes ₹250.50 now. {notes} Reply UNDO if wrong.
    "record_credit.done": {"customer": "Ramesh", "amount": Money(250), "balance": Money("250.50"), "notes": ()},
    # ✅ Wrote ₹250 on Ramesh's account, covered by an advance: ₹50 of it is still with you. {notes} Reply UNDO if wrong.
    "record_credit.done_advance": {"customer": "Ramesh", "amount": Money(250), "advance": Money(50), "notes": ()},
    # ✅ Ramesh paid ₹100. Balance due: ₹150.50. {notes} Reply UNDO if wrong.
    "record_payment.done": {"customer": "Ramesh", "amount": Money(100), "balance": Money("150.50"), "notes": ()},
    # ✅ Ramesh paid ₹100. Nothing left to pay. {notes} Reply UNDO if wrong.
    "record_payment.done_clear": {"customer": "Ramesh", "amount": Money(100), "notes": ()},
    # ✅ Ramesh paid ₹100, that is ₹50 more than was due: kept as advance. {notes} Reply UNDO if wrong.
    "record_payment.done_advance": {"customer": "Ramesh", "amount": Money(100), "advance": Money(50), "notes": ()},
    # ₹250 received from Ramesh, account clear? If it was less, write how much.   (choices yes, no)
    "record_payment.offer_all": {"customer": "Ramesh", "amount": Money(250)},
    # ↩️ Taken back: {what}. Now: {state}.
    "undo.done": {"what": SALE, "state": (LEFT, BALANCE)},
    # There is nothing to take back.
    "undo.nothing": {},
    # That was taken back already: {what}. Nothing was changed.
    "undo.already": {"what": SALE},
    # ✅ Corrected: {what}. Now: {state}. {notes} Reply UNDO if wrong.   (UNDO takes the entry out of the books)
    "correct_last.done": {"what": SALE, "state": (LEFT, BALANCE), "notes": ()},
    # There is no entry to correct. Tell me what you sold, bought or gave on credit.
    "correct_last.nothing": {},
    # That was taken back already: {what}. Please write it again. Nothing was changed.
    "correct_last.already": {"what": SALE},
    # Which one? The entry has {lines}. Say it with the name: "Maggi 6". Nothing was changed.
    "correct_last.which": {"lines": (SOLD, SUGAR)},
    # The entry reads so already: {what}. Nothing was changed.
    "correct_last.same": {"what": SALE},
    # I did not get what to change in: {what}. Say it like "6, not 5" or "it was 14 rupees".
    "correct_last.unclear": {"what": SALE},
}


# An entry of the books, named inside another reply (undo, correct_last).
ENTRIES: dict[str, dict[str, Value]] = {
    # sale of 5 Maggi 70 g (₹75), 2 kg sugar (₹92), ₹167 in all
    "entry.record_sale": {"lines": (SOLD, SUGAR), "total": Money(167)},
    # credit sale to Ramesh of 5 Maggi 70 g (₹75), ₹75 in all
    "entry.record_sale_credit": {"lines": (SOLD,), "total": Money(75), "customer": "Ramesh"},
    # stock that came in, 20 Maggi 70 g (₹260)
    "entry.record_purchase": {"lines": (SOLD,)},
    # stock count, Maggi 70 g 40
    "entry.set_stock": {"lines": (LEFT,)},
    # price, Maggi 70 g ₹14
    "entry.set_price": {"lines": (Phrase("line.price", {"product": MAGGI, "price": Money(14)}),)},
    # ₹250 on Ramesh's account
    "entry.record_credit": {"customer": "Ramesh", "amount": Money(250)},
    # ₹100 paid by Ramesh
    "entry.record_payment": {"customer": "Ramesh", "amount": Money(100)},
}
