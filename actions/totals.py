"""A total shared out among lines, exact to the paisa. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from domain.values import ZERO_MONEY, Money

_PAISA = Decimal("0.01")


def share_out(total: Money, weights: Sequence[Money]) -> list[Money]:
    """`total` in proportion to `weights`; the parts sum to it exactly. Equal parts when the weights sum to nothing.

    Each part is cut to the paisa, and what is left over goes, a paisa each, to those that lost most: the largest
    remainder method. Raises ValueError for no weights.
    """
    if not weights:
        raise ValueError("a total cannot be shared out among nobody")
    whole = sum((weight.value for weight in weights), Decimal(0))
    shares = [weight.value / whole if whole else Decimal(1) / len(weights) for weight in weights]
    exact = [total.value * share for share in shares]
    parts = [value.quantize(_PAISA, ROUND_FLOOR) for value in exact]
    missing = int((total.value - sum(parts, Decimal(0))) / _PAISA)
    by_loss = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_loss[:missing]:
        parts[i] += _PAISA
    return [Money(part) for part in parts]


def settle_total(total: Money, amounts: Sequence[Money], said: Sequence[bool]) -> list[Money]:
    """The lines' amounts so that they sum to a `total` that was said for all of them together.

    Lines whose own amount or price was said (`said`) keep it as long as the others can take up the difference; else
    every line gives in proportion.
    """
    kept = sum((amount for amount, own in zip(amounts, said, strict=True) if own), ZERO_MONEY)
    free = [i for i, own in enumerate(said) if not own]
    if free and len(free) < len(amounts) and total > kept:
        settled = list(amounts)
        for i, part in zip(free, share_out(total - kept, [amounts[i] for i in free]), strict=True):
            settled[i] = part
        return settled
    return share_out(total, amounts)
