"""How likely a message was understood wrong, from what its reading looks like: the weights are fitted, not felt.

`vyapari calibrate-nlu` fits them on tests/languages and writes `risk.yml`; `vyapari test-nlu` shows what comes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from math import exp, log
from pathlib import Path
from typing import Any

import yaml

from nlu.contract import Item, Parse, Product
from nlu.names.roles import ROLES
from nlu.reading import Reading

WEIGHTS = Path(__file__).parent / "risk.yml"
_LOGIT_OF_CERTAINTY = 7.0
_SHORT = 5
"""Words of a message in which every strange one counts whole."""


def signals(parse: Parse, reading: Reading, products: Mapping[str, Product]) -> dict[str, float]:
    """What of a reading tells whether it is right, each a number of about 0 to 3, 0 where nothing is suspicious."""
    frame = reading.frame
    numbers = 0 if frame.intent == "send_reminder" else reading.numbers_left
    rivals = [chance for name, chance in parse.ranking if name != parse.intent]
    labels = [entity for entity in parse.entities if entity.name == "product"]
    named = {entity.name for entity in parse.entities}
    odd = _at_odds(parse, reading)
    skus = [item.sku for item in frame.items if item.sku]
    many = max(len(frame.items) - 1, 0) / 2
    new = frame.intent == "add_product"
    words = max(reading.words, 1)
    return {
        "intent": min(max(_LOGIT_OF_CERTAINTY - _logit(parse.confidence), 0.0), 10.0) / 3,
        "doubtful_name": max((1 - e.confidence for e in parse.entities if e.name in ROLES), default=0.0) * 2,
        "doubtful_product": max((1 - entity.confidence for entity in labels), default=0.0) * 2,
        "rival": max(rivals, default=0.0) * 3,
        "language": (1 - parse.languages[0][1]) * 2 if parse.languages else 0.0,
        "leftover_numbers": float(min(numbers, 2)),
        # A story has words that tell nothing: of 25 words three strange ones are less odd than of five.
        "strange_words": min(len(reading.strange), 3) * min(1.0, _SHORT / words),
        "unknown_words": min(len(reading.unknown), 3) * min(1.0, _SHORT / words),
        "beside_name": float(min(reading.beside_name, 2)),
        "taker_untold": float(reading.taker_untold),
        "lost": float(min(reading.lost, 2)),
        "twice": float(len(skus) > len(set(skus))),
        "unused_words": 2 * min(len(reading.unused), 8) / words,
        "unknown_products": 0.0 if new else float(min(sum(_is_unknown(item) for item in frame.items), 2)),
        "labelled_but_not_found": float(min(max(len(labels) - len(frame.items), 0), 2)),
        "found_but_not_labelled": float(min(max(len(frame.items) - len(labels), 0), 2)),
        "labels_at_odds": float(min(odd, 3)),
        "guessed_name": float(any(getattr(frame, name) and name not in named for name in ROLES)),
        "label_without_name": float(_name_is_lost(parse, reading)),
        "price": max((_off_price(item, products) for item in frame.items), default=0.0),
        "many_without_numbers": many and float(min(sum(_has_no_number(item) for item in frame.items), 2)),
        "correction": float(frame.intent == "correct_last"),
    }


def _is_unknown(item: Item) -> bool:
    return item.sku is None and bool(item.text)


def _has_no_number(item: Item) -> bool:
    return item.quantity is None and item.amount is None and item.price is None


def _at_odds(parse: Parse, reading: Reading) -> int:
    """How many products the model and the catalogue see in different words."""
    labelled = {entity.value.casefold() for entity in parse.entities if entity.name == "product"}
    found = {item.text.casefold() for item in reading.frame.items if item.text}
    return len(labelled ^ found)


def _name_is_lost(parse: Parse, reading: Reading) -> bool:
    """Whether the model sees a name that the frame does not have, and that is no product of it."""
    goods = " ".join(item.text.casefold() for item in reading.frame.items)
    return any(
        entity.name in ROLES and not getattr(reading.frame, entity.name) and entity.value.casefold() not in goods
        for entity in parse.entities
    )


def _logit(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return log(kept / (1 - kept))


def _off_price(item: Item, products: Mapping[str, Product]) -> float:
    """How far a price said lies from the usual: 1 for 2.7 times or as little of it."""
    product = products.get(item.sku or "")
    price = item.price_of_one
    if product is None or not product.price or price is None or price <= 0:
        return 0.0
    return min(abs(log(float(price / Decimal(product.price)))), 3.0)


def risk(told: Mapping[str, float]) -> float:
    """The chance, 0 to 1, that a message with these signals was understood wrong."""
    weights = fitted()["weights"]
    total = fitted()["bias"] + sum(weights[name] * value for name, value in told.items())
    return 1 / (1 + exp(-min(max(total, -30.0), 30.0)))


def limit() -> float:
    """The risk from which a message that writes is asked about first."""
    return float(fitted()["ask_from"])


@lru_cache(maxsize=1)
def fitted() -> dict[str, Any]:
    """What `risk.yml` holds."""
    return dict(yaml.safe_load(WEIGHTS.read_text(encoding="utf-8")))
