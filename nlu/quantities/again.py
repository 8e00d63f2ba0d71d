"""Products that a message comes back to without their name: "dudh 14 packet, khulla 6 litre", "parle g 5 wala 20, 10 wala 12"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlu.lexicon import Lexicon
from nlu.names.products import Catalogue, Mention
from nlu.quantities.figures import Figure
from nlu.quantities.lines import of_size
from nlu.spelling.tokens import Token
from nlu.words.units import MEASURED

_LIKE = Decimal("1.6")
"""How many times more or less than usual a price may be that is told apart from the count."""


def with_loose_again(
    mentions: list[Mention],
    figures: Sequence[Figure],
    tokens: Sequence[Token],
    catalogue: Catalogue,
    lexicon: Lexicon,
) -> list[Mention]:
    """`mentions` and "loose" with a measure of its own, the thing before it again: "dudh 14 packet te khulla 6 litre"."""
    measured = [figure for figure in figures if figure.role == "quantity" and figure.unit in MEASURED and figure.value]
    for _, start, end in lexicon.table("loose").occurrences(tokens):
        beside_product = any({m.start, m.end} & {start, end} for m in mentions)
        figure = next((f for f in measured if start == f.end or end == f.start), None)
        if figure is None or beside_product:
            continue
        before = [m for m in mentions if m.end <= min(start, figure.start)]
        counted = before and any(f.role in ("count", "quantity") and before[-1].end == f.start for f in figures)
        scores = before[-1].scores if counted else {}
        loose = {sku: score for sku, score in scores.items() if catalogue.products[sku].unit != "pc"}
        if loose:
            mentions = sorted([*mentions, Mention(start, end, loose)], key=lambda mention: mention.start)
    return mentions


def with_kind_behind(mentions: list[Mention], figures: Sequence[Figure]) -> list[Mention]:
    """`mentions` with a kind that is told behind the count as what is counted: "dal 1 kilo moong", "rice 5 kg sona masoori"."""
    kept: list[Mention] = []
    counts = [figure for figure in figures if figure.role in ("count", "quantity") and figure.value]
    for mention in mentions:
        last = kept[-1] if kept else None
        between = next((f for f in counts if last is not None and (last.end, mention.start) == (f.start, f.end)), None)
        counted = any(figure.start == mention.end for figure in counts)
        # "2 small maggi 1 family pack": the first has a count of its own; of "sugar 2 kg dal 1 kg masoor" that is sugar's.
        theirs = {other.end for other in kept[:-1]}
        own = last is not None and any(f.end == last.start and f.start not in theirs for f in counts)
        kind = last is not None and not own and 0 < len(mention.scores.keys() & last.scores.keys()) < len(last.scores)
        if last is not None and between is not None and kind and not counted:
            kept[-1] = replace(last, scores={sku: s for sku, s in mention.scores.items() if sku in last.scores})
        else:
            kept.append(mention)
    return kept


def with_pack_again(
    mentions: list[Mention],
    figures: list[Figure],
    tokens: Sequence[Token],
    catalogue: Catalogue,
    lexicon: Lexicon,
) -> tuple[list[Mention], list[Figure]]:
    """`mentions` and another pack of the thing before it, told by its price or size alone, and the figures without that price.

    "Parle g 10 wala 8, 5 wala 12", "maggi chhoti 6 badi 2".
    """
    kept = list(figures)
    for figure in figures:
        end = _end_of_pack_price(figure, tokens, lexicon)
        before = _before(mentions, figure.start)
        if end is None or before is None or any(mention.start == end for mention in mentions):
            continue
        scores = {sku: s for sku, s in before.scores.items() if catalogue.products[sku].price == figure.value}
        told = _is_told(before, figure.start, figures) and _is_counted(end, figures)
        # "5 parle g 10 rs ones, 3 five rs ones": its count before it.
        ahead = next((f for f in figures if f.role == "count" and f.value and f.end == figure.start), None)
        told = told or (ahead is not None and before.end < ahead.start and _is_told(before, ahead.start, figures))
        if 0 < len(scores) < len(before.scores) and told:
            mentions = sorted([*mentions, Mention(figure.start, end, scores)], key=lambda mention: mention.start)
            kept.remove(figure)
    for size, start, end in lexicon.table("sizes").occurrences(tokens):
        before = _before(mentions, start)
        if before is None or any(mention.start == end for mention in mentions):
            continue
        products = of_size([catalogue.products[sku] for sku in before.scores], size)
        scores = {product.sku: before.scores[product.sku] for product in products}
        told = _is_told(before, start, figures)
        if 0 < len(scores) < len(before.scores) and told and _is_counted(end, figures):
            mentions = sorted([*mentions, Mention(start, end, scores)], key=lambda mention: mention.start)
    return mentions, kept


def _end_of_pack_price(figure: Figure, tokens: Sequence[Token], lexicon: Lexicon) -> int | None:
    """Where rupees end that name a pack, "10 wala"; None for other figures."""
    if figure.role == "pack_price":
        return figure.end
    wala = lexicon.table("pack_price").match(tokens, figure.end) if figure.role in ("count", "money") else None
    return figure.end + wala[1] if wala is not None else None


def _before(mentions: Sequence[Mention], start: int) -> Mention | None:
    """The product named last before a word that does not stand right behind it."""
    last = next((mention for mention in reversed(mentions) if mention.end <= start), None)
    return last if last is not None and last.end < start and len(last.scores) > 1 else None


def _is_told(mention: Mention, until: int, figures: Sequence[Figure]) -> bool:
    """Whether a product has a number of its own before `until`."""
    counts = (figure for figure in figures if figure.role in ("count", "quantity") and figure.value)
    return any(figure.end == mention.start or mention.end <= figure.start < until for figure in counts)


def _is_counted(end: int, figures: Sequence[Figure]) -> bool:
    return any(f.role in ("count", "quantity") and f.value and f.start == end for f in figures)


def rates_told_again(
    mentions: list[Mention], figures: list[Figure], catalogue: Catalogue, *, cost: bool
) -> tuple[list[Mention], list[Figure], dict[str, Figure]]:
    """`mentions` and `figures` without products named once more for their price, and these prices by sku.

    "Suji 10 kilo, maida 20 kilo, suji 40 maida 37", "vim 2 coil 3, coil 44 each". `cost`: whether goods are bought.
    """
    numbers = [figure for figure in figures if figure.value and not _is_one(figure)]
    rates: dict[str, Figure] = {}
    for index, mention in enumerate(mentions):
        first = next((m for m in mentions[:index] if m.scores and mention.scores.keys() <= m.scores.keys()), None)
        rate = next((figure for figure in numbers if figure.start >= mention.end), None)
        until = min((other.start for other in mentions[index + 1 :]), default=rate.end if rate else 0)
        if first is None or rate is None or rate.end > until or rate.role == "quantity" or len(mention.scores) != 1:
            continue
        product = catalogue.products[next(iter(mention.scores))]
        usual = product.cost if cost and product.cost else product.price
        counted = any({f.start, f.end} & {first.start, first.end} for f in numbers if f.role in ("count", "quantity"))
        if counted and usual and usual / _LIKE <= rate.value <= usual * _LIKE:
            rates[product.sku] = replace(rate, role="price", unit=None)
    if not rates:
        return mentions, figures, rates
    spent = {figure.start for figure in rates.values()}
    again = [
        m for i, m in enumerate(mentions) if any(m.scores.keys() <= o.scores.keys() and m.scores for o in mentions[:i])
    ]
    return (
        [mention for mention in mentions if mention not in again],
        [f for f in figures if f.start not in spent and not (_is_one(f) and f.start >= again[0].end)],
        rates,
    )


def _is_one(figure: Figure) -> bool:
    return figure.value == 1 and figure.role == "count"
