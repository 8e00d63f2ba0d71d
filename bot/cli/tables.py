"""Tables given on the command line, read and checked: whatever is wrong is said with file, row and column."""

from __future__ import annotations

import sys
import warnings
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
        return value

    keeps = number("shelf_life_days", lambda n: n == int(n) and n >= 1, "whole number of days above zero", Decimal(-1))
    return Item(
        on_hand=number("on_hand", lambda _: True, "number"),
        on_order=number("on_order", lambda n: n >= 0, "number of zero or more", Decimal(0)),
        lead_time_days=int(number("lead_time_days", lambda n: n == int(n) and n >= 0, "whole number of days")),
        review_days=int(number("review_days", lambda n: n == int(n) and n >= 1, "whole number of days above zero")),
        shelf_life_days=None if keeps < 0 else int(keeps),
        pack=number("pack_size", lambda n: n > 0, "number above zero", Decimal(1)),
        cost=number("cost", lambda n: n >= 0, "amount of zero or more"),
        price=number("price", lambda n: n >= 0, "amount of zero or more"),
        batches=_pairs(path, row, "batches", _text(cells.get("batches"))),
        arriving=_pairs(path, row, "arriving", _text(cells.get("arriving"))),
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
        if not colon or pair[0] < 0 or not pair[1].is_finite() or pair[1] < 0:
            raise _wrong(path, row, column, f"{part!r} is no days:quantity, such as 2:5")
        pairs.append(pair)
    return tuple(pairs)


def _read(path: str, columns: Sequence[str]) -> pd.DataFrame:
    """The table with every cell as text; its index is the row in the file, the header being row 1."""
    try:
        if path.lower().endswith((".parquet", ".pq")):
            table = pd.read_parquet(path)
        else:
            source = sys.stdin.buffer if path == "-" else path
            table = _read_csv(source)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{_name(path)}: is not UTF-8 text: {error.reason} at byte {error.start}") from error
    except pd.errors.ParserError as error:
        ragged = regex.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        if ragged is None:
            raise InputError(f"{_name(path)}: {' '.join(str(error).split())}") from error
        raise InputError(
            f"{_name(path)}: row {ragged[2]}, column {ragged[3]}: the header has {ragged[1]} columns only"
        ) from error
    except ImportError as error:
        raise InputError(f"{path}: Parquet is read with pyarrow, which is not installed") from error
    except ValueError as error:
        raise InputError(f"{_name(path)}: {' '.join(str(error).split())}") from error
    table.index = pd.RangeIndex(2, len(table) + 2)
    table.columns = [str(column).strip() for column in table.columns]
    for column in columns:
        if column not in table.columns:
            raise InputError(f"{_name(path)}: row 1, column {column}: is missing")
    table = table[~(table.isna() | (table == "")).all(axis=1)].copy()
    if table.empty:
        raise InputError(f"{_name(path)}: row 2, column {columns[0]}: there is no row")
    return table


def _read_csv(source: Any) -> pd.DataFrame:
    with warnings.catch_warnings():
        # A first row longer than the header would lose its end with no more than a warning.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            # Blank lines are kept while rows are counted, and dropped after.
            return pd.read_csv(
                source, dtype=str, keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig", index_col=False
            )
        except pd.errors.ParserWarning as warning:
            raise ValueError("row 2: has more cells than the header has columns") from warning


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
    return numbers


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
