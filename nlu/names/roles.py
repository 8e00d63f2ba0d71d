"""Names under the role that an intent has: a payment has a customer and no supplier, whatever the model called the name."""

from __future__ import annotations

from dataclasses import replace

from nlu import groups
from nlu.contract import Parse

ROLES = {
    "customer": groups.CUSTOMERS | groups.BUYERS,
    "supplier": groups.SUPPLIERS,
    "shop": groups.SHOPS,
}
"""Whom a frame may name, and the intents that do."""


def fitting(parse: Parse) -> Parse:
    """The parse with its names in the one role that its intent has, where none is in it; the parse itself otherwise.

    "got 1200 from Venkat" sounds like a supplier, "sonu se 15 dairy milk uthaye" like a customer.
    """
    wanted = [role for role, intents in ROLES.items() if parse.intent in intents]
    others = set(ROLES) - set(wanted)
    named = {entity.name for entity in parse.entities}
    if len(wanted) != 1 or wanted[0] in named or not named & others:
        return parse
    entities = tuple(replace(e, name=wanted[0]) if e.name in others else e for e in parse.entities)
    return replace(parse, entities=entities)
