"""Profit, best sellers, and the titles and headings of files."""

from __future__ import annotations

from datetime import date, datetime

from actions.contract import Measure, Phrase, Value
from actions.replies.samples import MAGGI
from domain.values import Money, Quantity

_PERIOD = Phrase("period.this_month")
_MORE = Phrase("compared.more", {"percent": 12, "before": Money(3700)})
_WASTAGE = Phrase("profit_report.wastage", {"amount": Money(85)})
_BEST = Phrase("sales_report.line", {"product": MAGGI, "quantity": Measure(Quantity(20), "pc"), "amount": Money(300)})
_HEADING = Phrase(
    "report.heading", {"title": Phrase("report.sales"), "first": date(2026, 11, 1), "last": date(2026, 11, 22)}
)
_FIGURE = Phrase("export_report.figure", {"name": (Phrase("column.amount"),), "amount": Money(23000)})
_TITLES = ("sales", "profit", "gst", "stock", "credit", "purchases", "by_day", "by_product")
_COLUMNS = (
    "date",
    "sales",
    "product",
    "quantity",
    "amount",
    "credit",
    "cost",
    "profit",
    "margin",
    "price",
    "value",
    "customer",
    "phone",
    "balance",
    "supplier",
    "rate",
    "taxable",
    "total",
    "no_product",
)

REPORTS: dict[str, dict[str, Value]] = {
    # 12% more than the time before (₹3,700).   (of sales or profit; today until noon against yesterday until noon, …)
    "compared.more": {"percent": 12, "before": Money(3700)},
    "compared.less": {"percent": 12, "before": Money(3700)},
    "compared.same": {"before": Money(3700)},
    # This month: profit ₹4,150, 18% of sales. Sales ₹23,000, cost of the goods ₹18,850. {notes}
    "profit_report.done": {
        "period": _PERIOD,
        "profit": Money(4150),
        "margin": 18,
        "revenue": Money(23000),
        "cost": Money(18850),
        "notes": (_WASTAGE, _MORE),
    },
    "profit_report.loss": {
        "period": _PERIOD,
        "loss": Money(150),
        "revenue": Money(23000),
        "cost": Money(23150),
        "notes": (_WASTAGE,),
    },
    "profit_report.none": {"period": _PERIOD, "notes": ()},
    "profit_report.wastage": {"amount": Money(85)},
    # Sales of ₹5,400 name no product: their profit is not known.   (the retailer told only the day's total)
    "profit_report.unassigned": {"amount": Money(5400)},
    # Last 30 days, best sellers: {lines}   (one a line)
    "top_products.done": {"period": Phrase("period.last_days", {"days": 30}), "lines": (_BEST,)},
    # said with the file; by SMS a link to it follows
    "export_report.done": {"title": _HEADING, "figures": (_FIGURE,)},
    # Amount: ₹23,000   (a sum of the file; `name` is a heading of its table, column.*)
    "export_report.figure": dict(_FIGURE.params),
    "export_report.none": {"title": _HEADING},
    # Titles of files: Sales report, 1 Nov 2026 - 22 Nov 2026
    "report.heading": dict(_HEADING.params),
    "report.heading_day": {"title": Phrase("report.stock"), "day": date(2026, 11, 22)},
    **{f"report.{name}": {} for name in _TITLES},
    "report.my_data": {},
    # said with a link to a zip
    "export_my_data.done": {},
    "delete_my_data.sure": {"shop": "Lakshmi Kirana"},
    # … erased on 24 Nov, 12:00.   (with a button, by SMS a number, choice.keep_account)
    "delete_my_data.done": {"at": datetime(2026, 11, 24, 12, 0)},
    "delete_my_data.planned": {"at": datetime(2026, 11, 24, 12, 0)},
    "delete_my_data.kept": {},
    "choice.keep_account": {},
    # Headings of tables: short, one or two words. `sales` heads a number of sales, `value` what the stock had cost.
    **{f"column.{name}": {} for name in _COLUMNS},
    # … opens once, within 15 minutes, and stays open on that phone.   ({link} alone on its line or at its end)
    "dashboard_link.done": {
        "shop": "Lakshmi Kirana",
        "link": "https://shop.example.com/dashboard/open/1f.67412a30.AbCdEfGhIjKlMnOpQrSt",
        "minutes": 15,
    },
}
