"""Products, read and written."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Set
from datetime import datetime
from itertools import count
from typing import Any

import regex
from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from domain.catalogue.models import PriceChange, Product, ProductAlias
from domain.journal.store import stands
from domain.stores import store as stores
from domain.values import ZERO_QUANTITY, Money, Quantity
from infra.database.session import STORE

_HELD = "products held"
_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_NOT_SLUG = regex.compile(r"[^a-z0-9]+")


class UnknownProduct(Exception):
    """The store has no product of that sku."""

    def __init__(self, sku: str) -> None:
        super().__init__(sku)
        self.sku = sku


class PriceAboveMrp(Exception):
    """A selling price above the printed MRP, which is illegal in India."""

    def __init__(self, product: Product, price: Money) -> None:
        super().__init__(f"{product.sku}: {price} is above the MRP {product.mrp}")
        self.product = product
        self.price = price


def get(session: Session, sku: str) -> Product:
    """The product of that sku in the session's store. Raises UnknownProduct."""
    read = _read_before(session, {sku})
    if read:
        return read[sku]
    found = session.scalars(select(Product).where(Product.sku == sku)).one_or_none()
    if found is None:
        raise UnknownProduct(sku)
    return found


def get_many(session: Session, skus: set[str]) -> dict[str, Product]:
    """The products of those skus in the session's store, by sku, those that there are: read at once."""
    found = _read_before(session, skus)
    missing = skus - found.keys()
    if missing:
        found |= {product.sku: product for product in session.scalars(select(Product).where(Product.sku.in_(missing)))}
    return found


def _read_before(session: Session, skus: set[str]) -> dict[str, Product]:
    """Those of the products that this session has in hand already."""
    store_id = session.info.get(STORE)
    return {
        thing.sku: thing
        for thing in session.identity_map.values()
        if isinstance(thing, Product) and thing.store_id == store_id and thing.sku in skus
    }


def all(session: Session, store_id: int) -> list[Product]:
    """Every product the store sells, by sku, with its aliases."""
    query = select(Product).where(Product.store_id == store_id, Product.active).order_by(Product.sku)
    return list(session.scalars(query.options(selectinload(Product.aliases))))


def add(session: Session, store_id: int, **columns: Any) -> Product:
    """Take a new product into the catalogue. `columns` are those of Product; stock begins at none."""
    columns = {"order_pack": Quantity(1), "stock": ZERO_QUANTITY, "daily_sales": ZERO_QUANTITY} | columns
    product = Product(store_id=store_id, **columns)
    session.add(product)
    session.flush()
    stores.touch_catalogue(session, store_id)
    return product


_COPIED = (
    *("sku", "name", "brand", "category", "unit", "pack", "mrp", "price", "cost"),
    *("gst_percent", "shelf_life_days", "order_pack"),
)


def copies(session: Session, store_id: int) -> list[dict[str, Any]]:
    """What a further shop of the same owner would sell: the columns of every product and its `aliases`, without stock."""
    return [
        {**{name: getattr(product, name) for name in _COPIED}, "aliases": [each.alias for each in product.aliases]}
        for product in all(session, store_id)
    ]


def add_copies(session: Session, store_id: int, goods: list[dict[str, Any]], now: datetime) -> None:
    """Put goods of `copies` into the catalogue of a store that has none."""
    bare = {"stock": ZERO_QUANTITY, "daily_sales": ZERO_QUANTITY, "created_at": now}
    for columns in goods:
        aliases = [ProductAlias(store_id=store_id, alias=alias) for alias in columns["aliases"]]
        session.add(Product(store_id=store_id, **{**columns, "aliases": aliases}, **bare))
    session.flush()
    stores.touch_catalogue(session, store_id)


def find_named(session: Session, store_id: int, key: str) -> Product | None:
    """The product that is sold under a name or alias with this `name_key`; None for no product."""
    for product in all(session, store_id):
        if key in (name_key(product.name), *map(name_key, product.own_names)):
            return product
    return None


def name_key(name: str) -> str:
    """The key under which the spellings of a product's name meet: letters and figures, without case and signs."""
    return _SIGNS.sub(" ", name).strip().casefold()


