"""Containers of which is told what is in each: "2 peti 24 wali" are 48, "two bags of 50 kg each" 100 kg."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlu.endings import stems
from nlu.figures import Figure
from nlu.lexicon import Lexicon
from nlu.products import Catalogue, Mention
from nlu.sharing import without_doubled
from nlu.tokens import Token, tokenise
from nlu.units import BULK, MEASURED, TRAY

_CONTAINERS = BULK | {"box", "strip"}
_COUNTED = (None, "pc", "packet", "bottle")
_NEAR = 4
"""Tokens that may stand between a container and what is in each: a product's name, "came"."""


def with_contents(
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
    catalogue: Catalogue,
    tokens: Sequence[Token],
    lexicon: Lexicon,
) -> list[Figure]:
    """The figures with containers as what is in all of them, and rupees for a container as rupees for one thing in it."""
    kept = without_doubled(figures)
    products = [catalogue.products[sku] for mention in mentions for sku in mention.scores]
    sold_at = {price for product in products for price in (product.price, product.mrp)}
    for index, (outer, inner) in enumerate(itertools.pairwise(kept)):
        if outer.role != "quantity" or outer.unit not in _CONTAINERS or not outer.value or not inner.value:
            continue
        if not 0 <= inner.start - outer.end <= _NEAR or inner.value <= 1:
            continue
        if len(mentions) == 1 and outer.value == 1 and inner.role == "quantity" and inner.unit in _COUNTED[1:]:
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
    told = lexicon.table("in_each").occurrences(between)
    if inner.role == "quantity" and inner.unit in MEASURED:
        last = tokens[inner.end - 1].lower
        of = any(last.endswith(word) and len(last) > len(word) + 1 for word in lexicon.table("genitive").words())
        follows = stands("genitive", inner.end) or stands("pack_price", inner.end)
        return each or of or follows or bool(told) or bool(lexicon.table("amount_of").whole(between))
    counted = inner.role in ("count", "quantity", "amount", "pack_price") and inner.unit in _COUNTED
    if not counted or inner.value != inner.value.to_integral_value():
        return False
    called = inner.role == "pack_price" or stands("pack_price", inner.end)
    return bool(told) or (inner.role == "quantity" and each) or (called and bare)


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
