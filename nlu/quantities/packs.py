"""Which pack of a product is meant, by the price or the weight printed on it: "10 wala parle g", "2 amul milk 500 ml"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlu.lexicon import Lexicon
from nlu.names.products import Catalogue
from nlu.quantities.figures import Figure, Role
from nlu.quantities.lines import Line
from nlu.quantities.sharing import of_the_before
from nlu.spelling.tokens import Token
from nlu.words.units import PACKED, measure, pack_of

_DASHES = ("-", ":", "–")
_LEAST_SIZE = 50
"""Grams or millilitres that are said without their unit, at least."""


def set_pack_prices(
    lines: list[Line], figures: list[Figure], catalogue: Catalogue, tokens: Sequence[Token], lexicon: Lexicon
) -> list[Figure]:
    """The figures without those that name a line's pack by its price: "10 wala parle g", "10 rs parle g", "parle g 10 wala".

    "10 rupees' parle g 4" names the pack too, as the line has a count of its own; "40 rupees tomato" is the line's amount,
    as nothing of that name is sold at 40.
    """
    figures = list(of_the_before(lines, figures))
    for figure in list(figures):
        if _names_pack(figure, lines, figures, catalogue, tokens, lexicon):
            figures[figures.index(figure)] = figure = replace(figure, role="pack_price")
        if figure.of_next and figure.role in ("pack_price", "amount"):
            following = next((line for line in lines if line.mention.start == figure.end), None)
            is_pack = following is not None and _is_sold_at(figure.value, following, catalogue)
            counted = following is not None and any(
                f.role in ("count", "quantity") and f.start == following.mention.end for f in figures
            )
            if counted and any(f.role in ("count", "quantity") and f.end == figure.start for f in figures):
                # "Dal 25 kilo 113nu rava 25 kilo 40nu": each is of what it stands behind.
                figures[figures.index(figure)] = replace(figure, role="amount", of_next=False)
                continue
            role: Role = "pack_price" if is_pack and (counted or figure.role == "pack_price") else "amount"
            figures[figures.index(figure)] = figure = replace(figure, role=role)
        if figure.role != "pack_price":
            continue
        after = [line for line in lines if line.mention.start >= figure.end and line.mention.start - figure.end <= 2]
        before = [line for line in lines if line.mention.end == figure.start]
        beside = [line for line in after if line.mention.start == figure.end]
        target = beside[0] if beside else before[-1] if before else after[0] if after else None
        pack = _pack_of_size(figure.value, target, catalogue) if target is not None else None
        if target is not None and pack is not None:
            # "Harpic 500 wala 2": by its millilitres.
            target.pack, target.pack_span = pack, (figure.start, figure.end)
            figures.remove(figure)
        elif _is_rate(figure, target, lines, figures, catalogue):
            figures[figures.index(figure)] = replace(figure, role="price")
        elif target is not None and (_is_loose(target, catalogue) or _is_worth(figure, target, figures, catalogue)):
            # "Allam 20 rupayaladi": of what has no packs, or none at 20, it is the rupees' worth.
            figures[figures.index(figure)] = replace(figure, role="amount", of_next=target.mention.start >= figure.end)
        elif target is not None:
            target.pack_price = figure.value
            figures.remove(figure)
    return figures


def _names_pack(
    figure: Figure,
    lines: Sequence[Line],
    figures: Sequence[Figure],
    catalogue: Catalogue,
    tokens: Sequence[Token],
    lexicon: Lexicon,
) -> bool:
    """Whether rupees and a packet beside a counted product tell which of its packs is meant: "parle g 5 rs packet 8",
    "parle g 5 rs 8".
    """
    per_one = lexicon.table("per").occurrences(tokens[figure.start : figure.end])
    in_packets = figure.role == "price" and figure.unit in PACKED and not per_one
    # "Parle-G 5 rs - 10 dozen".
    dash = int(figure.end < len(tokens) and tokens[figure.end].text in _DASHES)
    before_count = figure.role == "money" and any(
        f.role in ("count", "quantity") and f.value and f.start == figure.end + dash for f in figures
    )
    if not in_packets and not before_count:
        return False
    line = next((x for x in lines if figure.start == x.mention.end or figure.end == x.mention.start), None)
    counted = any(other.role in ("count", "quantity") and other.value for other in figures if other is not figure)
    if line is None or not counted:
        return False
    prices = {catalogue.products[sku].price for sku in line.mention.scores}
    # "Cadbury 20 takar 24 ta 17.40 dore": what it costs is told besides.
    rates = any(other.role in ("price", "amount") for other in figures if other is not figure)
    return figure.value in prices and (len(prices) > 1 or rates)


def _is_rate(
    figure: Figure, target: Line | None, lines: list[Line], figures: list[Figure], catalogue: Catalogue
) -> bool:
    """Whether "68 wale" is what one of the counted costs, as nothing of that name is sold at 68: "30 wheel 68 wale"."""
    if not any(line.mention.end <= figure.start for line in lines):
        return False
    counted = any(f.role in ("count", "quantity") and f.value and f.start < figure.start for f in figures)
    return counted and not (target is not None and _is_sold_at(figure.value, target, catalogue))


def _pack_of_size(value: Decimal, line: Line, catalogue: Catalogue) -> tuple[Decimal, str] | None:
    """The pack of which a bare number is the grams or millilitres; None where something of that name costs so much."""
    if value < _LEAST_SIZE or _is_sold_at(value, line, catalogue):
        return None
    packs = (pack_of(catalogue.products[sku]) for sku in line.mention.scores)
    return next((pack for pack in packs if pack is not None and pack[0] * 1000 == value), None)


def _is_worth(figure: Figure, line: Line, figures: Sequence[Figure], catalogue: Catalogue) -> bool:
    """Whether rupees of what nothing counts tell no pack from another: "10 rupees coriander, 10 rupees tea"."""
    counted = any(f.role in ("count", "quantity") and f.value for f in figures)
    tells = len(line.mention.scores) > 1 and _is_sold_at(figure.value, line, catalogue)
    before = figure.end <= line.mention.start
    # "10 rs coriander" is one bunch; "the 10 rupee one" only says which.
    return bool(line.mention.scores) and before and not counted and (not tells or figure.of_next)


def _is_loose(line: Line, catalogue: Catalogue) -> bool:
    return bool(line.mention.scores) and all(catalogue.products[sku].unit != "pc" for sku in line.mention.scores)


def _is_sold_at(price: Decimal, line: Line, catalogue: Catalogue) -> bool:
    return any(price in (catalogue.products[sku].price, catalogue.products[sku].mrp) for sku in line.mention.scores)


def set_packs(
    lines: list[Line], figures: list[Figure], catalogue: Catalogue, tokens: Sequence[Token], lexicon: Lexicon
) -> list[Figure]:
    """The figures without those that name a line's pack by its weight, standing by the product: "2 amul milk 500 ml"."""
    figures = _without_bare_sizes(lines, figures, catalogue)
    for figure in list(figures):
        size = measure(figure.value, figure.unit) if figure.role == "quantity" and figure.unit else None
        if size is None:
            continue
        before = _without_size_words(figure.start, tokens, lexicon)
        line = next(
            (x for x in lines if x.mention.start == figure.end or x.mention.end in (figure.start, before)), None
        )
        if line is None or line.pack is not None:
            continue
        fitting = [catalogue.products[sku] for sku in line.mention.scores]
        others = [
            f
            for f in figures
            if f is not figure and f.role in ("count", "quantity") and f.value and _near(f, line, figure, lines)
        ]
        stretch = range(max(line.mention.start - 1, 0), min(line.mention.end + 1, len(tokens)))
        if any(lexicon.table("loose").match(tokens[i : i + 1], 0) for i in stretch):
            continue
        packed_word = any(lexicon.table("packed").match(tokens, index) for index in _around(line, figure, tokens))
        all_packed = bool(fitting) and all(product.unit == "pc" for product in fitting)
        if any(pack_of(product) == size for product in fitting) and (
            others or packed_word or (all_packed and len(fitting) > 1)
        ):
            line.pack, line.pack_span = size, (figure.start, figure.end)
            figures.remove(figure)
    return figures


