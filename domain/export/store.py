"""Every row of a store as CSV, a file a table."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import Column, Table
from sqlalchemy.orm import Session

from domain.base import Base

_NOT_THEIRS = ("hash", "secret", "signing_key", "token")
"""Columns that end so guard a door, and tell nobody anything."""
# A cell that a spreadsheet would take for a formula gets a quote before it; a phone number (+91 …) or a negative figure is none.
_FORMULA = r"^[=@\t\r]|^[+-](?![0-9 .]*$)"


def csv_files(session: Session, store_id: int) -> dict[str, bytes]:
    """The store's rows by table, RFC 4180 with headings in UTF-8; tables without a row are left out. In the store's scope.

    Row-level security shows no other store's rows; times are UTC.
    """
    stores = Base.metadata.tables["stores"]
    wanted = [(stores, "id"), *((table, "store_id") for table in Base.metadata.sorted_tables if "store_id" in table.c)]
    files = {table.name: _csv(session, table, owner, store_id) for table, owner in wanted}
    return {name: content for name, content in files.items() if content.count(b"\n") > 1}


def _csv(session: Session, table: Table, owner: str, store_id: int) -> bytes:
    columns = ", ".join(_shown(column) for column in table.c if not column.name.endswith(_NOT_THEIRS))
    key = ", ".join(column.name for column in table.primary_key)
    out = BytesIO()
    driver = session.connection().connection.cursor()
    query = f"SELECT {columns} FROM {table.name} WHERE {owner} = {int(store_id)} ORDER BY {key}"
    with driver.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)") as copy:
        for block in copy:
            out.write(block)
    return out.getvalue()


def _shown(column: Column[object]) -> str:
    if column.type.python_type is not str:
        return column.name
    return f"CASE WHEN {column.name} ~ '{_FORMULA}' THEN '''' || {column.name} ELSE {column.name} END AS {column.name}"
