"""`add_product`: a product that the store did not sell before, by its name and price."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions import entries, new_goods, wording
from actions.contract import Line, Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.new_goods import NewGoods
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.catalogue.store import name_key
from domain.stores import store as stores
from domain.values import ZERO_MONEY


def add_product(session: Session, request: Request) -> Outcome:
    """Take new products in and confirm them with their prices. Nobody has counted them yet.

    Raises Refused for no name, no price, a price above the MRP, and a name that the store sells something under already.
    """
    written = write(session, request, request.now)
    lines = tuple(_shown(product) for product in written.products)
    reply = entries.confirmation(request, Reply("add_product.done", {"lines": lines, "notes": written.notes}), written)
    return Outcome(reply, entry_id=written.entry.id)


def write(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The products in the catalogue, under an entry that takes them out again when it is reversed."""
    if not request.lines:
        raise Refused(Reply("refused.no_product"))
    goods = [_goods(session, request, line) for line in request.lines]
    skus = new_goods.skus_for(session, request.store_id, goods)
    settled = tuple(
        replace(line, sku=sku, text=one.name, price=one.price, amount=None)
        for line, sku, one in zip(request.lines, skus, goods, strict=True)
    )
    kept = [{"sku": str(line.sku), "price": str(line.price), "new": True} for line in settled]
    entry = entries.open_entry(session, replace(request, lines=settled), happened_at, corrects_id, kept)
    new_goods.write(session, request.store_id, goods, skus, entry.id, request.now)
    products = tuple(catalogue.get(session, sku) for sku in skus)
    assumed = [one for one in goods if one.cost is None]
    margin = stores.get(session, request.store_id).target_margin
    notes = tuple(
        Phrase(
            "note.assumed_cost", {"product": wording.short(one.name), "cost": new_goods.assumed_cost(one.price, margin)}
        )
        for one in assumed
    )
    return Written(entry, products, None, notes)


def _goods(session: Session, request: Request, line: Line) -> NewGoods:
    name = " ".join(line.text.split())
    if not name_key(name):
        raise Refused(Reply("refused.no_product"))
    if line.pack and not new_goods.pack_in(name):
        name = f"{name} {line.pack}"
    name = name[:1].upper() + name[1:]
    known = catalogue.find_named(session, request.store_id, name_key(name))
    if known is not None:
        raise Refused(Reply("add_product.exists", {"product": wording.name(known), "price": known.price}))
    price = line.price or line.amount or line.mrp
    if price is None or not price > ZERO_MONEY:
        raise Refused(Reply("refused.no_price", {"product": name}))
    if line.mrp is not None and price > line.mrp:
        raise Refused(Reply("set_price.above_mrp", {"product": name, "price": price, "mrp": line.mrp}))
    return NewGoods(name, price, line.unit or "pc", line.pack or "", line.mrp, line.cost)


def _shown(product: Product) -> Phrase:
    params: dict[str, Value] = {"product": wording.name(product), "price": product.price}
    if product.unit == "pc":
        return Phrase("line.price", params)
    return Phrase("add_product.line_loose", {**params, "unit": Phrase(f"unit.{product.unit}")})
