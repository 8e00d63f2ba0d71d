"""Containers of which is told what is in them: "2 peti 24 wali" are 48, "2 sacks, 50 kilo each" 100, "ek bori 50 kilo" 50."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from nlu.lexicon import Lexicon
from nlu.names.products import Catalogue
from nlu.quantities.figures import Figure, Role
from nlu.quantities.lines import Line, choose
from nlu.quantities.sharing import without_doubled
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems
from nlu.words.units import BULK, MEASURED, TRAY

_CONTAINERS = BULK | {"box", "strip"}
_COUNTED = (None, "pc", "packet", "bottle")
_NEAR = 4
"""Tokens that may stand between a container and what is in each: a product's name, "came"."""
_BESIDE = 1
"""Words that may stand between a container and the same said once more."""
_WEIGHED = ("kg", "l")
_MOST_IN_ONE = 60
"""Pieces of a container above which a number behind "for a box" is rather rupees."""
_SACKS_WEIGHT_RUPEES = 3
"""Numbers of a delivery that tells how many sacks, what is in one, and for how much."""
_ABOUT = Decimal("0.3")
"""Of the usual price: how far from it what is paid for filled sacks may lie."""


def with_contents(
    lines: Sequence[Line],
    figures: Sequence[Figure],
    catalogue: Catalogue,
    tokens: Sequence[Token],
    lexicon: Lexicon,
) -> list[Figure]:
    """The figures with containers as what is in all of them, and rupees for a container as rupees for one thing in it.

    Only where words say so: "24 wali", "each". To be asked first: the 24 may else be taken for which pack is meant.
    """
    kept = without_doubled(figures)
    products = [catalogue.products[sku] for line in lines for sku in line.mention.scores]
    sold_at = {price for product in products for price in (product.price, product.mrp)}
    for index, (outer, inner) in enumerate(pairwise(kept)):
        if outer.role != "quantity" or outer.unit not in _CONTAINERS or not outer.value or not inner.value:
            continue
        if not 0 <= inner.start - outer.end <= _NEAR or inner.value <= 1:
            continue
        if len(lines) == 1 and outer.value == 1 and inner.role == "quantity" and inner.unit in _COUNTED[1:]:
            # "One carton came, 60 packets": the same once more.
            return [figure for figure in figures if figure is not outer]
        if not _is_in_each(outer, inner, tokens, lexicon, bare=inner.value not in sold_at):
            continue
        whole = replace(outer, value=outer.value * inner.value, unit=inner.unit or "pc")
        rest = [_for_one(figure, outer, inner, tokens, lexicon) for figure in kept[index + 2 :]]
        return [*kept[:index], whole, *rest]
    return list(figures)


def _is_in_each(outer: Figure, inner: Figure, tokens: Sequence[Token], lexicon: Lexicon, *, bare: bool) -> bool:
    """Whether `inner` is what each of the containers holds. `bare`: nothing named costs so much."""
    between = tokens[outer.end : inner.start]
    if outer.unit == "tray":
        return inner.value == TRAY and inner.unit in _COUNTED and inner.role != "money"

    def stands(table: str, index: int) -> bool:
        return lexicon.table(table).match(tokens, index) is not None

    each = any(lexicon.table(name).occurrences(between) for name in ("each", "each_before"))
    each = each or stands("each", inner.end)
    told = lexicon.table("in_each").occurrences(between) or any(_is_in_a(outer.unit, t, lexicon) for t in between)
    told = told or (inner.value <= _MOST_IN_ONE and _is_said_again(outer.unit, between, lexicon))
    if inner.role == "quantity" and inner.unit in MEASURED:
        last = tokens[inner.end - 1].lower
        of = any(last.endswith(word) and len(last) > len(word) + 1 for word in lexicon.table("genitive").words())
        follows = stands("genitive", inner.end) or stands("pack_price", inner.end)
        return each or of or follows or bool(told) or bool(lexicon.table("amount_of").whole(between))
    roles = ("count", "quantity", "amount", "pack_price", *(("price",) if told else ()))
    counted = inner.role in roles and inner.unit in (*_COUNTED, *((outer.unit,) if told else ()))
    if not counted or inner.value != inner.value.to_integral_value():
        return False
    called = inner.role == "pack_price" or stands("pack_price", inner.end)
    return bool(told) or (inner.role == "quantity" and each) or (called and bare)


