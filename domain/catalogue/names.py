"""A shop's own names for its products, learnt from what its people pick and correct. No other shop sees them."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.catalogue.models import ENOUGH, Product, ProductAlias
from domain.catalogue.store import name_key
from domain.stores import store as stores


def learn(session: Session, product: Product, name: str, times: int, entry_id: int) -> bool:
    """Note that `name` was said to mean `product`, with an entry; whether it is the product's name from now on.

    Said of another product before, it means that one no more. A name told outright stays what it is.
    """
    known = _find(session, product.store_id, name)
    if known is not None and known.product_id == product.id:
        counted = known.counts
        known.times, known.entry_id = known.times + times, entry_id
        learnt = known.counts and not counted
    elif known is not None and known.entry_id is None and known.counts:
        return False
    else:
        if known is not None:
            _drop(session, known)
        alias = ProductAlias(
            store_id=product.store_id, product_id=product.id, alias=name_key(name), times=times, entry_id=entry_id
        )
        product.aliases.append(alias)
        learnt = alias.counts
    session.flush()
    stores.touch_catalogue(session, product.store_id)
    return learnt


def forget_wrong(session: Session, store_id: int, name: str, product_id: int) -> None:
    """Let `name` mean that product no more: it was corrected."""
    known = _find(session, store_id, name)
    if known is not None and known.product_id == product_id:
        _drop(session, known)
        stores.touch_catalogue(session, store_id)


def forget(session: Session, store_id: int, entry_id: int) -> None:
    """Forget the names that were learnt with an entry, which is taken back."""
    learnt = session.scalars(select(ProductAlias).where(ProductAlias.entry_id == entry_id)).all()
    for alias in learnt:
        _drop(session, alias)
    if learnt:
        stores.touch_catalogue(session, store_id)


def carry_over(session: Session, entry_id: int, successor_id: int) -> None:
    """What was learnt with an entry was learnt with the one in its place."""
    session.execute(update(ProductAlias).where(ProductAlias.entry_id == entry_id).values(entry_id=successor_id))


def _find(session: Session, store_id: int, name: str) -> ProductAlias | None:
    query = select(ProductAlias).where(ProductAlias.store_id == store_id, ProductAlias.alias == name_key(name))
    return session.scalars(query).one_or_none()


def _drop(session: Session, alias: ProductAlias) -> None:
    product = session.get_one(Product, alias.product_id)
    product.aliases.remove(alias)
    session.flush()


__all__ = ["ENOUGH", "carry_over", "forget", "forget_wrong", "learn"]
