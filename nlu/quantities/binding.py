"""Which number belongs to which product.

Quantities bind to products in the order said, whichever comes first ("2 dahi 1 doodh", "maggi 5 coke 2"); prices and
amounts bind to the line that they follow, or to the product that they name ("20 rupaye ki chini").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from nlu.lexicon import Lexicon
from nlu.names.products import Catalogue, Mention
from nlu.quantities.containers import with_contents, without_containers
from nlu.quantities.figures import Figure
from nlu.quantities.lines import Line, choose, unit_of_hundreds
from nlu.quantities.packs import set_pack_prices, set_packs
from nlu.quantities.sharing import (
    of_each,
    rate_of_each,
    rates_by_unit,
    rates_for_one,
    sum_at_the_end,
    without_sums,
    without_told,
)
from nlu.spelling.tokens import Token
from nlu.words.units import BULK, convert

_CROSSING, _AGAINST_THE_ORDER = 3, 2
# Leaving a product without a number costs more than any distance between the two.
_ALONE = 100
_MEASURE_ALONE = 10
"""What it costs more to leave a measure without a product: a bare number may still be rupees."""

_LEAST_SUM, _ABOUT = 10, Decimal("0.25")
"""₹ from which a bare number may be what a measure costs, and how near the usual it is then."""
_PRICE_WORDS = 2
"""Tokens of the price that tells a pack: "5 wala"."""

Matches = tuple[int, list[tuple[Line, Figure]]]
"""What pairing lines with figures costs, and the pairs."""


@dataclass
class Bound:
    """The lines of a message and what was left over."""

    lines: list[Line] = field(default_factory=list)
    unbound: list[Figure] = field(default_factory=list)
    total: Decimal | None = None


def bind(
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
    catalogue: Catalogue,
    tokens: Sequence[Token],
    lexicon: Lexicon,
) -> Bound:
    """Give every figure to a line, in the way that leaves least unused and crosses fewest commas."""
    bound = Bound([Line(mention) for mention in mentions])
    figures = with_contents(bound.lines, figures, catalogue, tokens, lexicon)
    figures = set_pack_prices(bound.lines, figures, catalogue, tokens, lexicon)
    figures = set_packs(bound.lines, figures, catalogue, tokens, lexicon)
    figures = _set_lone_units(bound.lines, figures, catalogue, tokens, lexicon)
    figures = without_containers(bound.lines, figures, catalogue, tokens, lexicon)
    each = of_each(bound.lines, figures, tokens, lexicon)
    if each is not None:
        for line in bound.lines:
            line.quantity = each
        return bound
    rate = rate_of_each(bound.lines, figures, tokens, lexicon)
    if rate is not None:
        figures = [figure for figure in figures if figure.start != rate.start]
    paid = sum_at_the_end(bound.lines, figures, catalogue)
    if paid is not None:
        figures = [replace(figure, role="total") if figure is paid else figure for figure in figures]
    counts = [figure for figure in figures if figure.role in ("count", "quantity")]
    separators = _separators(tokens, lexicon, figures, mentions)
    counts = without_sums(bound.lines, counts, separators)
    for line, figure in _match(without_told(bound.lines, figures, counts), counts, separators):
        line.quantity = figure
    for line in bound.lines if rate is not None else ():
        line.money = rate
    used = {id(line.quantity) for line in bound.lines}
    rest = rates_for_one(bound.lines, [figure for figure in figures if id(figure) not in used])
    _bind_money(bound, rates_by_unit(bound.lines, rest, catalogue), catalogue)
    return bound


def _set_lone_units(
    lines: list[Line], figures: list[Figure], catalogue: Catalogue, tokens: Sequence[Token], lexicon: Lexicon
) -> list[Figure]:
    """A unit without a number beside a product that has a count: "SALE 2 SUGAR KG"."""
    kept = []
    for figure in figures:
        if figure.role != "quantity" or figure.value:
            kept.append(figure)
            continue
        if figure.unit in BULK and lexicon.table("supplier_after").match(tokens, figure.end) is not None:
            # "Chaar ande tray se gire": where they fell from.
            continue
        line = next((x for x in lines if x.mention.end == figure.start), None)
        line = line or next((x for x in lines if x.mention.start == figure.end), None)
        line = line or next(
            (x for x in lines if x.pack_price and 0 < figure.start - x.mention.end <= _PRICE_WORDS), None
        )
        if line is None:
            continue
        edges = {line.mention.start, line.mention.end, figure.start, figure.end}
        counts = [f for f in figures if f.role == "count"]
        beside = [f for f in counts if edges & {f.start, f.end} and not _is_anothers(f, line, lines, counts)]
        if any(not _is_worth_of_one(f, figure, line, catalogue) for f in beside):
            line.unit = figure.unit
        elif figure.unit in ("kg", "l", "dozen", "pair", "quarter"):
            kept.append(Figure(figure.start, figure.end, Decimal(1), "quantity", figure.unit))
    return kept


def _is_worth_of_one(count: Figure, lone: Figure, line: Line, catalogue: Catalogue) -> bool:
    """Whether a number behind a product is what one of the unit before it costs: "dozen bananas 60", "pav jeera 105"."""
    product = choose(line, catalogue)[0]
    one = convert(Decimal(1), lone.unit, product) if product is not None else None
    if product is None or one is None or lone.end != line.mention.start or count.start != line.mention.end:
        return False
    worth = one * product.price
    return count.value >= _LEAST_SUM and abs(count.value - worth) <= worth * _ABOUT


def _is_anothers(figure: Figure, line: Line, lines: list[Line], counts: list[Figure]) -> bool:
    """Whether a number beside a line is rather another's: in "kilo chini aadha dal" the half is the dal's.

    "Lemon 6 coconut 2 banana dozen" has its numbers behind what they count.
    """
    if figure.end == line.mention.start:
        behind = counts[0].start > lines[0].mention.start
        return behind and any(other.mention.end == figure.start for other in lines)
    return figure.start == line.mention.end and any(other.mention.start == figure.end for other in lines)


def _separators(
    tokens: Sequence[Token], lexicon: Lexicon, figures: Sequence[Figure], mentions: Sequence[Mention]
) -> list[int]:
    used = {i for figure in figures for i in range(figure.start, figure.end)}
    used |= {i for mention in mentions for i in range(mention.start, mention.end)}
    table = lexicon.table("separators")
    return [i for i in range(len(tokens)) if i not in used and table.match(tokens, i) is not None]


def _match(lines: list[Line], counts: list[Figure], separators: list[int]) -> list[tuple[Line, Figure]]:
    """Lines with their counts, in the direction (number first or product first) that costs least."""
    if not lines or not counts:
        return []
    best: Matches | None = None
    for number_first in (counts[0].start < lines[0].mention.start, counts[0].start > lines[0].mention.start):
        found = _cheapest(lines, counts, separators, number_first)
        if best is None or found[0] < best[0]:
            best = found
    return best[1] if best else []


def _cheapest(lines: list[Line], counts: list[Figure], separators: list[int], number_first: bool) -> Matches:
    """Dynamic programming over lines and counts in order; leaving either alone costs more than any distance."""
    table: list[list[Matches]] = [[(0, [])] * (len(counts) + 1) for _ in range(len(lines) + 1)]
    for i in range(len(lines) + 1):
        for j in range(len(counts) + 1):
            options: list[Matches] = [] if i or j else [(0, [])]
            if i:
                options.append((table[i - 1][j][0] + _ALONE, table[i - 1][j][1]))
            if j:
                alone = _ALONE + (_MEASURE_ALONE if counts[j - 1].role == "quantity" else 0)
                options.append((table[i][j - 1][0] + alone, table[i][j - 1][1]))
            if i and j:
                cost = _cost(lines[i - 1], counts[j - 1], separators, number_first)
                before = table[i - 1][j - 1]
                options.append((before[0] + cost, [*before[1], (lines[i - 1], counts[j - 1])]))
            table[i][j] = min(options, key=lambda option: option[0])
    return table[-1][-1]


def _cost(line: Line, figure: Figure, separators: list[int], number_first: bool) -> int:
    mention = line.mention
    is_first = figure.start < mention.start
    spans = (*((line.pack_span,) if line.pack_span is not None else ()), (mention.start, mention.end))
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    low, high = (figure.end, first) if is_first else (last, figure.start)
    crossed = sum(1 for index in separators if low <= index < high)
    return max(high - low, 0) + crossed * _CROSSING + (_AGAINST_THE_ORDER if is_first != number_first else 0)


def _bind_money(bound: Bound, figures: list[Figure], catalogue: Catalogue) -> None:
    """Rupees to the line they follow or name; a total of several lines to the message."""
    monies = [figure for figure in figures if figure.role != "quantity" and figure.value]
    bound.unbound = [figure for figure in figures if figure.role == "quantity"]
    for figure in monies:
        if not bound.lines:
            bound.unbound.append(figure)
        elif len(bound.lines) > 1 and (figure.role == "total" or _is_total(figure, monies, bound, catalogue)):
            bound.total = figure.value
        else:
            line = _line_for(figure, bound.lines)
            if line is not None and line.money is not None:
                # "50 rupees of onions, another 20 for chillies": what stands right after it and has no rupees yet.
                line = next((x for x in bound.lines if x.mention.start == figure.end and x.money is None), line)
            if line is None or line.money is not None:
                bound.unbound.append(figure)
            else:
                line.money = figure


def _line_for(figure: Figure, lines: list[Line]) -> Line | None:
    after = [line for line in lines if line.mention.start >= figure.end]
    before = [line for line in lines if line.mention.end <= figure.start]
    if figure.of_next and after:
        return after[0]
    return before[-1] if before else after[0] if after else None


def _is_total(figure: Figure, monies: list[Figure], bound: Bound, catalogue: Catalogue) -> bool:
    """Whether the only amount, behind several lines or before them, is rather the sum of all than that of the line beside it.

    "60 rs re 1 marie gold 2 monaco gala".
    """
    behind = all(line.mention.start < figure.end for line in bound.lines)
    before = figure.role in ("amount", "money") and all(line.mention.start >= figure.end for line in bound.lines)
    if figure.of_next or figure.role not in ("amount", "money", "count") or len(monies) > 1 or not (behind or before):
        return False
    worths = [_worth(line, catalogue) for line in bound.lines]
    if any(worth is None for worth in worths):
        return False
    whole, beside = sum(worth or Decimal(0) for worth in worths), worths[-1 if behind else 0] or Decimal(0)
    return bool(beside) and abs(figure.value - whole) < abs(figure.value - beside)


def _worth(line: Line, catalogue: Catalogue) -> Decimal | None:
    product = choose(line, catalogue)[0]
    if product is None or line.quantity is None:
        return None
    unit = line.quantity.unit or line.unit or unit_of_hundreds(line.quantity, product)
    quantity = convert(line.quantity.value, unit, product)
    return quantity * product.price if quantity is not None else None
