"""A local event as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Spell:
    """A local event and its days, both included."""

    kind: str
    """One of `rules.KINDS`."""
    first: date
    last: date
    expected: str | None = None
    """One of `rules.EXPECTED`: what the retailer thinks it will do; None when they did not say."""
