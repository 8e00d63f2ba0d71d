"""A file's bytes as rows of cells: CSV in the encodings and with the separators that spreadsheets write, or xlsx."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | Decimal | date | None
MAX_BYTES = 4 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_UNPACKED = 64 * 1024 * 1024
"""A small zip that unpacks to more than this is no price list."""
_SEPARATORS = ",;\t|"
_CONTROL = 0.02
"""More control characters than this, and it is no text."""


class Unreadable(Exception):
    """The file is no table that can be read, or too large."""


def read(content: bytes) -> list[list[Cell]]:
    """The rows of a file, with its own lines kept: row 1 of the file is the first. Raises Unreadable."""
    if not content or len(content) > MAX_BYTES:
        raise Unreadable("empty or too large")
    rows = _read_excel(content) if content.startswith(b"PK\x03\x04") else _read_csv(_decode(content))
    if len(rows) > MAX_ROWS:
        raise Unreadable("too many rows")
    return rows


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    elif content[1:2] == b"\0":
        encodings = ("utf-16-le",)
    elif content[:1] == b"\0":
        encodings = ("utf-16-be",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(character < " " and character not in "\r\n\t\f" for character in text)
        if odd <= _CONTROL * len(text):
            return text.replace("\0", "").removeprefix("\ufeff")
        raise Unreadable("not a text")
    raise Unreadable("no known encoding")


def _read_csv(text: str) -> list[list[Cell]]:
    head = [line for line in text.splitlines()[:20] if line.strip()]
    # Excel may say the separator itself.
    if head and head[0].lower().startswith("sep=") and len(head[0].strip()) == 5:
        separator, text = head[0].strip()[4], text.split("\n", 1)[-1]
    else:
        separator = max(
            _SEPARATORS, key=lambda sign: sum(line.count(sign) > 0 for line in head) * 100 + _count(head, sign)
        )
    csv.field_size_limit(MAX_BYTES)
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[cell.strip() or None for cell in row[:MAX_COLUMNS]] for row in found]
    except csv.Error as error:
        raise Unreadable(str(error)) from error


def _count(lines: list[str], sign: str) -> int:
    return min(sum(line.count(sign) for line in lines), 99)


def _read_excel(content: bytes) -> list[list[Cell]]:
    # Large, and of no use to a worker that is sent no file.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise Unreadable("unpacks to too much")
        # Values as last reckoned by the program that wrote the file; merged cells have theirs in the first.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        # Some programs write no or a wrong size of the sheet.
        sheet.reset_dimensions()
        shown = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        rows = [_trimmed([_cell(value) for value in row]) for row in shown]
    except Unreadable:
        raise
    except Exception as error:
        # A broken zip raises what its reader pleases: KeyError, ValueError, ParseError.
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    return rows


def _trimmed(row: list[Cell]) -> list[Cell]:
    while row and row[-1] is None:
        row.pop()
    return row


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return text or None
