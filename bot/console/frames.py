"""The frame that a person gives a message, from the fields of a form. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import yaml

from nlu.model.evaluate import INTENTS

PEOPLE = ("customer", "supplier", "shop")
ITEM_FIELDS = ("sku", "text", "quantity", "price", "amount")
_HIGHEST = Decimal(10_000_000)


class BadFrame(ValueError):
    """A field that can't be so. The message is a key of words/."""


@cache
def intents() -> tuple[dict[str, Any], ...]:
    """The rows of `nlu/intents.yml`."""
    return tuple(yaml.safe_load(INTENTS.read_text(encoding="utf-8")))


@cache
def entities_of(intent: str) -> frozenset[str]:
    """What may be named in a message of the intent: `product`, `customer` …"""
    return frozenset(next(row["entities"] for row in intents() if row["name"] == intent))


def make(
    intent: str,
    items: Sequence[Mapping[str, str]],
    fields: Mapping[str, str],
    heard: Mapping[str, Any],
    skus: frozenset[str],
) -> dict[str, Any]:
    """The frame of `intent` with what the form says; of what it does not ask about (period, date …), what was heard, where
    the intent was heard right.

    Items without anything in them are left out. Raises BadFrame.
    """
    if intent not in {row["name"] for row in intents()}:
        raise BadFrame("labels.no_intent")
    frame: dict[str, Any] = {}
    if heard.get("intent") == intent:
        asked = {"intent", "language", "script", "items", "amount", "credit", "confirm", *PEOPLE}
        frame |= {name: value for name, value in heard.items() if name not in asked}
    if "product" in entities_of(intent):
        lines = [line for line in (_item(item, skus) for item in items) if line]
        if lines:
            frame["items"] = lines
    frame |= {name: fields[name].strip() for name in PEOPLE if fields.get(name, "").strip()}
    if fields.get("credit"):
        frame["credit"] = True
    if fields.get("amount", "").strip():
        frame["amount"] = _number(fields["amount"])
    return frame


def _item(given: Mapping[str, str], skus: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: given.get(name, "").strip() for name in ITEM_FIELDS}
    if not any(found.values()):
        return {}
    if found["sku"] and found["sku"] not in skus:
        raise BadFrame("labels.no_product")
    for name in ("quantity", "price", "amount"):
        found[name] = _number(found[name]) if found[name] else ""
    said = {name: value for name, value in found.items() if value}
    # As product.md has it: null when no product fits.
    return {"sku": None, **said}


def _number(text: str) -> str:
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise BadFrame("labels.no_number") from None
    if not value.is_finite() or not 0 < value < _HIGHEST:
        raise BadFrame("labels.no_number")
    return f"{value.normalize():f}"
