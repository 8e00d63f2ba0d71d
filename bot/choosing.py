"""By which way a message goes: as free text, as an approved template, by SMS. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Way = Literal["text", "template", "sms", "nothing"]


@dataclass(frozen=True)
class Prices:
    """What a message costs, in rupees."""

    template: Decimal
    segment: Decimal
    most: Decimal
    """What a message that is not critical may cost at most, sent another way than asked for."""


@dataclass(frozen=True)
class Means:
    """What could carry a WhatsApp message."""

    free_text: bool
    """The person wrote less than 24 hours ago."""
    template: bool
    """WhatsApp approved a text for it."""
    segments: int | None
    """Segments that it would take by SMS; None for a person without a number, and where nobody carries SMS."""


def choose(kind: str, severity: str, means: Means, prices: Prices) -> Way:
    """The way of a message: free text where it is taken; else, of template and SMS, the cheaper one.

    A critical alert goes whatever it costs, and as a template first, which shows where the person looks. What is only
    informational is never paid for.
    """
    if means.free_text:
        return "text"
    if severity == "informational":
        return "nothing"
    costs: dict[Way, Decimal] = {}
    if means.template:
        costs["template"] = prices.template
    if means.segments is not None:
        costs["sms"] = prices.segment * means.segments
    if not costs:
        return "nothing"
    if kind == "alert" and severity == "critical":
        return "template" if means.template else "sms"
    cheapest = min(costs, key=lambda way: costs[way])
    return cheapest if costs[cheapest] <= prices.most else "nothing"
