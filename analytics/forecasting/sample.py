"""What one model for all stores is trained on: a sample of shops, read by the role that sees no names and no numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from domain.local_events.rules import CLOSED, SHUT
from infra.database.session import training_session

MOST_SHOPS: Final = 60
MOST_SERIES: Final = 1200
"""More series cost time, and trees take a hundred thousand rows at most."""
HISTORY_DAYS: Final = 730
ACTIVE_DAYS: Final = 28
"""A shop that sold nothing for longer is quiet: it teaches in the first training of a month only."""
EMPTY_DAYS: Final = 112
"""Days back in which empty shelves are looked for."""


@dataclass(frozen=True)
class Sample:
    """Histories of several shops."""

    history: pd.DataFrame
    """`unique_id` (`<shop>/<product>`), `ds`, `y`, `censored`, `category`: see `Engine.forecast`."""
    shop_of: dict[str, int]
    """The shop's number in this sample, from 0 on, by `unique_id`."""

    @property
    def shops(self) -> int:
        """How many there are."""
        return len(set(self.shop_of.values()))

    def data_hash(self) -> str:
        """16 hexadecimal digits; the same for the same rows."""
        return f"{int(pd.util.hash_pandas_object(self.history, index=False).sum()):016x}"


def read_sample(today: date, now: datetime, *, quiet_too: bool, seed: int) -> Sample:
    """Sales of up to MOST_SHOPS shops drawn by `seed`, of the two years before `today`, at most MOST_SERIES products.

    Of shops with more products than their share as many are drawn. Empty when nobody has sold anything.
    """
    with training_session() as session:
        connection = session.connection()
        shops = _draw_shops(connection, today, now, quiet_too, seed)
        if not shops:
            return Sample(_table([]), {})
        sold = _read_sold(connection, shops, today)
        known = {(row[0], row[1]) for row in sold}
        bare = _read_empty(connection, shops, today, known) | _read_closed(connection, shops, today, known)
        categories = {
            (row.store_id, row.id): row.category
            for row in connection.execute(
                text("SELECT id, store_id, category FROM products WHERE store_id = ANY(:shops)"), {"shops": shops}
            )
        }
    chosen = _draw_products(sold, len(shops), seed)
    rows = {(store, product, day): quantity for store, product, day, quantity in sold if (store, product) in chosen}
    empty = {key for key in bare if key[:2] in chosen}
    keys = [*rows, *sorted(empty - rows.keys())]
    table = _table(
        [(f"{key[0]}/{key[1]}", key[2], rows.get(key, 0.0), key in empty, categories.get(key[:2], "")) for key in keys]
    )
    numbers = {shop: number for number, shop in enumerate(sorted(shops))}
    return Sample(table, {f"{store}/{product}": numbers[store] for store, product in chosen})


def _table(rows: list[tuple[str, date, float, bool, str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["unique_id", "ds", "y", "censored", "category"])
    return table.assign(ds=pd.to_datetime(table["ds"]), censored=table["censored"].astype(bool))


def _draw_shops(connection: Connection, today: date, now: datetime, quiet_too: bool, seed: int) -> list[int]:
    # The order by a hash draws anew with every seed, and needs no list of all shops here.
    rows = connection.execute(
        text(
            "SELECT s.id FROM stores s WHERE EXISTS (SELECT FROM sale_lines l WHERE l.store_id = s.id "
            "AND l.sold_at >= :since AND l.sold_at < :now) ORDER BY hashint8(s.id # :seed), s.id LIMIT :most"
        ),
        {
            "since": now - timedelta(days=HISTORY_DAYS if quiet_too else ACTIVE_DAYS),
            "now": now,
            "seed": seed,
            "most": MOST_SHOPS,
        },
    )
    return [row.id for row in rows]


def _read_sold(connection: Connection, shops: list[int], today: date) -> list[tuple[int, int, date, float]]:
    rows = connection.execute(
        text(
            "SELECT l.store_id, l.product_id, (l.sold_at AT TIME ZONE s.timezone)::date AS day, "
            "sum(l.quantity)::float8 AS quantity FROM sale_lines l JOIN stores s ON s.id = l.store_id "
            "WHERE l.store_id = ANY(:shops) AND l.sold_at >= :begin AND l.sold_at < :end "
            "GROUP BY 1, 2, 3 HAVING sum(l.quantity) > 0 ORDER BY 1, 2, 3"
        ),
        {"shops": shops, "begin": today - timedelta(days=HISTORY_DAYS), "end": today + timedelta(days=1)},
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows if row[2] < today]


def _read_empty(
    connection: Connection, shops: list[int], today: date, known: set[tuple[int, int]]
) -> set[tuple[int, int, date]]:
    """(shop, product, day) at whose end the shelf was empty by the books: the sum of all movements so far."""
    rows = connection.execute(
        text(
            "SELECT m.store_id, m.product_id, (m.moved_at AT TIME ZONE s.timezone)::date AS day, "
            "sum(m.quantity)::float8 AS moved FROM stock_movements m JOIN stores s ON s.id = m.store_id "
            "WHERE m.store_id = ANY(:shops) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        ),
        {"shops": shops},
    )
    first = today - timedelta(days=EMPTY_DAYS)
    empty: set[tuple[int, int, date]] = set()
    moves: dict[tuple[int, int], list[tuple[date, float]]] = {}
    for store, product, day, moved in rows:
        moves.setdefault((store, product), []).append((day, moved))
    for key, days in moves.items():
        if key not in known:
            continue
        balance = 0.0
        for (day, moved), (following, _) in zip(days, [*days[1:], (today, 0.0)], strict=True):
            balance += moved
            if abs(balance) > 1e-6:
                continue
            begin = max(day, first)
            empty |= {(*key, begin + timedelta(days=back)) for back in range(max(0, (following - begin).days))}
    return {key for key in empty if key[2] < today}


def _read_closed(
    connection: Connection, shops: list[int], today: date, known: set[tuple[int, int]]
) -> set[tuple[int, int, date]]:
    """(shop, product, day) on which the shop was closed, so that nobody knows what would have sold."""
    first = today - timedelta(days=HISTORY_DAYS)
    rows = connection.execute(
        text(
            "SELECT e.store_id, greatest(e.first_day, :first) AS first, least(e.last_day, :last) AS last "
            "FROM local_events e WHERE e.store_id = ANY(:shops) AND (e.kind = :closed OR e.expected = :shut) "
            "AND NOT EXISTS (SELECT FROM local_event_removals r WHERE r.event_id = e.id)"
        ),
        {"shops": shops, "closed": CLOSED, "shut": SHUT, "first": first, "last": today - timedelta(days=1)},
    )
    closed: dict[int, set[date]] = {}
    for row in rows:
        spell = (row.first + timedelta(days=number) for number in range((row.last - row.first).days + 1))
        closed.setdefault(row.store_id, set()).update(spell)
    return {(store, product, day) for store, product in known for day in closed.get(store, ())}


def _draw_products(sold: list[tuple[int, int, date, float]], shops: int, seed: int) -> set[tuple[int, int]]:
    share, rng = max(1, MOST_SERIES // shops), np.random.default_rng(seed)
    by_shop: dict[int, list[int]] = {}
    for store, product in sorted({(row[0], row[1]) for row in sold}):
        by_shop.setdefault(store, []).append(product)
    return {
        (store, int(product))
        for store, products in by_shop.items()
        for product in (products if len(products) <= share else rng.choice(products, share, replace=False))
    }
