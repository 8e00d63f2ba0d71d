"""The words beside the numbers of a message: which cue, and whether a product, stands before or behind one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token


class CueReader:
    """Looks for cues beside the numbers of one message.

    `names_product(i)`: whether token `i` belongs to a product's name; `days`: the tokens that tell when.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        lexicon: Lexicon,
        names_product: Callable[[int], bool],
        days: frozenset[int] = frozenset(),
    ) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.names_product = names_product
        self._days = days
        self._starts: set[int] = set()
        self._ends: set[int] = set()
        self._digits: dict[int, Decimal] = {}

    def _after(self, table: str, index: int) -> tuple[str, int] | None:
        """What `table` has at `index`, and the index after it; a word of a product's name or of a day is no cue."""
        if index >= len(self.tokens) or self.names_product(index) or index in self._days:
            return None
        found = self.lexicon.table(table).match(self.tokens, index)
        return (found[0], index + found[1]) if found else None

    def _before(self, table: str, end: int) -> int | None:
        """Where a phrase of `table` that ends at `end` starts."""
        if end <= 0 or self.names_product(end - 1) or end - 1 in self._days:
            # The "rate" of Bengali's "kal rate 4 ta" is last night.
            return None
        found = self.lexicon.table(table).match_before(self.tokens, end)
        return end - found[1] if found else None

    def _is_of_the_next(self, index: int) -> bool:
        """Whether a total's word stands before another number: in "coke 2 total 250" it is the 250's."""
        currency = self._after("currency", index)
        return index in self._starts or (currency is not None and currency[1] in self._starts)

    def _near_product(self, start: int, end: int) -> bool:
        before = start > 0 and self.names_product(start - 1)
        after = end < len(self.tokens) and (self.names_product(end) or end in self._starts)
        return before or after
