"""What is erased and what stays. Pure.

DPDP Act 2023, section 8(7): personal data goes when its purpose is over, unless a law keeps it. Books of account are kept
for years after (CGST Act 2017, section 36: 72 months; seven years here), without a name.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Column, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

NOTICE = timedelta(hours=48)
"""Between the wish and the erasure; until then it can be taken back."""
FINANCIAL = timedelta(days=7 * 365 + 2)
OPERATIONAL = timedelta(days=3 * 365 + 1)

SIGNS = frozenset(
    {
        "action",
        "actor",
        "actor_kind",
        "brand",
        "category",
        "channel",
        "currency",
        "expected",
        "key",
        "kind",
        "language",
        "mode",
        "model",
        "number",
        "once",
        "pack",
        "payment",
        "provider",
        "provider_id",
        "role",
        "script",
        "severity",
        "sku",
        "state",
        "status",
        "thing",
        "timezone",
        "unit",
    }
)
"""Names of columns that hold a sign or a code, about nobody."""
ABOUT_GOODS = frozenset(
    {("products", "name"), ("product_aliases", "alias"), ("advice", "details"), ("alerts", "detail")}
)
"""Columns of text about goods."""
KEPT_WHOLE = frozenset({"audit_log", "consents"})
"""Tables without personal data: what was done and agreed to, by the number of a person who has no name any more."""


def erased(table: Table) -> list[Column[object]]:
    """The columns of a table that are blanked: every text and every JSON that nothing above keeps.

    So a column that nobody thought of is erased rather than kept.
    """
    if table.name in KEPT_WHOLE:
        return []
    return [
        column
        for column in table.c
        if isinstance(column.type, Text | JSONB)
        and column.name not in SIGNS
        and (table.name, column.name) not in ABOUT_GOODS
    ]


def must_be_unique(column: Column[object]) -> bool:
    """Whether two rows of a store may not have the same value, so that a blank would not do."""
    table = column.table
    assert isinstance(table, Table)
    keys = [key.columns for key in table.constraints if isinstance(key, UniqueConstraint)]
    keys += [index.columns for index in table.indexes if index.unique]
    return any(column.name in key for key in keys)
