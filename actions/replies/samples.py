"""Values that several examples share."""

from __future__ import annotations

from actions.contract import Measure, Phrase
from domain.values import Money, Quantity

MAGGI = "Maggi Noodles 70 g"
FIVE = Measure(Quantity(5), "pc")
SOLD = Phrase("line.goods", {"quantity": FIVE, "product": MAGGI, "amount": Money(75)})
SUGAR = Phrase("line.goods", {"quantity": Measure(Quantity(2), "kg"), "product": "Sugar", "amount": Money(92)})
LEFT = Phrase("line.stock", {"product": MAGGI, "quantity": Measure(Quantity(31), "pc")})
BALANCE = Phrase("line.balance", {"customer": "Ramesh", "balance": Money("250.50")})
SHORT = Phrase("note.short", {"product": MAGGI, "quantity": Measure(Quantity(4), "pc")})
SALE = Phrase("entry.record_sale", {"lines": (SOLD, SUGAR), "total": Money(167)})
MORE = Phrase("list.more", {"count": 4})
DIWALI = Phrase("festival.diwali")
FESTIVAL = Phrase("reason.festival", {"festival": DIWALI, "days": 6})
