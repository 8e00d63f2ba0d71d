"""Keys of customers and suppliers made anew when the folding has changed, so that they are found by their names again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.requests import named
from domain.customers.models import Customer
from domain.stores import store as stores
from domain.suppliers.models import Supplier
from infra.database.session import desk_session, store_session
from nlu.spelling import fold, loose

_FOLD, _LOOSE = Path(fold.__file__), Path(loose.__file__).parent
_SOURCES = (_FOLD, _FOLD.with_suffix(".yml"), *(_LOOSE / name for name in ("sounds.py", "key.py", "learned.json.gz")))
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:12]
"""Of the folding: every change of its code or its tables makes keys that are kept to be made anew."""


def rekey_everybody() -> int:
    """Make the keys of every store anew that another folding made; how many changed."""
    with desk_session() as session:
        numbers = stores.list_ids(session)
    return sum(_rekey_store(store_id) for store_id in numbers)


def _rekey_store(store_id: int) -> int:
    with store_session(store_id) as session:
        return sum(_rekey(session, store_id, people) for people in (Customer, Supplier))


def _rekey(session: Session, store_id: int, people: type[Any]) -> int:
    """Nobody is merged: of two names that share a key now, the older keeps it and the other gets it with a number behind."""
    rows = session.scalars(
        select(people).where(people.store_id == store_id).order_by(people.id).with_for_update()
    ).all()
    if all(row.keyed_by == VERSION for row in rows):
        return 0
    wanted: dict[int, str] = {}
    for row in rows:
        said = named(row.name)
        if said is not None and isinstance(row, Customer):
            row.loose_key = said.loose_key
        key = said.key if said is not None else row.name_key
        taken = set(wanted.values())
        wanted[row.id] = next(free for free in _numbered(key) if free not in taken)
    changed = [row for row in rows if row.name_key != wanted[row.id]]
    # Two rows may swap their keys: each is put aside before it gets its new one.
    for row in changed:
        row.name_key = f"~{row.id}"
    session.flush()
    for row in rows:
        row.name_key, row.keyed_by = wanted[row.id], VERSION
    session.flush()
    return len(changed)


def _numbered(key: str) -> list[str]:
    return [key, *(f"{key}#{number}" for number in range(2, 100))]
