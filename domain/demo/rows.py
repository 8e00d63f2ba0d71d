"""Many rows at once. COPY is not to be had under row-level security, so columns go in as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from domain.base import Base

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(
    session: Session,
    model: type[Base],
    same: dict[str, Any],
    columns: dict[str, list[Any]],
    returning: Sequence[str] = (),
) -> list[Any]:
    """Insert one row for each position of `columns` (equally long lists), with the values of `same` in all of them.

    Returns the columns `returning` of every row.
    """
    table = model.metadata.tables[model.__tablename__]
    kinds = {name: table.c[name].type.compile(dialect=_DIALECT) for name in (*same, *columns)}
    sql = (
        f"INSERT INTO {table.name} ({', '.join(kinds)}) "
        f"SELECT {', '.join(f'CAST(:{name} AS {kinds[name]})' for name in same)}, {', '.join(f'u.{c}' for c in columns)} "
        f"FROM unnest({', '.join(f'CAST(:{c} AS {kinds[c]}[])' for c in columns)}) AS u({', '.join(columns)})"
    )
    if returning:
        sql += f" RETURNING {', '.join(returning)}"
    result = session.execute(text(sql), {**same, **columns})
    return list(result) if returning else []
