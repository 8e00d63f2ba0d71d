"""Figures that mean more, or less, than one line's number: "2 each", "24 at one 17", "all of it 535"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlu.lexicon import Lexicon
from nlu.names.products import Catalogue, Mention
from nlu.quantities.figures import Figure
from nlu.quantities.lines import Line, choose
from nlu.spelling.tokens import Token
from nlu.words.units import MEASURED, convert

_LEAST_SUM, _NEARLY, _ABOUT = 20, Decimal("0.1"), Decimal("0.3")
_NEAR = 1
"""Words that may stand between rupees and their being handed over."""


def of_each(
    lines: Sequence[Line], figures: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon
) -> Figure | None:
    """The one number of several products that is every one's: "lays and kurkure 5 each", "lays ne kurkure panch panch"."""
    said = [figure for figure in figures if figure.value]
    numbers = without_doubled(said)
    if len(lines) < 2 or len(numbers) != 1:
        return None
    (figure,) = numbers
    span = tokens[figure.start : figure.end]
    in_rupees = bool(lexicon.table("currency").occurrences(span))
    if in_rupees or figure.role not in ("count", "quantity", "price"):
        return None
    after = any(lexicon.table("each").match(tokens, index) for index in range(figure.start + 1, figure.end + 1))
    before = any(lexicon.table("each_before").match_before(tokens, index) for index in range(figure.start, figure.end))
    doubled = len(said) > 1 or (figure.end < len(tokens) and tokens[figure.end].lower == tokens[figure.end - 1].lower)
    # A number between the products is rather the first one's: "maggi 2 kore lux".
    outside = any(line.mention.start >= figure.end for line in lines) and any(
        line.mention.end <= figure.start for line in lines
    )
    if outside or not (after or before or doubled):
        return None
    return replace(figure, role="quantity") if figure.unit else replace(figure, role="count")


def without_doubled(figures: Sequence[Figure]) -> list[Figure]:
    """The figures with a number that is said twice over as one: "40 40 aali", "ਪੰਜਾਹ ਪੰਜਾਹ ਕਿੱਲੋ ਦੀਆਂ"."""
    kept: list[Figure] = []
    for figure in figures:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.role in ("count", "total")
            and (last.value, last.end) == (figure.value, figure.start)
        ):
            kept[-1] = replace(figure, start=last.start)
        else:
            kept.append(figure)
    return kept


def rate_of_each(
    lines: Sequence[Line], figures: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon
) -> Figure | None:
    """The price that is every line's, each having a count of its own: "lays 40, kurkure 30, both at 17"."""
    numbers = [figure for figure in figures if figure.value]
    if (
        len(lines) < 2
        or len(numbers) != len(lines) + 1
        or numbers[-1].role not in ("count", "money", "price", "quantity")
    ):
        return None
    last, counts = numbers[-1], numbers[:-1]
    behind = all(line.mention.end <= last.start for line in lines)
    both = lexicon.table("each_before").match_before(tokens, last.start) is not None
    after = any(lexicon.table("each").match(tokens, index) for index in (last.end - 1, last.end) if index < len(tokens))
    counted = all(figure.role in ("count", "quantity") for figure in counts)
    # "Lays 24, kurkure 24, 17 each": behind the comma it is no one's own.
    both = both or (after and lexicon.table("separators").match(tokens, last.start - 1) is not None)
    return (
        replace(last, role="price", unit=None)
        if behind and counted and both and (after or last.role != "quantity")
        else None
    )


def sum_at_the_end(lines: Sequence[Line], figures: Sequence[Figure], catalogue: Catalogue) -> Figure | None:
    """A last bare number that is about what all the lines together are worth: "2 oil, one ghee, 535 came".

    A line without a number of its own is one piece.
    """
    numbers = [figure for figure in figures if figure.value]
    if len(lines) < 2 or not numbers:
        return None
    last = numbers[-1]
    if last.role != "count" or last.value < _LEAST_SUM or any(line.mention.start >= last.start for line in lines):
        return None
    counts = [figure for figure in numbers[:-1] if figure.role in ("count", "quantity")]
    if len(counts) < len(numbers) - 1:
        return None
    worth = Decimal(0)
    for line in lines:
        product = choose(line, catalogue)[0]
        beside = [f for f in counts if f.end == line.mention.start] or [
            f for f in counts if f.start == line.mention.end
        ]
        if product is None or not (beside or product.unit == "pc"):
            return None
        said = beside[0] if beside else None
        quantity = convert(said.value, said.unit, product) if said else Decimal(1)
        if quantity is None:
            return None
        worth += quantity * product.price
    return last if worth and abs(last.value - worth) <= worth * _NEARLY else None