def _without_bare_sizes(lines: list[Line], figures: list[Figure], catalogue: Catalogue) -> list[Figure]:
    """The figures without numbers that are a pack's size without its unit, right behind a product that has a count too.

    "Horlicks 500 1 pc", "1 sunsilk 180 bottle".
    """
    kept = list(figures)
    counts = [figure for figure in figures if figure.role in ("count", "quantity") and figure.value]
    for figure in counts:
        line = next((line for line in lines if line.mention.end == figure.start), None)
        bare = figure.unit is None or figure.unit in PACKED
        pack = _pack_of_size(figure.value, line, catalogue) if line is not None and bare else None
        beside = {figure.end, *((line.mention.start,) if line is not None else ())}
        counted = any(beside & {other.start, other.end} for other in counts if other is not figure)
        if line is not None and pack is not None and counted and line.pack is None:
            line.pack, line.pack_span = pack, (figure.start, figure.end)
            kept.remove(figure)
    return kept


def _without_size_words(index: int, tokens: Sequence[Token], lexicon: Lexicon) -> int:
    """`index`, or where "big" and "wali" before it begin: "maggi badi wali 280 gram"."""
    while index > 0 and any(lexicon.table(name).spells(tokens[index - 1]) for name in ("sizes", "pack_price")):
        index -= 1
    return index


def _around(line: Line, figure: Figure, tokens: Sequence[Token]) -> range:
    start, end = min(line.mention.start, figure.start), max(line.mention.end, figure.end)
    return range(max(start - 1, 0), min(end + 1, len(tokens)))


def _near(figure: Figure, line: Line, pack: Figure, lines: list[Line]) -> bool:
    """Whether `figure` is this line's count: beside the product or its pack, with no other product in between."""
    start, end = min(line.mention.start, pack.start), max(line.mention.end, pack.end)
    if figure.end <= start:
        between, claimed = (figure.end, start), any(x.mention.end == figure.start for x in lines)
    elif figure.start >= end:
        between, claimed = (end, figure.start), any(x.mention.start == figure.end for x in lines)
    else:
        return False
    return between[1] - between[0] <= 1 and not claimed
