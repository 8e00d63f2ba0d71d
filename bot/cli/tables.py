"""Tables given on the command line, read and checked: whatever is wrong is said with file, row and column."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import regex

from analytics.replenishment.contract import Item
from bot.cli.input import InputError

_STATE_COLUMNS = ("unique_id", "on_hand", "on_order", "lead_time_days", "review_days", "shelf_life_days", "pack_size")
MOST = 10**12
"""The largest number read: what is more is a slip, and would overflow what is reckoned from it."""
LEAST_PACK = Decimal("0.001")
MOST_DAYS_AHEAD = 366
"""Longest lead time and review period."""
LONE_DAYS = 3 * 366
"""Days that lie farther from all others than this have a wrong year."""
_OPENERS: dict[str, Callable[[str], Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}


def read_sales(path: str) -> pd.DataFrame:
    """SALES.csv or Parquet, `-` for standard input: `unique_id` (text), `ds` (day), `y` (zero or more), and other columns.

    Of `stocked_out` (0 or 1) and `available` (1 or 0), `censored` is made: true where the shelf was empty all day or a part of
    it. Raises InputError.
    """
    table = _read(path, ("unique_id", "ds", "y"))
    table["unique_id"] = _texts(table, path)
    table["ds"] = _days(table, path)
    table["y"] = _numbers(table, path, "y")
    for column, empty in (("stocked_out", 1), ("available", 0)):
        if column in table.columns:
            table["censored"] = _flags(table, path, column) == empty
    twice = table.duplicated(["unique_id", "ds"])
    if twice.any():
        row = int(table.index[twice.argmax()])
        name, day = table.loc[row, "unique_id"], table.loc[row, "ds"]
        raise _wrong(path, row, "ds", f"{name!r} has a row on {day:%Y-%m-%d} already")
    _refuse_lone_days(table, path)
    return table


def read_history(path: str) -> pd.DataFrame:
    """HISTORY.csv: as SALES, with `price` (NaN on days given as empty or 0), and perhaps `promo` (0 or 1).

    Raises InputError.
    """
    table = read_sales(path)
    if "price" not in table.columns:
        raise InputError(f"{_name(path)}: row 1, column price: is missing")
    priced = table[table["price"].map(_text) != ""]
    prices = _numbers(priced, path, "price").reindex(table.index)
    table["price"] = prices.where(prices > 0)
    if "promo" in table.columns:
        table["promo"] = _numbers(table, path, "promo") != 0
    return table


def read_state(path: str) -> dict[str, Item]:
    """STATE.csv: the items to order by name, in the order of the file. Raises InputError."""
    table = _read(path, (*_STATE_COLUMNS, "cost", "price"))
    items: dict[str, Item] = {}
    for row, cells in zip(table.index, table.to_dict("records"), strict=True):
        name = _text(cells["unique_id"])
        if not name:
            raise _wrong(path, row, "unique_id", "is empty")
        if name in items:
            raise _wrong(path, row, "unique_id", f"{name!r} has a row already")
        items[name] = _item(path, row, cells)
    return items


def read_amount(option: str, text: str, zero: bool = False) -> Decimal:
    """A number above zero (or zero, if told) given to `option`. Raises InputError."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or (value == 0 and not zero):
        raise InputError(f"{option}: {text!r} is no number {'of zero or more' if zero else 'above zero'}")
    if value > MOST:
        raise InputError(f"{option}: {text!r} is more than {MOST:,}")
    return value


def _item(path: str, row: int, cells: dict[str, Any]) -> Item:
    def number(column: str, check: Callable[[Decimal], bool], meant: str, empty: Decimal | None = None) -> Decimal:
        text = _text(cells[column])
        if not text and empty is not None:
            return empty
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not check(value):
            raise _wrong(path, row, column, f"{text!r} is no {meant}" if text else "is empty")
        if abs(value) > MOST:
            raise _wrong(path, row, column, f"{text!r} is more than {MOST:,}")
        return value

    def days(column: str, least: int, meant: str) -> int:
        value = number(column, lambda n: n == int(n) and n >= least, meant)
        if value > MOST_DAYS_AHEAD:
            raise _wrong(path, row, column, f"'{value:f}' is more than {MOST_DAYS_AHEAD} days")
        return int(value)

    arriving = _pairs(path, row, "arriving", _text(cells.get("arriving")))
    coming = sum((quantity for _, quantity in arriving), Decimal(0))
    keeps = number("shelf_life_days", lambda n: n == int(n) and n >= 1, "whole number of days above zero", Decimal(-1))
    return Item(
        on_hand=number("on_hand", lambda _: True, "number"),
        # What is listed as arriving is on order, whether or not it was counted.
        on_order=max(coming, number("on_order", lambda n: n >= 0, "number of zero or more", Decimal(0))),
        lead_time_days=days("lead_time_days", 0, "whole number of days"),
        review_days=days("review_days", 1, "whole number of days above zero"),
        shelf_life_days=None if keeps < 0 else int(keeps),
        pack=number("pack_size", lambda n: n >= LEAST_PACK, f"number of {LEAST_PACK} or more", Decimal(1)),
        cost=number("cost", lambda n: n >= 0, "amount of zero or more"),
        price=number("price", lambda n: n >= 0, "amount of zero or more"),
        batches=_pairs(path, row, "batches", _text(cells.get("batches"))),
        arriving=arriving,
    )


def _pairs(path: str, row: int, column: str, text: str) -> tuple[tuple[int, Decimal], ...]:
    """`2:5;9:12` as ((2, 5), (9, 12))."""
    pairs = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        days, colon, quantity = part.partition(":")
        try:
            pair = int(days), Decimal(quantity)
        except (ValueError, InvalidOperation) as error:
            raise _wrong(path, row, column, f"{part!r} is no days:quantity, such as 2:5") from error
        if not colon or pair[0] < 0 or not 0 <= pair[1] <= MOST or pair[0] > MOST:
            raise _wrong(path, row, column, f"{part!r} is no days:quantity, such as 2:5")
        pairs.append(pair)
    return tuple(pairs)


