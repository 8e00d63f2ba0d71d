"""How a figure stands against that of the time before."""

from __future__ import annotations

from actions.contract import Phrase
from domain.reports.rules import percent_of
from domain.values import ZERO_MONEY, Money

_TOO_FAR = 300
"""Percent from which on a comparison says nothing: the shop has only begun, or was closed."""


def compared(now: Money, before: Money) -> tuple[Phrase, ...]:
    """A note of how much more or less `now` is than `before`; none where there is nothing to compare with."""
    change = percent_of(now - before, before)
    if before <= ZERO_MONEY or change is None or change > _TOO_FAR:
        return ()
    if not change:
        return (Phrase("compared.same", {"before": before}),)
    grown = change > 0
    return (Phrase("compared.more" if grown else "compared.less", {"percent": abs(change), "before": before}),)
