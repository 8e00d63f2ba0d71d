"""A document as Excel: a sheet a table, with figures that can be summed and no formula that anybody typed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import regex

from actions.contract import Chart, Document, Measure, Table, Value
from bot.documents.words import Words
from domain.values import Money

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TITLE_LIMIT = 31
"""Characters of a sheet's name."""
_NOT_IN_TITLES = regex.compile(r"[\\/*?:\[\]]")
_MONEY, _NUMBER, _DAY = "#,##0.00", "#,##0.###", "dd-mm-yyyy"


def write(document: Document, words: Words) -> bytes:
    """The workbook's bytes. A chart is left to Excel itself: its figures are in the tables."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for part in document.parts:
        if isinstance(part, Table):
            _fill(book.create_sheet(_sheet_title(words.say(part.title), book.sheetnames)), document, part, words)
        elif isinstance(part, Chart) and not any(isinstance(one, Table) for one in document.parts):
            rows = tuple(zip(part.labels, part.figures, strict=True))
            _fill(
                book.create_sheet(_sheet_title(words.say(part.title), [])), document, Table(part.title, (), rows), words
            )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_title(title: str, taken: list[str]) -> str:
    plain = _NOT_IN_TITLES.sub(" ", title).strip()[:_TITLE_LIMIT] or "1"
    return plain if plain not in taken else f"{plain[: _TITLE_LIMIT - 3]} {len(taken) + 1}"


def _fill(sheet: Worksheet, document: Document, table: Table, words: Words) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    bold, band = Font(bold=True), PatternFill("solid", fgColor="E8F0EC")
    _put(sheet, 1, 1, " · ".join(part for part in (words.shop, words.say(document.title)) if part), words)
    sheet.cell(1, 1).font = Font(bold=True, size=13)
    top = 3
    for number, column in enumerate(table.columns, 1):
        cell = sheet.cell(top, number)
        _put(sheet, top, number, words.say(column.title), words)
        cell.font, cell.fill = bold, band
        cell.alignment = Alignment(horizontal="right" if column.figures else "left")
    bottom = top + len(table.rows)
    for place, row in enumerate(table.rows, top + 1):
        for number, value in enumerate(row, 1):
            _put(sheet, place, number, value, words)
    for number, value in enumerate(table.total or (), 1):
        _put(sheet, bottom + 1, number, value, words)
        sheet.cell(bottom + 1, number).font = bold
    for number in range(1, len(table.columns) + 1):
        shown = [len(words.say(row[number - 1])) for row in (*table.rows, *([table.total] if table.total else []))]
        sheet.column_dimensions[get_column_letter(number)].width = min(max([10, *shown]) + 3, 50)
    sheet.freeze_panes = f"A{top + 1}"


def _put(sheet: Worksheet, row: int, column: int, value: Value, words: Words) -> None:
    cell: Any = sheet.cell(row, column)
    if isinstance(value, Money):
        cell.value, cell.number_format = value.value, _MONEY
    elif isinstance(value, Measure):
        unit = words.say(Measure(value.quantity, value.unit)).rpartition(" ")[2] if value.unit != "pc" else ""
        unit = unit if abs(value.quantity.value) >= 1 or value.unit == "pc" else value.unit
        cell.value, cell.number_format = value.quantity.value, f'{_NUMBER} "{unit}"' if unit else _NUMBER
    elif isinstance(value, int | Decimal):
        cell.value, cell.number_format = value, _NUMBER
    elif isinstance(value, date) and not isinstance(value, datetime):
        cell.value, cell.number_format = value, _DAY
    elif value is not None:
        # A customer called "=1+1" is a name: it is kept as text, and quoted for who saves the sheet as CSV.
        cell.value = words.say(value)
        cell.data_type = "s"
        cell.quotePrefix = str(cell.value)[:1] in ("=", "+", "-", "@")