def _read(path: str, columns: Sequence[str]) -> pd.DataFrame:
    """The table with every cell as text; its index is the row in the file, the header being row 1."""
    try:
        table = pd.read_parquet(path) if path.lower().endswith((".parquet", ".pq")) else _read_csv(path, _bytes(path))
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except ImportError as error:
        raise InputError(f"{path}: Parquet is read with pyarrow, which is not installed") from error
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise InputError(f"{_name(path)}: {getattr(error, 'strerror', None) or _line(error)}") from error
    except ValueError as error:
        raise InputError(f"{_name(path)}: {_line(error)}") from error
    table.index = pd.RangeIndex(2, len(table) + 2)
    names = [_text(column) for column in table.columns]
    for column in columns:
        if column not in names:
            raise _wrong(path, 1, column, f"is missing: the header is {', '.join(names)}")
    for column in names:
        if column and names.count(column) > 1:
            raise _wrong(path, 1, column, "is there twice")
    table.columns = names
    table = table[~(table.isna() | (table == "")).all(axis=1)].copy()
    if table.empty:
        raise _wrong(path, 2, columns[0], "there is no row")
    return table


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    opener = _OPENERS.get(Path(path).suffix.lower())
    if opener is None:
        return Path(path).read_bytes()
    with opener(path) as file:
        return bytes(file.read())


def _read_csv(path: str, given: bytes) -> pd.DataFrame:
    if not given.strip():
        raise InputError(f"{_name(path)}: row 1: the file is empty")
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = len(given[: error.start].splitlines()) or 1
        raise InputError(f"{_name(path)}: row {row}: is not UTF-8 text: {error.reason}") from error
    try:
        # The header is read as a row, so that no longer one and no name given twice passes; blank lines are rows while they
        # are counted, and dropped after.
        table = pd.read_csv(io.StringIO(text), header=None, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except pd.errors.ParserError as error:
        ragged = regex.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        if ragged is not None:
            known, line, last = ragged.groups()
            raise InputError(
                f"{_name(path)}: row {line}, column {last}: the header has {known} columns only"
            ) from error
        unclosed = regex.search(r"EOF inside string starting at row (\d+)", str(error))
        if unclosed is not None:
            row = int(unclosed[1]) + 1
            raise InputError(f"{_name(path)}: row {row}: a quotation mark is opened and never closed") from error
        raise InputError(f"{_name(path)}: {_line(error)}") from error
    header, rows = table.iloc[0].tolist(), table.iloc[1:]
    return rows.set_axis(header, axis="columns")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _texts(table: pd.DataFrame, path: str) -> pd.Series:
    texts = table["unique_id"].map(_text)
    _refuse(table, path, "unique_id", (texts == "").to_numpy(), "a name")
    return texts


def _days(table: pd.DataFrame, path: str) -> pd.Series:
    given = table["ds"]
    if pd.api.types.is_datetime64_any_dtype(given):
        days = given.dt.tz_localize(None).dt.normalize()
    else:
        texts = given.map(_text)
        dated = texts.str.fullmatch(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?")
        days = pd.to_datetime(texts.where(dated).str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    _refuse(table, path, "ds", days.isna().to_numpy(), "date such as 2026-11-22")
    _refuse(table, path, "ds", ~days.dt.year.between(1970, 2100).to_numpy(), "date from 1970 to 2100")
    return days


def _numbers(table: pd.DataFrame, path: str, column: str) -> pd.Series:
    numbers = pd.to_numeric(table[column], errors="coerce").astype(float)
    values = numbers.to_numpy()
    _refuse(table, path, column, ~np.isfinite(values), "number")
    _refuse(table, path, column, values < 0, "number of zero or more")
    _refuse(table, path, column, values > MOST, f"number up to {MOST:,}")
    return numbers


def _refuse_lone_days(table: pd.DataFrame, path: str) -> None:
    """Of days years away from all others the fewer have a wrong year: 2062 for 2026 would forecast from 36 idle years."""
    days = np.unique(table["ds"].to_numpy())
    gaps = np.diff(days) // np.timedelta64(1, "D")
    if not len(gaps) or gaps.max() <= LONE_DAYS:
        return
    late = (table["ds"] > days[int(gaps.argmax())]).to_numpy()
    row = int(table.index[int((late if late.mean() <= 0.5 else ~late).argmax())])
    day = table.loc[row, "ds"]
    raise _wrong(path, row, "ds", f"'{day:%Y-%m-%d}' lies {gaps.max()} days away from the rest: is the year right?")


def _flags(table: pd.DataFrame, path: str, column: str) -> pd.Series:
    flags = pd.to_numeric(table[column], errors="coerce").astype(float)
    _refuse(table, path, column, ~flags.isin([0, 1]).to_numpy(), "0 or 1")
    return flags


def _refuse(table: pd.DataFrame, path: str, column: str, bad: Any, meant: str) -> None:
    if bad.any():
        row = int(table.index[int(bad.argmax())])
        text = _text(table.loc[row, column])
        raise _wrong(path, row, column, f"{text!r} is no {meant}" if text else "is empty")


def _text(cell: Any) -> str:
    return "" if cell is None or cell is pd.NaT or cell != cell else str(cell).strip()


def _wrong(path: str, row: int, column: str, what: str) -> InputError:
    return InputError(f"{_name(path)}: row {row}, column {column}: {what}")


def _name(path: str) -> str:
    return "standard input" if path == "-" else str(Path(path))