def _is_in_a(unit: str | None, token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a container with a case ending: "পেটিতে ২৪টা", "chaakkil 50 kilo", 24 and 50 in each."""
    endings = (*lexicon.case_endings, *lexicon.genitive_endings, *lexicon.product_endings)
    return any(lexicon.table("units").whole(tokenise(stem)) == unit for stem in stems(token.text, endings))


def _is_said_again(unit: str | None, between: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a container is said once more, with "in" or "for": "2 petti vandhuchu petti ku 48"."""
    last = lexicon.table("units").match(between[-2:-1], 0)
    return last is not None and last[0] == unit and lexicon.table("within").spells(between[-1])


def _forms(token: Token, lexicon: Lexicon) -> tuple[str, ...]:
    return (token.text, *stems(token.text, (*lexicon.case_endings, *lexicon.genitive_endings)))


def _for_one(figure: Figure, outer: Figure, inner: Figure, tokens: Sequence[Token], lexicon: Lexicon) -> Figure:
    """Rupees that are said of a container as those of one thing in it, and of a lone container as the line's."""
    around = (figure.start - 1, figure.end)
    forms = (form for index in around if 0 <= index < len(tokens) for form in _forms(tokens[index], lexicon))
    units = (lexicon.table("units").whole(tokenise(form)) for form in forms)
    of_one = figure.unit == outer.unit or outer.unit in units
    if not of_one or figure.role == "total" or figure.value <= inner.value:
        return figure
    if outer.value == Decimal(1):
        return replace(figure, role="amount", unit=None)
    return replace(figure, role="price", unit=inner.unit, value=figure.value / inner.value)


def without_containers(
    lines: Sequence[Line], figures: list[Figure], catalogue: Catalogue, tokens: Sequence[Token], lexicon: Lexicon
) -> list[Figure]:
    """The figures without containers whose content is a number of its own, and no word says that it is each one's.

    To be asked once the weights that name a pack are spent: of "1 case coke 750 ml" the case is what is counted.
    """
    return _without_said_again(lines, _with_all_sacks(lines, figures, catalogue, tokens, lexicon))


def _without_said_again(lines: Sequence[Line], figures: list[Figure]) -> list[Figure]:
    """The figures without what says the same once more: "ek bori aalu 50 kilo" are 50 kg, "7 trays, 210 eggs" are 7 trays."""
    trays = {figure.value * TRAY for figure in figures if figure.unit == "tray"}
    figures = [figure for figure in figures if figure.unit == "tray" or figure.value not in trays]
    if trays and sum(bool(figure.value) for figure in figures) > 1 + len(trays):
        # "7 trays of 30, at 5.75": what one holds.
        figures = [f for f in figures if f.unit or f.value != TRAY or f.role not in ("count", "price")]
    counts = [figure for figure in figures if figure.role == "quantity" and figure.value]
    if len(counts) <= len(lines):
        return figures
    kept = list(figures)
    for sack in counts:
        if sack.unit not in BULK:
            continue
        for weight in counts:
            # "1 carton, 48 pieces" are 48.
            pieces = weight.unit == "pc" and weight.value > sack.value and not weight.value % sack.value
            measured = weight.unit in MEASURED and sack.value == 1
            if (measured or pieces) and any(_one_stretch(line, sack, weight) for line in lines):
                kept = [figure for figure in kept if figure is not sack]
    return kept


def _one_stretch(line: Line, sack: Figure, weight: Figure) -> bool:
    spans = sorted([(line.mention.start, line.mention.end), (sack.start, sack.end), (weight.start, weight.end)])
    return all(right[0] - left[1] <= _BESIDE for left, right in pairwise(spans))


def _with_all_sacks(
    lines: Sequence[Line], figures: list[Figure], catalogue: Catalogue, tokens: Sequence[Token], lexicon: Lexicon
) -> list[Figure]:
    """The figures with what is in all sacks, where one's weight is told: "2 sacks onions came, 50 kilo each, a sack 1300".

    Only where the rupees bear it out: a kilo, a sack or all of it at about the usual price.
    """
    values = [figure for figure in figures if figure.value]
    weights = [figure for figure in values if figure.unit in _WEIGHED and figure.role == "quantity"]
    if len(lines) != 1 or len(values) != _SACKS_WEIGHT_RUPEES or len(weights) != 1 or values[-1] in weights:
        return figures
    weight, paid = weights[0], values[-1]
    sacks = next(figure for figure in values if figure not in (weight, paid))
    product = choose(lines[0], catalogue)[0]
    counts = sacks.value == sacks.value.to_integral_value() and sacks.unit in (None, "sack", "pc")
    if product is None or product.unit != weight.unit or not counts or not _is_of_one(weight, sacks, tokens, lexicon):
        return figures
    whole = weight.value * sacks.value
    usual = product.cost or product.price
    ways: tuple[tuple[Role, Decimal, Decimal], ...] = (
        ("amount", paid.value, paid.value / whole),
        ("price", paid.value / weight.value, paid.value / weight.value),
        ("price", paid.value, paid.value),
    )
    role, value, each = min(ways, key=lambda way: abs(way[2] - usual))
    if abs(each - usual) > usual * _ABOUT:
        return figures
    filled = replace(weight, value=whole)
    return [filled, replace(paid, role=role, value=value, unit=None)]


def _is_of_one(weight: Figure, sacks: Figure, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a weight is said to be one sack's: "50 kilo sacks 2", "a sack 50 kilo", "50 kilo each"."""
    named = {i for unit, a, b in lexicon.table("units").occurrences(tokens) if unit == "sack" for i in range(a, b)}
    named |= {token.index for token in tokens if token.is_word and _is_in_a("sack", token, lexicon)}
    counted = set(range(sacks.start - 1, sacks.end))
    beside = {weight.start - 1, weight.end - 1, weight.end} - counted
    each = lexicon.table("each").match(tokens, weight.end) is not None
    return bool(named) and (each or bool(named & beside) or sacks.value == 1)
