"""What each number of a message is: a quantity with its unit, a price, an amount, the price printed on a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from nlu.quantities.cues import CueReader
from nlu.quantities.figures import PARTS, Figure, together
from nlu.words.numbers import Number
from nlu.words.units import MEASURED

_RUPEE = 100
"""Paise of a rupee."""
_LEAST_SUM, _NEARBY = 20, 3
"""₹ from which "te" behind a number is rather "for", and how many words then stand behind the count."""


class FigureReader(CueReader):
    """Tells what the numbers of one message are, by the words beside them.

    `names_product(i)`: whether token `i` belongs to a product's name; `days`: the tokens that tell when.
    """

    def read(self, numbers: Sequence[Number]) -> list[Figure]:
        """A figure for each number in order, and one for each unit said without a number ("darjan ande")."""
        figures: list[Figure] = []
        self._starts = {number.start for number in numbers}
        self._ends = {number.end for number in numbers}
        self._digits = {number.start: number.value for number in numbers if number.in_digits}
        both = {i for _, a, b in self.lexicon.table("each_before").occurrences(self.tokens) for i in range(a, b)}
        for number in numbers:
            measures = self._after("units", number.end) is not None
            if number.start in both and not measures and (len(numbers) > 1 or self._products() != 1):
                # "দুটোই" is both of them, and no number of its own; Kannada's "erdu kilo" only sounds like both.
                continue
            # The "ek" of "150 rupaye ka ek" belongs to the price before it; that of "ek grahak" counts people.
            after_product = number.start > 0 and self.names_product(number.start - 1)
            counts_people = self._after("someone", number.end) is not None and not after_product
            if not counts_people and (not figures or number.start >= figures[-1].end):
                figures.append(self._figure(number))
        figures = self._with_paise(together([self._with_a_whole(figure) for figure in figures]))
        return sorted(figures + self._lone_units(figures), key=lambda figure: figure.start)

    def _with_a_whole(self, figure: Figure) -> Figure:
        """A part of a kilo or a litre behind the bare unit as that and one more: "kilo 300 gram", no "chini kilo 300 gram"."""
        whole = self._after("units", figure.start - 1) if figure.start else None
        part = PARTS.get((whole[0], figure.unit or "")) if whole is not None and figure.role == "quantity" else None
        at = figure.start - 1
        if whole is None or part is None or whole[1] != figure.start or at in self._ends:
            return figure
        if at and self.names_product(at - 1):
            return figure
        more = Decimal(part) * figure.value
        return replace(figure, start=at, value=1 + more, unit=whole[0]) if more < 1 else figure

    def _products(self) -> int:
        """How many stretches of words name a product."""
        named = [self.names_product(index) for index in range(len(self.tokens))]
        return sum(now and not before for before, now in pairwise((False, *named)))

    def _with_paise(self, figures: Sequence[Figure]) -> list[Figure]:
        """Figures with "20 rupees 50 paise" as one of 20.50."""
        joined: list[Figure] = []
        for figure in figures:
            last = joined[-1] if joined else None
            said = self._after("paise", figure.end)
            end = said[1] if said is not None else figure.end
            # Where paise are also money's name, they are the figure's already.
            paise = said is not None or self.lexicon.table("paise").match_before(self.tokens, end) is not None
            if last is not None and paise and last.end >= figure.start and last.role in ("money", "price"):
                whole = last.value == last.value.to_integral_value() and figure.value < _RUPEE
                if whole and self.lexicon.table("currency").match_before(self.tokens, last.end):
                    role = figure.role if figure.role in ("price", "amount") else last.role
                    joined[-1] = replace(last, end=end, value=last.value + figure.value / _RUPEE, role=role)
                    continue
            joined.append(figure)
        return joined

    def _figure(self, number: Number) -> Figure:
        start, end = number.start, number.end
        currency_before = self._before("currency", start)
        if currency_before in self._ends and (not number.in_digits or self._counts_the_next_line(currency_before, end)):
            # The rupees of "38 rupayige ondu" are the 38's.
            currency_before = None
        currency_after = self._after("currency", end)
        if currency_after is not None and self._is_rather_the_next(number, currency_after[1]):
            currency_after = None
        is_money = currency_before is not None or currency_after is not None
        start = currency_before if currency_before is not None else start
        end = currency_after[1] if currency_after is not None else end
        figure = Figure(start, end, number.value, "money" if is_money else "count")
        return self._by_price_cue(figure, is_money) or self._by_unit(figure, is_money) or self._by_amount_cue(figure)

    def _counts_the_next_line(self, last: int | None, end: int) -> bool:
        """Whether rupees between two lines are the first one's: "5 kola 25 taka 3 lebu 15 taka" sells three lemons.

        `last`: where the number before the rupees ends; `end`: where the one behind them does.
        """
        before = max((start for start in self._starts if last is not None and start < last), default=0)
        unit = self._after("units", end)
        counts = end < len(self.tokens) and (self.names_product(end) or unit is not None)
        follows = before > 0 and self.names_product(before - 1)
        return follows and counts

    def _is_rather_the_next(self, number: Number, index: int) -> bool:
        """Whether rupees between two numbers are the second's: "coke 2 rs 90", not "coke 90 rs 2"."""
        following = self._digits.get(index)
        counts = number.in_digits and number.start > 0 and self.names_product(number.start - 1)
        return counts and following is not None and number.value < following

    def _by_price_cue(self, figure: Figure, is_money: bool) -> Figure | None:
        before = self._before("price_before", figure.start)
        if before in self._starts and not is_money and self._is_measured(figure.end):
            # "One sack 50 kilo" tells what is in it.
            before = None
        paid = self._after("amount_for", figure.end) is not None
        if before in self._starts and before and paid and self.names_product(before - 1):
            # "Ponds onnu 110 ku": one of them, for 110.
            before = None
        per = self._per(figure.end, is_money or before is not None) or self._of_one(figure.end)
        after, of_unit = self._after("price_after", figure.end), self._for_a_unit(figure)
        if after is None and of_unit is not None:
            start = figure.start if before is None else before
            return replace(figure, role="price", start=start, end=of_unit[1], unit=of_unit[0])
        if figure.start > 1 and self._is_times(figure.start - 1):
            return replace(figure, role="price", start=figure.start - 1)
        if after is not None and self._is_of_the_next(after[1]) and self._before("price_before", after[1]) is not None:
            after = None
        if per is not None:
            return replace(
                figure, role="price", start=figure.start if before is None else before, end=per[1], unit=per[0]
            )
        counted = self._of_the_unit_before(figure)
        if after is not None and counted is not None:
            # "25 kilo flour came, kilo 32 each".
            return replace(counted, end=after[1])
        if after is not None:
            unit = self._after("units", after[1])
            # "62 ke bhav darjan" is for a dozen; "62 ke bhav 2 kilo chini" for what follows.
            last = unit is not None and self._ends_the_line(unit[1])
            start = figure.start if before is None else before
            if unit is not None and last:
                return replace(figure, role="price", start=start, end=unit[1], unit=unit[0])
            return replace(figure, role="price", start=start, end=after[1])
        if counted is not None:
            return counted
        if before is not None and (is_money or self._after("units", figure.end) is None):
            return replace(figure, role="price", start=before)
        return None

    def _ends_the_line(self, index: int) -> bool:
        """Whether hardly a verb and no product or number follows: "4100 de hisab quintal aayi"."""
        rest = range(index, len(self.tokens))
        return len(rest) <= 1 and not any(self.names_product(i) or i in self._starts for i in rest)

    def _is_measured(self, index: int) -> bool:
        unit = self._after("units", index)
        return unit is not None and unit[0] in MEASURED

    def _of_the_unit_before(self, figure: Figure) -> Figure | None:
        """Of "10 dozen eggs, dozen 60" the 60 as the price of a dozen."""
        found = self.lexicon.table("units").match_before(self.tokens, figure.start)
        start = figure.start - found[1] if found is not None else 0
        if found is None or start in self._ends or self.names_product(start) or self._after("units", figure.end):
            return None
        said = any(self._after("units", end) == (found[0], end + 1) for end in self._ends if end < start)
        return replace(figure, role="price", start=start, unit=found[0]) if said else None

    def _is_times(self, index: int) -> bool:
        """Whether an "x" stands between two numbers, how many and for how much: "15 x 7", no "2 x 500 g"."""
        between = self.tokens[index].lower in ("x", "*") and index in self._ends and index + 1 in self._starts
        return between and self._after("units", index + 2) is None

    def _for_a_unit(self, figure: Figure) -> tuple[str, int] | None:
        """ "146 kg ne", at 146 a kilo, after a quantity of its own."""
        unit = self._after("units", figure.end)
        after = self._after("unit_price_after", unit[1]) if unit is not None else None
        return (unit[0], after[1]) if unit and after and min(self._starts) < figure.start else None

    def _per(self, index: int, is_money: bool) -> tuple[str, int] | None:
        """ "/ kg", "per packet", and after rupees the unit alone: "40 rupaye kilo"."""
        per = self._after("per", index)
        unit = self._after("units", per[1] if per else index)
        # Bengali's "te" after rupees is "for", whatever it counts elsewhere: "640 taka te dilam".
        is_for = (
            per is None and unit is not None and unit[1] == index + 1 and self._after("amount_for", index) is not None
        )
        return unit if unit is not None and (per is not None or is_money) and not is_for else None

    def _of_one(self, index: int) -> tuple[str, int] | None:
        """ "60 na dozen", "42 ka kilo": rupees of one; no product follows, as in "20 ki 2 kilo chini"."""
        of = self._after("amount_of", index)
        unit = self._after("units", of[1]) if of is not None else None
        if unit is None or (unit[1] < len(self.tokens) and self.names_product(unit[1])):
            return None
        return unit

    def _by_unit(self, figure: Figure, is_money: bool) -> Figure | None:
        unit = self._after("units", figure.end)
        glued = self._after("glued", figure.start)
        if glued is not None and glued[1] == figure.end and not is_money:
            return replace(figure, role="quantity", unit=glued[0])
        if unit is None or is_money:
            return None
        if self._before("total", figure.start) is not None and self._after("amount_for", figure.end) is not None:
            # Bengali's "te" again: "mot 530 te dilam".
            return None
        if figure.value >= _LEAST_SUM and self._counted_at(figure.start) and self._after("amount_for", figure.end):
            # And behind a count of its own: "apel sowa kilo bikri 220 te".
            return None
        # "2 packet" counts packets; in "2 dozen packet" the second word adds nothing.
        again = self._after("units", unit[1])
        end = again[1] if again is not None and again[0] not in MEASURED and unit[0] not in ("pc",) else unit[1]
        return replace(figure, role="quantity", unit=unit[0], end=end)

    def _counted_at(self, index: int) -> bool:
        """Whether a number ends before `index` with no product and hardly a word between them."""
        ends = [end for end in self._ends if end < index]
        between = range(max(ends), index) if ends else range(0)
        return 0 < len(between) <= _NEARBY and not any(self.names_product(i) for i in between)

    def _by_amount_cue(self, figure: Figure) -> Figure:
        pack_price = self._after("pack_price", figure.end)
        said_last = pack_price is not None and pack_price[1] == len(self.tokens) and min(self._starts) < figure.start
        if pack_price is not None and (said_last or self._near_product(figure.start, pack_price[1])):
            return replace(figure, role="pack_price", end=pack_price[1])
        total_before = self._before("total", figure.start)
        total_after = self._after("total", figure.end)
        if total_after is not None and self._is_of_the_next(total_after[1]):
            total_after = None
        if total_before is not None and total_after is None and self._counts_the_next(figure, total_before):
            # "Bill 3 maggi": what is billed.
            total_before = None
        if total_before is not None or total_after is not None:
            start = figure.start if total_before is None else total_before
            return replace(figure, role="total", start=start, end=total_after[1] if total_after else figure.end)
        of = self._after("amount_of", figure.end)
        if of is not None and of[1] < len(self.tokens) and self.names_product(of[1]):
            return replace(figure, role="amount", end=of[1], of_next=True)
        if of is not None and figure.start > 0 and self.names_product(figure.start - 1) and of[1] not in self._starts:
            return replace(figure, role="amount", end=of[1])
        if of is not None and figure.role == "count" and self._tells_a_pack(figure, of[1]):
            return replace(figure, role="money", end=of[1])
        amount_for = self._after("amount_for", figure.end)
        if amount_for is not None:
            return replace(figure, role="amount", end=amount_for[1])
        amount_before = self._before("amount_before", figure.start)
        if amount_before is not None and self._counts_the_next(figure, amount_before):
            # "Order for 24 coke", though "sold maggi for 24" is money.
            return figure
        if amount_before is not None:
            return replace(figure, role="amount", start=amount_before)
        if figure.role == "money" and figure.end < len(self.tokens) and self.names_product(figure.end):
            # Or, where no such pack is sold, the rupees' worth of it: "40 rupees tomato".
            return replace(figure, role="pack_price", of_next=True)
        return figure

    def _counts_the_next(self, figure: Figure, cue: int) -> bool:
        """Whether a bare number behind the cue at `cue` counts the product behind it, and no product stands before."""
        counts = figure.role == "count" and figure.end < len(self.tokens) and self.names_product(figure.end)
        return counts and not self.names_product(cue - 1)

    def _tells_a_pack(self, figure: Figure, index: int) -> bool:
        """Whether rupees behind a product may tell the pack of what the next number counts: "parle g 10 rupayidu 24 bandide"."""
        behind = figure.start > 0 and self.names_product(figure.start - 1)
        return behind and self._after("currency", index + 1) is None

    def _lone_units(self, figures: Sequence[Figure]) -> list[Figure]:
        """Units without a number beside a product: "darjan ande" is one dozen; "2 sugar kg", "2 doodh ke packet" the 2's."""
        used = {index for figure in figures for index in range(figure.start, figure.end)}
        lone = []
        for index in range(len(self.tokens)):
            unit = self._after("units", index) if index not in used else None
            if unit is None:
                continue
            of = self._before("genitive", index)
            start = of if of is not None and of > 0 and self.names_product(of - 1) else index
            # "Parle g 5 wala darjan bhar": of the pack whose price stands between.
            told = any(figure.end == start and figure.role == "pack_price" for figure in figures)
            beside = (
                told
                or (start > 0 and self.names_product(start - 1))
                or (unit[1] < len(self.tokens) and self.names_product(unit[1]))
            )
            if beside:
                lone.append(Figure(start, unit[1], Decimal(0), "quantity", unit[0]))
        for index in range(len(self.tokens) - 1):
            # Punjabi's "pa haldi" is a quarter of it, "3 bournvita pa deo" puts them down.
            quarter = index not in used and self._after("quarter_before", index) is not None
            if quarter and self.names_product(index + 1) and not (index and self.names_product(index - 1)):
                lone.append(Figure(index, index + 1, Decimal(0), "quantity", "quarter"))
        return lone
