"""The rows of a price list, each right or wrong. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import regex

from actions.price_list.columns import Columns, unit_of
from actions.price_list.reading import Cell
from domain.catalogue.store import name_key
from domain.values import Money, Quantity

MOST = Decimal(10_000_000)
LONGEST_NAME = 120
_CURRENCY = regex.compile(r"(?i)^(?:rs\.?|inr|₹|रु\.?|रू\.?|ரூ\.?)\s*|\s*(?:rs\.?|inr|₹|/-|/=|%)$")
_GROUPED = regex.compile(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?")
_DATES = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y")
_GST = frozenset(map(Decimal, ("0", "0.25", "3", "5", "12", "18", "28", "40")))


@dataclass(frozen=True)
class Row:
    """A row that can be taken over."""

    number: int
    """Of the file, from 1."""
    name: str
    price: Money
    mrp: Money | None = None
    cost: Money | None = None
    stock: Quantity | None = None
    unit: str | None = None
    gst: int | None = None
    expires_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as it is kept until it is taken over: absent values left out, figures as text."""
        return {
            name: value if name in ("number", "gst") else str(value)
            for name, value in self.__dict__.items()
            if value is not None
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Row:
        """The row that `as_json` wrote."""
        money = {name: Money(kept[name]) for name in ("price", "mrp", "cost") if name in kept}
        stock = Quantity(kept["stock"]) if "stock" in kept else None
        expires = date.fromisoformat(kept["expires_on"]) if "expires_on" in kept else None
        return cls(
            kept["number"],
            kept["name"],
            **money,
            stock=stock,
            unit=kept.get("unit"),
            gst=kept.get("gst"),
            expires_on=expires,
        )


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be taken over, and why."""

    number: int
    why: Literal["missing", "bad", "twice", "above_mrp"]
    column: str
    """The heading of the column that is at fault."""
    value: str = ""


class _Bad(Exception):
    def __init__(self, why: Literal["missing", "bad", "twice", "above_mrp"], field: str, value: Cell = None) -> None:
        super().__init__(field)
        self.why, self.field, self.value = why, field, value


def check(rows: Sequence[Sequence[Cell]], columns: Columns) -> tuple[list[Row], list[Wrong]]:
    """The rows under the headings that can be taken over, and those that cannot; empty rows are neither."""
    right: list[Row] = []
    wrong: list[Wrong] = []
    seen: set[str] = set()
    for number, cells in enumerate(rows[columns.row + 1 :], columns.row + 2):
        values = {field: cells[index] if index < len(cells) else None for field, index in columns.index.items()}
        if all(value is None for value in values.values()):
            continue
        try:
            row = _read(number, values)
            if name_key(row.name) in seen:
                raise _Bad("twice", "name", row.name)
        except _Bad as bad:
            heading = columns.headings.get(bad.field) or columns.headings.get("mrp") or bad.field
            wrong.append(Wrong(number, bad.why, heading, "" if bad.value is None else str(bad.value)[:40]))
            continue
        seen.add(name_key(row.name))
        right.append(row)
    return right, wrong


def _read(number: int, values: dict[str, Cell]) -> Row:
    name = " ".join(str(values.get("name") or "").split())
    if not name or not name_key(name):
        raise _Bad("missing", "name")
    if len(name) > LONGEST_NAME:
        raise _Bad("bad", "name", name)
    mrp, cost = _money(values, "mrp"), _money(values, "cost", zero=True)
    price = _money(values, "price") or mrp
    if price is None:
        raise _Bad("missing", "price")
    if mrp is not None and price > mrp:
        raise _Bad("above_mrp", "price", str(price))
    stock = _number(values, "stock")
    if stock is not None and not 0 <= stock <= MOST:
        raise _Bad("bad", "stock", values["stock"])
    return Row(
        number,
        name,
        price,
        mrp,
        cost,
        Quantity(stock) if stock is not None else None,
        _unit(values.get("unit")),
        _gst(values),
        _date(values.get("expiry")),
    )


def _money(values: dict[str, Cell], field: str, *, zero: bool = False) -> Money | None:
    value = _number(values, field)
    if value is None or (value == 0 and zero):
        return None
    if not 0 < value <= MOST:
        raise _Bad("bad", field, values[field])
    return Money(value)


def _number(values: dict[str, Cell], field: str) -> Decimal | None:
    cell = values.get(field)
    if cell is None or isinstance(cell, Decimal):
        return cell
    if isinstance(cell, date):
        raise _Bad("bad", field, cell)
    text = _CURRENCY.sub("", _CURRENCY.sub("", cell.strip())).strip()
    if text in ("", "-", "--"):
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif regex.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _Bad("bad", field, cell) from None
    if not value.is_finite():
        raise _Bad("bad", field, cell)
    return value


def _unit(cell: Cell) -> str | None:
    if cell is None:
        return None
    unit = unit_of(str(cell))
    if unit is None:
        raise _Bad("bad", "unit", cell)
    return unit


def _gst(values: dict[str, Cell]) -> int | None:
    rate = _number(values, "gst")
    if rate is None:
        return None
    # A cell formatted as percent holds 0.18.
    rate = rate * 100 if 0 < rate < 1 and rate * 100 in _GST else rate
    if rate not in _GST or rate != rate.to_integral_value():
        raise _Bad("bad", "gst", values["gst"])
    return int(rate)


def _date(cell: Cell) -> date | None:
    if cell is None or isinstance(cell, date):
        return cell
    for layout in _DATES:
        try:
            return datetime.strptime(str(cell), layout).date()
        except ValueError:
            continue
    raise _Bad("bad", "expiry", cell)
