"""`transfer_stock`: goods that go from this store to another of the owner's: an entry in each, taken back as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from actions import entries, new_goods, wording
from actions.contract import Outcome, Refused, Reply, Request, Value
from actions.entries import Written
from actions.new_goods import NewGoods
from actions.products import find_all, offer_others
from actions.roles import OWNER
from actions.stores import find_store, own_stores, title
from domain.catalogue import store as catalogue
from domain.catalogue.store import name_key
from domain.journal import store as journal
from domain.stock import store as stock
from domain.stores.store import Membership
from domain.values import ZERO_QUANTITY, Money, Quantity
from infra.database.session import visit_store


@dataclass(frozen=True)
class _Going:
    """A product that goes, as a value: its row belongs to this store's scope."""

    sku: str
    goods: NewGoods
    quantity: Quantity
    cost: Money


def transfer_stock(session: Session, request: Request) -> Outcome:
    """Move goods to another own store, where a product that it does not sell yet is taken into its catalogue.

    More than there is goes all the same, and the shortage is said where the goods were counted. Raises Refused for an unknown
    product, a missing quantity, and when it is not clear to which store of the owner's they go.
    """
    found = find_all(session, request)
    for named in found:
        if named.line.quantity is None or not named.line.quantity > ZERO_QUANTITY:
            raise Refused(Reply("refused.no_quantity", {"product": wording.name(named.product)}))
    other = _other_store(session, request)
    going = [
        _Going(
            named.product.sku,
            NewGoods(
                named.product.name,
                named.product.price,
                named.product.unit,
                named.product.pack,
                named.product.mrp,
                named.product.cost,
                named.product.gst_percent,
            ),
            named.line.quantity or ZERO_QUANTITY,
            named.product.cost,
        )
        for named in found
    ]
    # Two transfers in opposite directions would wait for each other.
    for store_id in sorted((request.store_id, other.store_id)):
        journal.take_turn(session, store_id)
    with visit_store(session, other.store_id):
        there = _receive(session, request, other, going)
    kept: list[dict[str, Any]] = [{"sku": one.sku, "quantity": str(one.quantity)} for one in going]
    side = {"store_id": other.store_id, "entry_id": there}
    entry = entries.open_entry(session, request, request.now, None, kept, side)
    for named in sorted(found, key=lambda named: named.product.id):
        gone = -(named.line.quantity or ZERO_QUANTITY)
        stock.move(
            session, named.product, gone, "transfer", entry_id=entry.id, now=request.now, unit_cost=named.product.cost
        )
    products = tuple(named.product for named in found)
    other_notes, choices = offer_others(session, found)
    counted = entries.counted(session, products)
    short = tuple(note for product in counted for note in wording.shortage(product))
    written = Written(entry, products, None, (*short, *other_notes), choices)
    params: dict[str, Value] = {
        "lines": entries.describe(session, entry).params["lines"],
        "shop": title(other),
        "left": wording.left(counted, request.channel),
        "notes": written.notes,
    }
    return Outcome(entries.confirmation(request, Reply("transfer_stock.done", params), written), entry_id=entry.id)


def _other_store(session: Session, request: Request) -> Membership:
    own = [one for one in own_stores(session, request) if one.role == OWNER]
    others = [one for one in own if one.store_id != request.store_id]
    meant = find_store(others, request.shop) if request.shop else others[0] if len(others) == 1 else None
    if meant is None:
        raise Refused(Reply("transfer_stock.where"))
    return meant


def _receive(session: Session, request: Request, other: Membership, going: list[_Going]) -> int:
    """The goods into the other store's books, in whose scope the session is; its entry's number."""
    known = {name_key(product.name): product for product in catalogue.all(session, other.store_id)}
    by_sku = {product.sku: product for product in known.values()}
    missing = [one for one in going if one.sku not in by_sku and name_key(one.goods.name) not in known]
    skus = new_goods.skus_for(session, other.store_id, [one.goods for one in missing])
    written = [{"sku": one.sku, "quantity": str(one.quantity)} for one in going]
    entry = journal.write(
        session,
        store_id=other.store_id,
        kind=request.intent,
        request={"intent": request.intent, "from_store_id": request.store_id, "written": written},
        # Nobody's last entry there: it is taken back from where the goods were sent, with its other side.
        user_id=None,
        message_id=None,
        now=request.now,
    )
    new_goods.write(session, other.store_id, [one.goods for one in missing], skus, entry.id, request.now)
    added = {one.sku: catalogue.get(session, sku) for one, sku in zip(missing, skus, strict=True)}
    for one in going:
        product = by_sku.get(one.sku) or known.get(name_key(one.goods.name)) or added[one.sku]
        stock.move(session, product, one.quantity, "transfer", entry_id=entry.id, now=request.now, unit_cost=one.cost)
    return entry.id