def make_sku(name: str, taken: Set[str] = frozenset()) -> str:
    """A sku made from a name and not among `taken`: `tiger-biscuit-100-g`; of a name in another script its digest."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("-", plain).strip("-")
    if sum(character.isalpha() for character in slug) < 2:
        slug = f"item-{hashlib.sha256(name_key(name).encode()).hexdigest()[:8]}"
    slug = slug[:60].rstrip("-")
    return slug if slug not in taken else next(s for n in count(2) if (s := f"{slug}-{n}") not in taken)


def skus(session: Session, store_id: int) -> dict[str, bool]:
    """Every sku that the store ever had, and whether it is sold still."""
    rows = session.execute(select(Product.sku, Product.active).where(Product.store_id == store_id))
    return {row.sku: row.active for row in rows}


def retire(session: Session, store_id: int, retired: set[str]) -> None:
    """Sell products no more. What stands in the books of them stays."""
    session.execute(update(Product).where(Product.store_id == store_id, Product.sku.in_(retired)).values(active=False))
    stores.touch_catalogue(session, store_id)


def lock(session: Session, product_ids: set[int]) -> dict[int, Product]:
    """Lock products to the end of the transaction, always in one order, so that two messages can't wait for each other."""
    held = _held(session)
    if product_ids <= held.keys():
        return {product_id: held[product_id] for product_id in product_ids}
    rows = session.scalars(
        select(Product)
        .where(Product.id.in_(product_ids))
        .order_by(Product.id)
        # Not FOR UPDATE: every line that names a product holds KEY SHARE on it by its foreign key, and would be waited for.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = {product.id: product for product in rows}
    held |= found
    return found


def _held(session: Session) -> dict[int, Product]:
    """The products that the innermost transaction (or savepoint) of the session holds locked; filled by `lock`."""
    transaction = session.get_nested_transaction() or session.get_transaction()
    kept = session.info.get(_HELD)
    # A savepoint that is rolled back lets its locks go: what an inner one held does not count for the outer.
    if kept is None or kept[0] is not transaction:
        kept = session.info[_HELD] = (transaction, {})
    locked: dict[int, Product] = kept[1]
    return locked


def set_price(session: Session, product: Product, price: Money, entry_id: int | None, now: datetime) -> PriceChange:
    """Set the selling price and keep the old one in the history. Raises PriceAboveMrp."""
    if product.mrp is not None and price > product.mrp:
        raise PriceAboveMrp(product, price)
    return _change_price(session, product, price, entry_id, now)


def _change_price(session: Session, product: Product, price: Money, entry_id: int | None, now: datetime) -> PriceChange:
    change = PriceChange(
        store_id=product.store_id,
        product_id=product.id,
        entry_id=entry_id,
        old_price=product.price,
        new_price=price,
        changed_at=now,
    )
    product.price = price
    session.add(change)
    session.flush()
    stores.touch_catalogue(session, product.store_id)
    return change


def price_history(session: Session, product_id: int) -> list[PriceChange]:
    """Every price that was set and stands, oldest first. One that was taken back was never meant, and is left out."""
    query = select(PriceChange).where(PriceChange.product_id == product_id, stands(PriceChange.entry_id))
    return list(session.scalars(query.order_by(PriceChange.changed_at, PriceChange.id)))


def price_histories(session: Session, store_id: int) -> dict[int, list[PriceChange]]:
    """As `price_history`, of every product of the store that has one, by the product's number."""
    query = select(PriceChange).where(PriceChange.store_id == store_id, stands(PriceChange.entry_id))
    found: dict[int, list[PriceChange]] = {}
    for change in session.scalars(query.order_by(PriceChange.changed_at, PriceChange.id)):
        found.setdefault(change.product_id, []).append(change)
    return found


def reverse(session: Session, entry_id: int, reversal_id: int, now: datetime) -> None:
    """Put back the prices that an entry set, as changes of the reversal, whose row is in the journal already.

    A price that was set later stays: of 15, 14 and 13 rupees, with 14 taken back, 13 is charged.
    """
    changed = session.scalars(select(PriceChange.product_id).where(PriceChange.entry_id == entry_id)).all()
    for product in lock(session, set(changed)).values():
        standing = price_history(session, product.id)
        first = select(PriceChange).where(PriceChange.product_id == product.id).order_by(PriceChange.id).limit(1)
        price = standing[-1].new_price if standing else session.scalars(first).one().old_price
        if price != product.price:
            _change_price(session, product, price, reversal_id, now)
