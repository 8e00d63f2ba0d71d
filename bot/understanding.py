"""The store's messages understood: its catalogue as nlu's values, and the model server's client of this process."""

from __future__ import annotations

from collections import OrderedDict
from decimal import Decimal
from functools import lru_cache

from sqlalchemy.orm import Session

from bot.model_servers import ModelServers, addresses
from domain.catalogue import store as catalogue_store
from domain.catalogue.models import Product as ShopProduct
from domain.conversations.models import Conversation, Inbound
from domain.stores.models import Store
from domain.stores.starters import usual_sales
from infra import clock
from infra.settings import settings
from nlu.contract import Heard, Product, Understanding
from nlu.lexicon import tag_of
from nlu.understand import Model
from nlu.understand import understand as understand_heard

_KEPT = 256
_catalogues: OrderedDict[tuple[str, int, int], tuple[Product, ...]] = OrderedDict()


@lru_cache(maxsize=1)
def model() -> ModelServers:
    """The model servers of the settings: `NLU_URL`, else the one that `vyapari up` starts on this machine."""
    chosen = settings()
    urls = addresses(chosen.nlu_url or f"http://127.0.0.1:{chosen.nlu_port}")
    return ModelServers(urls, chosen.nlu_timeout_seconds)


def catalogue(session: Session, store: Store) -> tuple[Product, ...]:
    """The store's active products as understanding needs them, read again once `Store.catalogue_version` has moved on."""
    # Two databases, as in tests, may both have a store 1.
    key = (str(session.get_bind().engine.url), store.id, store.catalogue_version)
    if key in _catalogues:
        _catalogues.move_to_end(key)
        return _catalogues[key]
    sold = catalogue_store.all(session, store.id)
    # A new shop has no sales that say which of two products is meant: those of other shops of its kind do.
    usual = {} if any(product.daily_sales for product in sold) else usual_sales(store.kind)
    products = tuple(_as_value(product, usual.get(product.sku)) for product in sold)
    for stale in [kept for kept in _catalogues if kept[:2] == key[:2]]:
        del _catalogues[stale]
    _catalogues[key] = products
    while len(_catalogues) > _KEPT:
        _catalogues.popitem(last=False)
    return products


def hear(store: Store, conversation: Conversation, inbound: Inbound, expecting: str | None = None) -> Heard:
    """A message as nlu takes it: at the store's local time, with the language that the person is known to write."""
    return Heard(
        text=inbound.body,
        now=clock.local(store.timezone, inbound.sent_at),
        channel="sms" if conversation.channel == "sms" else "whatsapp",
        language=known_language(conversation),
        expecting=expecting,
    )


def hear_plainly(conversation: Conversation, inbound: Inbound) -> Heard:
    """A message as nlu takes it before the shop is known: enough for a command."""
    return Heard(text=inbound.body, now=inbound.sent_at, language=known_language(conversation))


def known_language(conversation: Conversation) -> str:
    """The language of the conversation as a BCP 47 tag: `hi`, `hi-Latn`."""
    return tag_of(conversation.language, conversation.script)


def understand(heard: Heard, products: tuple[Product, ...], by: Model | None = None) -> Understanding:
    """What a message means. Commands, known phrases and bare answers need no model.

    Raises NluUnavailable when it needs the model and the model is away.
    """
    return understand_heard(heard, products, by or model())


def _as_value(product: ShopProduct, usual: Decimal | None) -> Product:
    return Product(
        sku=product.sku,
        name=product.name,
        unit=product.unit,
        price=product.price.value,
        brand=product.brand,
        category=product.category,
        pack=product.pack,
        mrp=product.mrp.value if product.mrp is not None else None,
        cost=product.cost.value,
        aliases=product.own_names,
        daily_sales=product.daily_sales.value if usual is None else usual,
    )