def part_paid(
    lines: Sequence[Mention], figures: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon
) -> Figure | None:
    """Rupees that were handed over for goods whose rest is owed: "aloo pyaz liya 100 diya baki udhaar"."""
    rest = [start for _, start, _ in lexicon.table("rest").occurrences(tokens)]
    handed = [(start, end) for _, start, end in lexicon.table("handed").occurrences(tokens)]
    edges = {edge for mention in lines for edge in (mention.start, mention.end)}
    for figure in reversed(figures):
        counts = figure.role == "count" and edges & {figure.start, figure.end}
        if not figure.value or figure.role not in ("count", "money", "amount") or counts:
            continue
        given = any(0 <= start - figure.end <= _NEAR or 0 <= figure.start - end <= _NEAR for start, end in handed)
        if given and any(start >= figure.end for start in rest):
            return figure
        if figure.role != "amount" and any(start == figure.end for start, _ in handed) and edges:
            # "2 kilo aata udhaar liya, 100 diye".
            return figure
    return None


def parts_of(values: Sequence[Figure], tokens: Sequence[Token], lexicon: Lexicon) -> list[Figure]:
    """Of "2000 me se 1500 diye", "1500 out of 2000" only the part."""
    after, before = lexicon.table("out_of_after"), lexicon.table("out_of_before")
    part = [
        figure
        for figure in values
        # A lone "me" after rupees is already part of the figure; "me se" begins with it.
        if after.match(tokens, figure.end) is None
        and after.match(tokens, figure.end - 1) is None
        and before.match_before(tokens, figure.start) is None
    ]
    return part or list(values)


def whole_of(paid: Figure, figures: Sequence[Figure]) -> Figure | None:
    """Rupees that goods without a name are worth, of which a part is `paid`: "300 ka saman liya, 100 diya baki udhaar"."""
    before = [
        figure
        for figure in figures
        if figure.end <= paid.start
        and figure.value > paid.value
        and figure.role in ("count", "money", "amount", "total")
    ]
    return max(before, key=lambda figure: figure.value, default=None)


def of_the_before(lines: list[Line], figures: list[Figure]) -> list[Figure]:
    """Rupees that stand behind each product in turn are of it, whatever follows: "kanda 50 ku thakkali 30 ku mirchi 10 ku"."""
    values = [figure for figure in figures if figure.value]
    in_turn = len(values) == len(lines) > 1 and all(
        line.mention.end == figure.start for line, figure in zip(lines, values, strict=True)
    )
    if not in_turn:
        return figures
    return [replace(f, of_next=False, role="amount" if f.of_next or f.role == "money" else f.role) for f in figures]


def without_told(lines: list[Line], figures: list[Figure], counts: list[Figure]) -> list[Line]:
    """The lines without those that rupees before them tell, where counts are fewer: "20 rupaye ki mirchi do nimbu"."""
    told = {figure.end for figure in figures if figure.role == "amount" and figure.of_next}
    return [line for line in lines if line.mention.start not in told] if len(counts) < len(lines) else lines


def without_sums(lines: Sequence[Line], counts: list[Figure], separators: Sequence[int]) -> list[Figure]:
    """The counts without a number between a line's own count and a comma: the 40 of "lemon 10 40, chilli 100 g, ginger"."""
    kept = []
    for index, figure in enumerate(counts):
        own = counts[index - 1] if index else None
        counted = own is not None and own.end == figure.start and any(x.mention.end == own.start for x in lines)
        if not (counted and len(lines) > 1 and figure.role == "count" and figure.end in separators):
            kept.append(figure)
    return kept


def rates_for_one(lines: Sequence[Line], figures: Sequence[Figure]) -> list[Figure]:
    """Without a "one" that no line counts: before rupees it makes them a price ("24 came, one 17"), else it is an article."""
    kept: list[Figure] = []
    for index, figure in enumerate(figures):
        previous = figures[index - 1] if index else None
        if _is_lone_one(figure) and all(line.quantity or line.money for line in lines):
            continue
        of_one = previous is not None and _is_lone_one(previous) and previous.end == figure.start
        several = any(line.quantity is not None and line.quantity.value != 1 for line in lines)
        following = figures[index + 1] if index + 1 < len(figures) else None
        of_one = of_one or (following is not None and _is_lone_one(following) and following.start == figure.end)
        is_price = of_one and several and figure.role in ("count", "money", "amount")
        kept.append(replace(figure, role="price") if is_price else figure)
    return kept


def rates_by_unit(lines: Sequence[Line], figures: Sequence[Figure], catalogue: Catalogue) -> list[Figure]:
    """Of "jeera 5 kilo laya, 360 kilo" the second measure as what a kilo costs."""
    kept: list[Figure] = []
    for figure in figures:
        before = [line for line in lines if line.quantity is not None and line.quantity.end <= figure.start]
        line = before[-1] if before and figure.role == "quantity" and figure.unit in MEASURED else None
        said = line.quantity if line is not None else None
        product = choose(line, catalogue)[0] if line is not None and line.money is None else None
        same = said is not None and said.unit == figure.unit and product is not None and product.unit == figure.unit
        usual = product.price if product is not None else None
        near = same and usual and figure.value >= _LEAST_SUM and abs(figure.value - usual) <= usual * _ABOUT
        kept.append(replace(figure, role="price") if near else figure)
    return kept


def _is_lone_one(figure: Figure) -> bool:
    return figure.role == "count" and figure.value == 1
