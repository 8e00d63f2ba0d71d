"""Shops that open by chat, their goods, people and files, and an owner's other shops."""

from __future__ import annotations

from actions.contract import Phrase, Value
from actions.replies.samples import FIVE, LEFT, MAGGI, SHORT
from domain.values import Money

_MISSING = Phrase("price_list.row_missing", {"row": 7, "column": "Rate"})
_BAD = Phrase("price_list.row_bad", {"row": 12, "value": "abc", "column": "MRP"})
_WRONG = Phrase("price_list.wrong", {"count": 3, "lines": (_MISSING, _BAD)})
_PRICE = Phrase("line.price", {"product": "Tiger biscuit 100 g", "price": Money(10)})
_COST = Phrase("note.assumed_cost", {"product": "Tiger biscuit 100 g", "cost": Money(8)})
SHOPS: dict[str, dict[str, Value]] = {
    "onboarding.ready": {"shop": "Murugan Stores", "count": 113, "product": "Sugar"},
    "onboarding.ready_empty": {"shop": "Murugan Stores"},
    # ✅ New in your shop: Tiger biscuit 100 g ₹10. I take ₹8 as the cost of Tiger biscuit 100 g until you buy it. …
    "add_product.done": {"lines": (_PRICE,), "notes": (_COST,)},
    "add_product.line_loose": {"product": "Paneer", "price": Money(380), "unit": Phrase("unit.kg")},
    "add_product.exists": {"product": "Parle-G ₹10", "price": Money(10)},
    "note.assumed_cost": {"product": "Tiger biscuit 100 g", "cost": Money(8)},
    # A file: 48 rows are fine (40 new, 8 you have already). 3 rows are wrong: row 7: Rate is missing, … Take them over?
    "price_list.offer": {"count": 48, "new": 40, "known": 8, "notes": (_WRONG,)},
    "price_list.wrong": {"count": 3, "lines": (_MISSING, _BAD)},
    "price_list.row_missing": {"row": 7, "column": "Rate"},
    "price_list.row_bad": {"row": 12, "value": "abc", "column": "MRP"},
    "price_list.row_twice": {"row": 13, "value": "Tiger biscuit"},
    "price_list.row_above_mrp": {"row": 14, "value": "20.00"},
    "price_list.none": {"notes": (_WRONG,)},
    "price_list.no_columns": {},
    "price_list.unreadable": {},
    "price_list.gone": {},
    "price_list.done": {"count": 48, "new": 40},
    "entry.add_product": {"lines": (_PRICE,)},
    "entry.import_products": {"count": 48},
    "refused.owner_only": {},
    "staff.whose_number": {},
    "staff.added": {"phone": "+919876543210"},
    "staff.already": {"phone": "+919876543210"},
    "staff.unknown": {"phone": "+919876543210"},
    "staff.removed": {"phone": "+919876543210"},
    # (to the helper)
    "staff.invited": {"shop": "Murugan Stores"},
    "switch_store.done": {"shop": "Asha Stores, Station Road"},
    "switch_store.which": {"shop": "Asha Stores, Main Road"},
    # (asked: the answer is a place or a name; choice "not now")
    "open_store.ask_place": {"shop": "Asha Stores"},
    # (asked: choices yes, no)
    "open_store.offer": {"place": "Station Road", "shop": "Asha Stores, Main Road"},
    "open_store.done": {"shop": "Asha Stores, Station Road"},
    "choice.not_now": {},
    "choice.shop": {"shop": "Station Road"},
    "transfer_stock.done": {
        "lines": (Phrase("line.goods_bare", {"quantity": FIVE, "product": MAGGI}),),
        "shop": "Asha Stores, Station Road",
        "left": (LEFT,),
        "notes": (SHORT,),
    },
    "transfer_stock.where": {},
    "entry.transfer_stock": {"lines": (Phrase("line.goods_bare", {"quantity": FIVE, "product": MAGGI}),)},
    "sales_report.stores": {
        "period": Phrase("period.today"),
        "count": 12,
        "total": Money(1530),
        "lines": (Phrase("sales_report.store_line", {"shop": "Station Road", "count": 7, "total": Money(900)}),),
    },
    "sales_report.store_line": {"shop": "Station Road", "count": 7, "total": Money(900)},
}
