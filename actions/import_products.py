"""A price list that came as a file: offered with what is wrong in it, and taken over after a yes, all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from actions import entries, new_goods, roles
from actions.contract import Choice, Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.new_goods import NewGoods
from actions.price_list.checking import Row, Wrong, check
from actions.price_list.columns import find_columns
from actions.price_list.reading import Unreadable, read
from domain.catalogue import store as catalogue
from domain.catalogue.models import PriceChange, Product
from domain.catalogue.store import name_key
from domain.price_lists import store as price_lists
from domain.stock import store as stock
from domain.stock.store import Counted

INTENT = "import_products"
"""What a yes to the offer does. No message says it: it is no intent of the model."""
_NAMED = {"whatsapp": 5, "sms": 2}
"""So many wrong rows are named; all are counted."""
YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


def offer_price_list(session: Session, request: Request, content: bytes) -> Outcome:
    """Read a file and offer its right rows. The books do not change. Raises Refused for a file that gives none."""
    roles.check(replace(request, intent=INTENT))
    try:
        cells = read(content)
    except Unreadable:
        raise Refused(Reply("price_list.unreadable")) from None
    columns = find_columns(cells)
    if columns is None:
        raise Refused(Reply("price_list.no_columns"))
    rows, wrong = check(cells, columns)
    notes = _notes(wrong, request.channel)
    if not rows:
        raise Refused(Reply("price_list.none", {"notes": notes}))
    price_lists.keep(
        session,
        store_id=request.store_id,
        user_id=request.user_id,
        message_id=request.message_id,
        rows=[row.as_json() for row in rows],
        now=request.now,
    )
    known = sum(product is not None for _, product in _match(session, request.store_id, rows))
    params: dict[str, Value] = {"count": len(rows), "new": len(rows) - known, "known": known, "notes": notes}
    return Outcome(Reply("price_list.offer", params, YES_NO), offer=replace(request, intent=INTENT, lines=()))


def import_products(session: Session, request: Request) -> Outcome:
    """Take over the list that waits: new goods, new prices, what was counted. Raises Refused when none waits."""
    kept = price_lists.waiting(session, request.store_id, request.user_id, request.now)
    if kept is None:
        raise Refused(Reply("price_list.gone"))
    matched = _match(session, request.store_id, [Row.from_json(row) for row in kept.rows])
    fresh = [_goods(row) for row, product in matched if product is None]
    skus = new_goods.skus_for(session, request.store_id, fresh)
    changed = [(row, product) for row, product in matched if product is not None]
    written: list[dict[str, Any]] = [{"sku": sku, "new": True} for sku in skus]
    written += [{"sku": product.sku, "before": _before(product)} for _, product in changed]
    entry = entries.open_entry(session, replace(request, lines=()), request.now, None, written)
    new_goods.write(session, request.store_id, fresh, skus, entry.id, request.now)
    _update(session, changed, entry.id, request)
    kept.entry_id = entry.id
    # What was read is in the catalogue now; the entry knows the rest.
    kept.rows = []
    session.flush()
    params = {"count": len(matched), "new": len(fresh)}
    reply = entries.confirmation(request, Reply("price_list.done", params), Written(entry))
    return Outcome(reply, entry_id=entry.id)


def _match(session: Session, store_id: int, rows: list[Row]) -> list[tuple[Row, Product | None]]:
    """Each row with the product that is sold under its name."""
    known: dict[str, Product] = {}
    for sold in catalogue.all(session, store_id):
        for name in (sold.name, *sold.own_names):
            known.setdefault(name_key(name), sold)
    seen: set[int] = set()
    matched: list[tuple[Row, Product | None]] = []
    for row in rows:
        product = known.get(name_key(row.name))
        # A name and an alias of one product in two rows: the first counts.
        if product is not None and product.id in seen:
            continue
        seen |= {product.id} if product is not None else set()
        matched.append((row, product))
    return matched


def _goods(row: Row) -> NewGoods:
    return NewGoods(
        row.name, row.price, row.unit or "pc", "", row.mrp, row.cost, row.gst or 0, row.stock, row.expires_on
    )


def _update(session: Session, changed: list[tuple[Row, Product]], entry_id: int, request: Request) -> None:
    locked = catalogue.lock(session, {product.id for _, product in changed})
    prices: list[dict[str, Any]] = []
    columns: list[dict[str, Any]] = []
    for row, found in changed:
        product = locked[found.id]
        if row.price != product.price:
            prices.append(
                {
                    "store_id": request.store_id,
                    "product_id": product.id,
                    "entry_id": entry_id,
                    "old_price": product.price,
                    "new_price": row.price,
                    "changed_at": request.now,
                }
            )
        columns.append(
            {
                "id": product.id,
                "price": row.price,
                "mrp": row.mrp if row.mrp is not None else _still_lawful(product, row),
                "cost": row.cost or product.cost,
                "gst_percent": product.gst_percent if row.gst is None else row.gst,
            }
        )
    if prices:
        session.execute(insert(PriceChange), prices)
    if columns:
        session.execute(update(Product), columns)
    counts = [Counted(found, row.stock, row.cost, row.expires_on) for row, found in changed if row.stock is not None]
    stock.count_many(session, counts, entry_id=entry_id, now=request.now)


def _before(product: Product) -> dict[str, Any]:
    """What a list may change of a product beside its price and stock, for the way back."""
    mrp = None if product.mrp is None else str(product.mrp)
    return {"mrp": mrp, "cost": str(product.cost), "gst_percent": product.gst_percent}


def _still_lawful(product: Product, row: Row) -> Any:
    """The MRP that stands, unless the list's price is above it: a newer pack with a newer MRP that the list does not say."""
    return product.mrp if product.mrp is None or row.price <= product.mrp else row.price


def _notes(wrong: list[Wrong], channel: str) -> tuple[Phrase, ...]:
    if not wrong:
        return ()
    named = tuple(_wrong(one) for one in wrong[: _NAMED.get(channel, _NAMED["whatsapp"])])
    rest = len(wrong) - len(named)
    more = (Phrase("list.more", {"count": rest}),) if rest else ()
    return (Phrase("price_list.wrong", {"count": len(wrong), "lines": (*named, *more)}),)


def _wrong(one: Wrong) -> Phrase:
    if one.why == "missing":
        return Phrase("price_list.row_missing", {"row": one.number, "column": one.column})
    if one.why == "bad":
        return Phrase("price_list.row_bad", {"row": one.number, "value": one.value, "column": one.column})
    key = "price_list.row_twice" if one.why == "twice" else "price_list.row_above_mrp"
    return Phrase(key, {"row": one.number, "value": one.value})
