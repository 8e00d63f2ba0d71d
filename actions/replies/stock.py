"""Returns, wastage, totals without items, and what expires or lies on the shelf."""

from __future__ import annotations

from datetime import date

from actions.contract import Measure, Phrase, Value
from actions.replies.samples import BALANCE, FIVE, LEFT, MAGGI, MORE, SOLD, SUGAR
from domain.values import Money, Quantity

_EXPIRING: dict[str, Value] = {"product": MAGGI, "quantity": FIVE, "date": date(2026, 11, 24), "value": Money("65.50")}
_SLOW: dict[str, Value] = {
    "product": MAGGI,
    "quantity": Measure(Quantity(31), "pc"),
    "value": Money("406.10"),
    "days": 45,
}

STOCK: dict[str, dict[str, Value]] = {
    # ✅ Wrote sales of ₹5,400 without items. Sales of that day: ₹6,640 in all. {notes} Reply UNDO if wrong.
    # (`day` is today or the day that a note names, with what was in the books before)
    "record_sale.done_total": {"total": Money(5400), "day": Money(6640), "notes": ()},
    # sales of ₹5,400 without items   (also in "Did I get it right: …?")
    "entry.record_sale_total": {"total": Money(5400)},
    # ✅ Returned: 5 Maggi 70 g (₹75). Give back ₹75. Stock now: Maggi 70 g 31. {notes} Reply UNDO if wrong.
    # (a customer brings goods back; the shopkeeper gives the money back)
    "record_return.done": {"lines": (SOLD,), "total": Money(75), "left": (LEFT,), "notes": ()},
    # ✅ Ramesh brought back 5 Maggi 70 g (₹75): ₹75 off the account. Now: Maggi 70 g 31, Ramesh ₹250.50. {notes}
    "record_return.done_account": {
        "customer": "Ramesh",
        "lines": (SOLD,),
        "total": Money(75),
        "state": (LEFT, BALANCE),
        "notes": (),
    },
    # return of 5 Maggi 70 g (₹75), ₹75 in all
    "entry.record_return": {"lines": (SOLD, SUGAR), "total": Money(167)},
    # ✅ Thrown away: 5 Maggi 70 g (₹65.50). Loss at cost: ₹65.50. Stock now: … {notes} Reply UNDO if wrong.
    "record_wastage.done": {"lines": (SOLD,), "cost": Money("65.50"), "left": (LEFT,), "notes": ()},
    # spoilt or broken goods, 5 Maggi 70 g (₹65.50)
    "entry.record_wastage": {"lines": (SOLD,)},
    # Next 7 days: goods for ₹1,250 expire or have expired. {lines} {more} {notes}   (one a line; ₹ at cost)
    "expiring_products.list": {
        "period": Phrase("period.next_days", {"days": 7}),
        "total": Money(1250),
        "lines": (Phrase("expiring_products.line", _EXPIRING),),
        "more": (MORE,),
        "notes": (),
    },
    # 24 Nov: 5 Maggi 70 g (₹65.50)
    "expiring_products.line": _EXPIRING,
    # 24 Nov, expired: 5 Maggi 70 g (₹65.50)
    "expiring_products.line_expired": _EXPIRING,
    # Next 7 days: nothing expires. {notes}
    "expiring_products.none": {"period": Phrase("period.next_days", {"days": 7}), "notes": ()},
    # ₹1,250 is stuck in slow goods: {lines} {more}   (one a line; ₹ at cost)
    "slow_products.list": {
        "total": Money(1250),
        "lines": (Phrase("slow_products.line", _SLOW),),
        "more": (MORE,),
    },
    # Maggi 70 g: 31 (₹406.10), enough for about 45 days
    "slow_products.line": _SLOW,
    # Maggi 70 g: 31 (₹406.10), not sold for 45 days
    "slow_products.line_unsold": _SLOW,
    # Nothing lies on the shelf for long: everything sells.
    "slow_products.none": {},
    # I can't write that figure: it is below zero or far too large. Please say it again. Nothing was written.
    "refused.figure": {},
    # 5 Dec is still to come: tell me what has happened. Nothing was written.
    "refused.future": {"date": date(2026, 12, 5)},
}
