"""What a report's file is made of: tables and charts, from the books."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from actions import wording
from actions.contract import Chart, Column, Measure, Phrase, RawFile, Request, Table, Value
from actions.periods import Days, span
from domain.catalogue import store as catalogue
from domain.customers import store as customers
from domain.reports import store as reports
from domain.reports.rules import percent_of
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money

Part = Table | Chart | RawFile
Parts = tuple[Part, ...]

OF_NOW = frozenset({"stock", "credit"})
"""Reports of how things stand, which have no period."""
_DRAWN = 10
"""Products that a chart shows."""
_BARS = 31
"""Days that are drawn as bars; more are a line."""
_TOTAL = Phrase("column.total")


def heading(name: str, days: Days) -> Phrase:
    """The title of a report, with its days."""
    title = Phrase(f"report.{name}")
    if days.first == days.last:
        return Phrase("report.heading_day", {"title": title, "day": days.first})
    return Phrase("report.heading", {"title": title, "first": days.first, "last": days.last})


def charts(parts: Parts) -> Parts:
    """The charts of a report."""
    return tuple(part for part in parts if isinstance(part, Chart))


def _column(name: str, *, figures: bool = False) -> Column:
    return Column(Phrase(f"column.{name}"), figures)


def _sum(amounts: list[Money]) -> Money:
    return sum(amounts, ZERO_MONEY)


def sales_parts(session: Session, request: Request, days: Days) -> Parts:
    """Sales by day, by product, and drawn."""
    inside = span(days, request.timezone)
    by_day = reports.days(session, request.store_id, inside.begin, inside.end, request.timezone)
    by_product = reports.product_profits(session, request.store_id, inside.begin, inside.end)
    if not by_day:
        return ()
    total = _sum([day.total for day in by_day])
    day_table = Table(
        Phrase("report.by_day"),
        (
            _column("date"),
            _column("sales", figures=True),
            _column("amount", figures=True),
            _column("credit", figures=True),
        ),
        tuple((day.day, day.count, day.total, day.credit) for day in by_day),
        (_TOTAL, sum(day.count for day in by_day), total, _sum([day.credit for day in by_day])),
    )
    named = _sum([product.amount for product in by_product])
    rows: list[tuple[Value, ...]] = [
        (wording.short(product.name), Measure(product.quantity, product.unit), product.amount) for product in by_product
    ]
    if total != named:
        rows.append((Phrase("column.no_product"), None, total - named))
    product_table = Table(
        Phrase("report.by_product"),
        (_column("product"), _column("quantity", figures=True), _column("amount", figures=True)),
        tuple(rows),
        (_TOTAL, None, total),
    )
    if len(by_day) > 1:
        drawn = _by_day(by_day)
    else:
        drawn = _best(by_product, Phrase("report.by_product"), lambda product: product.amount.value)
    return (drawn, day_table, product_table) if drawn.figures else (day_table, product_table)


def sales_chart(session: Session, request: Request, days: Days) -> Chart | None:
    """The sales of each day, drawn; None where fewer than two had any."""
    inside = span(days, request.timezone)
    by_day = reports.days(session, request.store_id, inside.begin, inside.end, request.timezone)
    return _by_day(by_day) if len(by_day) > 1 else None


def _by_day(by_day: list[reports.DaySales]) -> Chart:
    kind: Literal["bars", "line"] = "line" if len(by_day) > _BARS else "bars"
    labels, figures = tuple(day.day for day in by_day), tuple(day.total.value for day in by_day)
    return Chart(Phrase("report.by_day"), kind, labels, figures)


def profit_parts(session: Session, request: Request, days: Days) -> Parts:
    """Revenue, cost and gross profit by product, most profit first."""
    inside = span(days, request.timezone)
    found = reports.product_profits(session, request.store_id, inside.begin, inside.end)
    if not found:
        return ()
    found.sort(key=lambda product: (product.amount - product.cost).value, reverse=True)
    amount, cost = _sum([product.amount for product in found]), _sum([product.cost for product in found])
    columns = (
        _column("product"),
        _column("quantity", figures=True),
        *(_column(name, figures=True) for name in ("amount", "cost", "profit", "margin")),
    )
    rows = tuple(
        (
            wording.short(product.name),
            Measure(product.quantity, product.unit),
            product.amount,
            product.cost,
            product.amount - product.cost,
            _percent(product.amount - product.cost, product.amount),
        )
        for product in found
    )
    total = (_TOTAL, None, amount, cost, amount - cost, _percent(amount - cost, amount))
    drawn = _best(found, Phrase("column.profit"), lambda product: (product.amount - product.cost).value)
    return (drawn, Table(Phrase("report.by_product"), columns, rows, total))


def gst_parts(session: Session, request: Request, days: Days) -> Parts:
    """Sales by rate of GST: the taxable value, CGST and SGST that the prices include."""
    inside = span(days, request.timezone)
    slabs = reports.gst(session, request.store_id, inside.begin, inside.end)
    total = reports.total_sales(session, request.store_id, inside.begin, inside.end)
    if not slabs and not total:
        return ()
    figures = [_column(name, figures=True) for name in ("amount", "taxable")]
    taxes = [Column(name, figures=True) for name in ("CGST", "SGST")]
    rows: list[tuple[Value, ...]] = [
        (f"{slab.rate}%", slab.amount, slab.taxable, slab.cgst, slab.sgst) for slab in slabs
    ]
    unassigned = total - _sum([slab.amount for slab in slabs])
    if unassigned:
        rows.append((Phrase("column.no_product"), unassigned, None, None, None))
    sums = (_sum([slab.taxable for slab in slabs]), _sum([slab.cgst for slab in slabs]), _sum([s.sgst for s in slabs]))
    return (Table(Phrase("report.gst"), (_column("rate"), *figures, *taxes), tuple(rows), (_TOTAL, total, *sums)),)


def stock_parts(session: Session, request: Request, _days: Days) -> Parts:
    """What is on the shelf, by name, and what it cost. What the books have below zero is worth nothing."""
    products = sorted(catalogue.all(session, request.store_id), key=lambda product: product.name.casefold())
    if not products:
        return ()
    worth = [product.cost * max(product.stock, ZERO_QUANTITY) for product in products]
    rows = tuple(
        (wording.name(product), wording.measure(product, product.stock), product.price, product.cost, value)
        for product, value in zip(products, worth, strict=True)
    )
    columns = (
        _column("product"),
        *(_column(name, figures=True) for name in ("quantity", "price", "cost", "value")),
    )
    return (Table(Phrase("report.stock"), columns, rows, (_TOTAL, None, None, None, _sum(worth))),)


def credit_parts(session: Session, request: Request, _days: Days) -> Parts:
    """Who owes, most first, and who paid ahead (below zero)."""
    found = [customer for customer in customers.all(session, request.store_id) if customer.balance]
    if not found:
        return ()
    found.sort(key=lambda customer: (-customer.balance.value, customer.name))
    rows = tuple((customer.name, customer.phone or "", customer.balance) for customer in found)
    columns = (_column("customer"), _column("phone"), _column("balance", figures=True))
    return (Table(Phrase("report.credit"), columns, rows, (_TOTAL, "", _sum([one.balance for one in found]))),)


def purchase_parts(session: Session, request: Request, days: Days) -> Parts:
    """What was bought, by day and supplier."""
    inside = span(days, request.timezone)
    found = reports.purchases(session, request.store_id, inside.begin, inside.end, request.timezone)
    if not found:
        return ()
    rows = tuple((bought.day, bought.supplier or "", bought.total) for bought in found)
    columns = (_column("date"), _column("supplier"), _column("amount", figures=True))
    return (Table(Phrase("report.purchases"), columns, rows, (_TOTAL, "", _sum([one.total for one in found]))),)


def _best(
    products: list[reports.ProductProfit], title: Phrase, figure: Callable[[reports.ProductProfit], Decimal]
) -> Chart:
    shown = products[:_DRAWN]
    return Chart(title, "bars", tuple(wording.short(one.name) for one in shown), tuple(figure(one) for one in shown))


def _percent(part: Money, whole: Money) -> str:
    share = percent_of(part, whole)
    return "" if share is None else f"{share}%"


MAKERS: dict[str, Callable[[Session, Request, Days], Parts]] = {
    "sales": sales_parts,
    "profit": profit_parts,
    "gst": gst_parts,
    "stock": stock_parts,
    "credit": credit_parts,
    "purchases": purchase_parts,
}
"""By the name that a report has in a message (`Request.report`)."""
